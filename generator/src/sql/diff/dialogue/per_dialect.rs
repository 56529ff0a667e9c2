//! Formats SQL statements in the advice of a problem.

use crate::dialect::Dialect;

/// Puts statements behind what they are for: one for all dialects, or each with the dialect that it is written in. A
/// dialect without a statement needs none.
pub(in crate::sql::diff) fn advice(purpose: &str, statement: impl Fn(Dialect) -> Option<String>) -> Option<String> {
    let statements = Dialect::ALL.into_iter().filter_map(|dialect| Some((dialect, statement(dialect)?)));
    let statements: Vec<_> = statements.collect();
    let (_, first) = statements.first()?;
    if statements.len() == Dialect::ALL.len() && statements.iter().all(|(_, statement)| statement == first) {
        return Some(format!("{purpose}: {first}"));
    }
    let each = statements.iter().map(|(dialect, statement)| format!("\n        {}: {statement}", dialect.title()));
    Some(format!("{purpose}{}", each.collect::<String>()))
}
