//! Indexes and checks that a definition says in the words of the database.

use larder_format::catalogue::{LiveCheck, LiveIndex, LiveKey, LivePart, LiveTable};
use larder_format::splitter::{WordKind, words};

use super::Subject;
use crate::dialect::Dialect;
use crate::pull::expression::{self, SqlExpression};
use crate::pull::miss::MissKind;
use crate::pull::piece::{EntityPiece, KeyPiece, SaidEntry};
use crate::pull::print;

/// Adds the checks that are about more than one column, or that only the database reads.
pub(super) fn checks(piece: &mut EntityPiece, subject: &mut Subject<'_>) {
    let (table, dialect) = (subject.table, subject.dialect);
    let is_of_row = |check: &&LiveCheck| {
        let read = expression::parse(&check.expression, dialect);
        check.others.is_empty() && read.is_none_or(|read| read.columns().len() > 1)
    };
    for check in table.checks.iter().filter(is_of_row) {
        let name = check.name.clone().unwrap_or_default();
        let what = format!("CHECK ({})", check.expression);
        match key(&check.expression, Vec::new(), (&name, what.clone()), piece, subject) {
            Ok(key) => piece.checks.push(key),
            Err(why) => subject.miss(MissKind::Left, &name, what, why),
        }
    }
}

/// Returns the index as its own text; `why` is what keeps it from being one over fields.
pub(super) fn index(
    index: &LiveIndex,
    (what, why): (String, String),
    piece: &EntityPiece,
    subject: &Subject<'_>,
) -> Result<KeyPiece, String> {
    let text = index_text(index, Some(subject.table), subject.dialect).ok_or(why)?;
    let unique = index.unique.then(|| SaidEntry::new("unique", "true"));
    key(&text, unique.into_iter().collect(), (&index.name, what), piece, subject)
}

/// Returns whether a column that stands for `lower` or `upper` of another is part of the index.
pub(super) fn is_over_computed(index: &LiveIndex, subject: &Subject<'_>) -> bool {
    index.parts.iter().any(|part| computed(part, subject.table, subject.dialect).is_some())
}

/// Returns a unique key as the index that it is too.
pub(in crate::pull) fn unique_index(key: &LiveKey) -> LiveIndex {
    let part = |column: &String| LivePart { text: column.clone(), ..LivePart::default() };
    LiveIndex {
        name: key.name.clone().unwrap_or_default(),
        unique: true,
        method: "btree".to_owned(),
        parts: key.columns.iter().map(part).collect(),
        others: key.others.clone(),
        ..LiveIndex::default()
    }
}

/// Returns what a column of MySQL's is computed by, where an index says it so.
fn computed(part: &LivePart, table: &LiveTable, dialect: Dialect) -> Option<String> {
    let of_mysql = dialect == Dialect::MySql && !part.is_expression;
    let column = table.columns.iter().filter(|_| of_mysql).find(|live| live.name.eq_ignore_ascii_case(&part.text))?;
    match expression::parse(column.generated.as_deref()?, dialect)? {
        SqlExpression::Call(function, arguments) if ["lower", "upper"].contains(&function.as_str()) => {
            match arguments.as_slice() {
                [SqlExpression::Column(name)] => Some(format!("{function}({})", dialect.identifier(name))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns what follows the table in the statement that makes an index, with what columns are computed by where the
/// table is given; `None` for one that no such text makes.
pub(in crate::pull) fn index_text(index: &LiveIndex, table: Option<&LiveTable>, dialect: Dialect) -> Option<String> {
    let is_plain = index.others.is_empty() || index.others == "USING BTREE";
    if !is_plain || dialect == Dialect::MySql && index.method != "btree" {
        return None;
    }
    let parts: Vec<String> = index.parts.iter().map(|part| part_text(part, table, dialect)).collect();
    let using = if index.method == "btree" { String::new() } else { format!("using {} ", index.method) };
    let include: Vec<String> = index.include.iter().map(|column| dialect.identifier(column)).collect();
    let include = if include.is_empty() { String::new() } else { format!(" include ({})", include.join(", ")) };
    let nulls = if index.nulls_equal { " nulls not distinct" } else { "" };
    let condition = index.condition.as_ref().map(|condition| format!(" where {condition}")).unwrap_or_default();
    Some(format!("{using}({}){include}{nulls}{condition}", parts.join(", ")))
}

fn part_text(part: &LivePart, table: Option<&LiveTable>, dialect: Dialect) -> String {
    let text = match (part.is_expression, dialect) {
        (false, _) => {
            table.and_then(|table| computed(part, table, dialect)).unwrap_or_else(|| dialect.identifier(&part.text))
        }
        (true, Dialect::MySql) => format!("({})", part.text),
        (true, _) => part.text.clone(),
    };
    let others = match (part.others.as_str(), dialect) {
        ("", _) => String::new(),
        (length, Dialect::MySql) => length.to_owned(),
        (others, _) => format!(" {others}"),
    };
    let order = if part.descending { " desc" } else { "" };
    // What an order has by itself is not said.
    let nulls = match part.nulls_first.filter(|first| *first != part.descending) {
        Some(true) => " nulls first",
        Some(false) => " nulls last",
        None => "",
    };
    format!("{text}{others}{order}{nulls}")
}

/// Returns what the definition says: the columns that a text names, and the text for this database alone.
fn key(
    text: &str,
    mut entries: Vec<SaidEntry>,
    (name, what): (&str, String),
    piece: &EntityPiece,
    subject: &Subject<'_>,
) -> Result<KeyPiece, String> {
    let mut columns: Vec<(String, &'static str)> = Vec::new();
    for word in words(text, subject.dialect) {
        let bare = subject.dialect.bare(word.text);
        let is_name = matches!(word.kind, WordKind::Bare | WordKind::Quoted);
        let live = subject.table.columns.iter().filter(|_| is_name).find(|live| subject.is_same(&live.name, &bare));
        let Some(live) = live else { continue };
        let Some(field) = piece.fields.iter().find(|field| field.column == live.name) else {
            return Err(format!("its column `{}` is not in the definition", live.name));
        };
        if !columns.iter().any(|(column, _)| *column == field.column) {
            columns.push((field.column.clone(), ""));
        }
    }
    if columns.is_empty() {
        return Err("it is about no column of the table".to_owned());
    }
    let dialect = subject.dialect;
    entries.insert(0, SaidEntry::new("sql", format!("{{ {dialect} = {} }}", print::text(text))));
    Ok(KeyPiece { columns, key: "on", entries, name: name.to_owned(), what })
}
