//! Whether rows that are inserted belong to the tenant.

use std::ops::Range;

use super::blocks::Target;
use crate::query::TENANT;
use crate::query::words::QueryToken;

type Tokens = [(QueryToken, Range<usize>)];

/// Tells whether `column` stands among the columns of `target`, and `{tenant}` at its place in every row; or, of rows
/// that are selected, a column whose tenant `is_told`.
pub(super) fn is_given(
    tokens: &Tokens,
    target: &Target,
    column: &str,
    is_told: &dyn Fn(Option<&str>, &str) -> bool,
) -> bool {
    let mut at = target.next;
    if tokens.get(at).is_some_and(|(token, _)| token.is("as")) {
        at += 2;
    }
    let Some((columns, next)) = list(tokens, at) else { return false };
    let is_column =
        |item: &Range<usize>| item.len() == 1 && tokens[item.start].0.name().is_some_and(|name| name == column);
    let Some(place) = columns.iter().position(is_column) else { return false };
    let is_tenant = |item: &Range<usize>| match tokens.get(item.clone()) {
        Some([(QueryToken::Value(name), _)]) => name == TENANT,
        Some([(name, _)]) => name.name().is_some_and(|name| is_told(None, &name)),
        Some([(table, _), (QueryToken::Sign("."), _), (name, _)]) => {
            name.name().is_some_and(|name| is_told(table.name().as_deref(), &name))
        }
        _ => false,
    };
    match tokens.get(next) {
        Some((token, _)) if token.is("values") => {
            let mut next = next + 1;
            let mut rows = 0;
            while let Some((items, behind)) = list(tokens, next) {
                if items.len() != columns.len() || !is_tenant(&items[place]) {
                    return false;
                }
                rows += 1;
                next = behind + usize::from(matches!(tokens.get(behind), Some((QueryToken::Sign(","), _))));
            }
            rows > 0
        }
        Some((token, _)) if token.is("select") => {
            let rest = &tokens[next..];
            let has_more = rest.iter().any(|(token, _)| token.one_of(&["union", "intersect", "except", "minus"]));
            let items = items(tokens, next + 1).0;
            !has_more && items.len() == columns.len() && is_tenant(&items[place])
        }
        _ => false,
    }
}

/// Returns what stands between two parentheses, and the place behind them.
fn list(tokens: &Tokens, at: usize) -> Option<(Vec<Range<usize>>, usize)> {
    (tokens.get(at)?.0 == QueryToken::Open).then(|| {
        let (items, end) = items(tokens, at + 1);
        (items, end + 1)
    })
}

/// Returns the items between commas, and the place of what ends them.
fn items(tokens: &Tokens, from: usize) -> (Vec<Range<usize>>, usize) {
    let (mut items, mut begun, mut depth) = (Vec::new(), from, 0);
    let mut at = from;
    while let Some((token, _)) = tokens.get(at) {
        match token {
            QueryToken::Open => depth += 1,
            QueryToken::Close if depth == 0 => break,
            QueryToken::Close => depth -= 1,
            QueryToken::Sign(",") if depth == 0 => {
                items.push(begun..at);
                begun = at + 1;
            }
            token if depth == 0 && token.one_of(&["from", "where", "on", "order", "limit", "group", "having"]) => break,
            _ => {}
        }
        at += 1;
    }
    items.push(begun..at);
    (items, at)
}
