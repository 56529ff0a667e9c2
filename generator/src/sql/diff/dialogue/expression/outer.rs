//! Aggregates over columns of the outer table. SQL counts such a one as an aggregate of the outer query, so that it
//! would fold the rows that are to be filled.

use super::{FillScope, is_aggregate};
use crate::sql::fill::{SqlToken, tokens};

/// A table that a query reads.
struct Read {
    /// What its columns are called by.
    alias: String,
    /// `None`: its contents are unknown.
    columns: Option<Vec<String>>,
}

/// Returns the first aggregate within a query of `expression` that reads columns of the outer table alone.
pub(super) fn aggregate(expression: &str, scope: FillScope<'_>) -> Option<String> {
    let tokens = tokens(expression);
    let calls = tokens.windows(2).enumerate().filter_map(|(at, pair)| match pair {
        [SqlToken::Word(function), SqlToken::Sign('(')] => Some((at, function)),
        _ => None,
    });
    let folds = |function: &str| is_aggregate(function) || matches!(function, "max" | "min");
    let mut suspects = calls.filter(|(_, function)| folds(&function.to_ascii_lowercase()));
    suspects.find_map(|(at, function)| {
        let end = closing(&tokens, at + 1)?;
        let arguments = &tokens[at + 2..end];
        let reads: Vec<Read> = queries(&tokens, at).into_iter().flat_map(|query| reads(query, scope)).collect();
        let names = names(arguments);
        let is_outer = !names.is_empty() && names.iter().all(|name| is_outer(name, &reads, scope));
        is_outer.then(|| format!("{function}({})", spelled(arguments)))
    })
}

/// Returns a column that the expression names as it was called, and what it is called when the value is asked for.
pub(super) fn renamed<'a>(expression: &str, scope: FillScope<'a>) -> Option<&'a (String, String)> {
    let tokens = tokens(expression);
    let is_own = |column: &str| scope.own.columns.iter().any(|own| own.name == column);
    let named = |old: &str| {
        tokens.iter().enumerate().any(|(at, token)| {
            let is_call = matches!(tokens.get(at + 1), Some(SqlToken::Sign('(' | '.')));
            if is_call || *token != SqlToken::Word(old.to_owned()) {
                return false;
            }
            let of_table = match at.checked_sub(2).and_then(|before| tokens.get(before..at)) {
                Some([SqlToken::Word(table), SqlToken::Sign('.')]) => *table == scope.own.name,
                _ => true,
            };
            let reads: Vec<Read> = queries(&tokens, at).into_iter().flat_map(|query| reads(query, scope)).collect();
            let within = |read: &Read| read.columns.as_ref().is_none_or(|columns| columns.iter().any(|one| one == old));
            of_table && !reads.iter().any(within)
        })
    };
    scope.renamed.iter().find(|(old, _)| !is_own(old) && named(old))
}

/// Words that are values without being columns.
const VALUES: [&str; 13] = [
    "now",
    "uuid_v7",
    "null",
    "true",
    "false",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
    "user",
];

/// Says of an expression of one word that it is no column, and what to write.
pub(super) fn unknown(expression: &str, scope: FillScope<'_>) -> Option<String> {
    let is_word = expression.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_word || expression.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let stood = scope.stood.into_iter().flat_map(|table| &table.columns);
    let mut columns = scope.own.columns.iter().chain(stood).map(|column| column.name.as_str());
    let is_value = VALUES.iter().any(|value| value.eq_ignore_ascii_case(expression));
    if is_value || columns.clone().any(|column| column.eq_ignore_ascii_case(expression)) {
        return None;
    }
    Some(match crate::name::nearest(expression, columns.by_ref()) {
        Some(near) => format!("did you mean `{near}`? Text needs single quotes: `'{expression}'`"),
        None => format!("write a column of `{}`, or text in single quotes", scope.own.name),
    })
}

/// Returns the tokens within each parenthesis around a place that begins a query.
fn queries(tokens: &[SqlToken], place: usize) -> Vec<&[SqlToken]> {
    let opens = (0..place).filter(|at| tokens[*at] == SqlToken::Sign('(') && is_word(tokens.get(at + 1), "select"));
    opens.filter_map(|at| closing(tokens, at).filter(|end| *end > place).map(|end| &tokens[at + 1..end])).collect()
}

