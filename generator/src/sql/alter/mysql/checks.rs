//! Checks. Neither server changes or renames one, or renames a column under one on MySQL: they go and come.

use larder_format::plan::Probe;

use super::DIALECT;
use super::piece::{COPY, INSTANT, ddl, rewriting};
use super::rework::Rework;
use crate::sql::physical::Check;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::Piece;

/// Returns what takes away the checks that do not stay word by word, all in one statement.
pub(super) fn dropped(rework: &Rework<'_>) -> Vec<Piece> {
    let (old, after) = (&rework.altered.old, &rework.altered.after);
    let names: Vec<_> = leaving(rework, &old.checks, &after.checks).map(|check| check.name.as_str()).collect();
    let Some(last) = names.last() else { return Vec::new() };
    let actions: Vec<_> = names.iter().map(|name| format!("DROP CONSTRAINT {name}")).collect();
    let probe = Probe::NoConstraint { table: old.bare_name.clone(), name: DIALECT.bare(last) };
    let comment = format!("Lifts {} of {}.", if names.len() == 1 { "a rule" } else { "rules" }, old.bare_name);
    vec![ddl(INSTANT, comment, alter_table(&old.name, &actions), probe)]
}

/// Returns what makes the checks that come, all in one statement, so that the table is read once.
pub(super) fn added(rework: &Rework<'_>) -> Vec<Piece> {
    let (old, after) = (&rework.altered.old, &rework.altered.after);
    let checks: Vec<_> = leaving(rework, &after.checks, &old.checks).collect();
    let Some(last) = checks.last() else { return Vec::new() };
    let actions: Vec<_> = checks.iter().map(|check| format!("ADD {}", statement::check(check))).collect();
    let probe = Probe::HasConstraint { table: after.bare_name.clone(), name: DIALECT.bare(&last.name) };
    let comment = match checks.as_slice() {
        [one] => format!("Makes {}; fails where rows break it.", DIALECT.bare(&one.name)),
        _ => format!("Makes rules of {}; fails where rows break one.", after.bare_name),
    };
    vec![rewriting(COPY, comment, alter_table(&after.name, &actions), probe)]
}

/// Those of one list that are not in the other, and those that are away for the time.
fn leaving<'a>(rework: &Rework<'_>, checks: &'a [Check], others: &'a [Check]) -> impl Iterator<Item = &'a Check> {
    checks.iter().filter(|check| !others.contains(check) || rework.lifts(check))
}