/// Returns the tables that stand behind FROM, JOIN and a comma of the list behind FROM, those of inner queries left
/// out.
fn reads(query: &[SqlToken], scope: FillScope<'_>) -> Vec<Read> {
    const ENDS: &[&str] = &["where", "group", "having", "order", "limit", "window", "union", "on", "using"];
    let (mut found, mut in_list, mut depth, mut at) = (Vec::new(), false, 0_usize, 0);
    while let Some(token) = query.get(at) {
        let mut begins = false;
        match token {
            SqlToken::Sign('(') => depth += 1,
            SqlToken::Sign(')') => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            SqlToken::Sign(',') => begins = in_list,
            SqlToken::Sign(_) => {}
            SqlToken::Word(word) => {
                let word = word.to_ascii_lowercase();
                begins = word == "from" || word == "join";
                in_list = (in_list || begins) && !ENDS.contains(&word.as_str());
            }
        }
        at += 1;
        if begins {
            found.push(read(&query[at..], scope));
        }
    }
    found
}

/// Returns the table at the beginning of `rest`, with its alias.
fn read(rest: &[SqlToken], scope: FillScope<'_>) -> Read {
    let unknown = || Read { alias: String::new(), columns: None };
    let Some(SqlToken::Word(table)) = rest.first() else { return unknown() };
    let behind = if is_word(rest.get(1), "as") { rest.get(2) } else { rest.get(1) };
    const GO_ON: &[&str] =
        &["where", "group", "order", "limit", "join", "left", "inner", "cross", "on", "having", "right"];
    let alias = match behind {
        Some(SqlToken::Word(alias)) if !GO_ON.contains(&alias.to_ascii_lowercase().as_str()) => alias,
        _ => table,
    };
    let wanted = scope.wanted.iter().map(|wanted| &wanted.table).filter(|known| known.name == *table);
    let known: Vec<_> = wanted.chain(scope.before.get(table)).collect();
    if known.is_empty() {
        return unknown();
    }
    let columns = known.iter().flat_map(|table| &table.columns).map(|column| column.name.clone()).collect();
    Read { alias: alias.clone(), columns: Some(columns) }
}

/// Returns the columns that tokens name, each with the table before it, if any.
fn names(tokens: &[SqlToken]) -> Vec<(Option<&str>, &str)> {
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let SqlToken::Word(word) = token else { continue };
        let is_call = tokens.get(at + 1) == Some(&SqlToken::Sign('('));
        let is_table = tokens.get(at + 1) == Some(&SqlToken::Sign('.'));
        if is_call || is_table || word.starts_with(|c: char| c.is_ascii_digit()) || is_word(Some(token), "distinct") {
            continue;
        }
        let table = match at.checked_sub(2).and_then(|before| tokens.get(before..at)) {
            Some([SqlToken::Word(table), SqlToken::Sign('.')]) => Some(table.as_str()),
            _ => None,
        };
        names.push((table, word.as_str()));
    }
    names
}

/// Tells whether a name can only be a column of the outer table.
fn is_outer((table, column): &(Option<&str>, &str), reads: &[Read], scope: FillScope<'_>) -> bool {
    if reads.iter().any(|read| read.columns.is_none()) {
        return false;
    }
    match table {
        Some(table) => *table == scope.own.name && !reads.iter().any(|read| read.alias == *table),
        None => {
            let within = reads.iter().flat_map(|read| &read.columns).flatten().any(|name| name == column);
            !within && scope.own.columns.iter().any(|own| own.name == *column)
        }
    }
}

fn closing(tokens: &[SqlToken], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.iter().enumerate().skip(open).find_map(|(at, token)| {
        match token {
            SqlToken::Sign('(') => depth += 1,
            SqlToken::Sign(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn is_word(token: Option<&SqlToken>, expected: &str) -> bool {
    matches!(token, Some(SqlToken::Word(word)) if word.eq_ignore_ascii_case(expected))
}

fn spelled(tokens: &[SqlToken]) -> String {
    let text = |token: &SqlToken| match token {
        SqlToken::Word(word) => word.clone(),
        SqlToken::Sign(sign) => sign.to_string(),
    };
    let mut spelled = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let follows_word = at > 0 && matches!((&tokens[at - 1], token), (SqlToken::Word(_), SqlToken::Word(_)));
        spelled.extend(follows_word.then_some(' '));
        spelled += &text(token);
    }
    spelled
}
