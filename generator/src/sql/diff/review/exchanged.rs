//! Tables that seem to be exchanged: each is to be what the other one was. Tables are known by their names alone, so
//! that the rows of each entity would be read as those of the other.
//!
//! Two tables with the same columns, keys and indexes look alike either way; such an exchange cannot be detected here.

use larder_format::plan::{Column, Table};

use crate::sql::diff::columns::is_same;
use crate::sql::diff::dialogue::Dialogue;
use crate::sql::diff::matches::matched::{Match, Matches};
use crate::sql::diff::sequence::table_part::TablePart;
use crate::sql::{Problem, Question, QuestionKind};

/// Asks of each pair of tables that kept their names and look like each other's former selves whether their rows do
/// too.
pub(in crate::sql::diff) fn ask(matches: &Matches<'_>, dialogue: &mut Dialogue<'_>) {
    let before = dialogue.before;
    let changed: Vec<(&Match<'_>, &Table)> = matches
        .tables
        .iter()
        .filter(|found| found.pair.before == found.pair.wanted.table.name)
        .filter_map(|found| Some((found, before.get(found.pair.before)?)))
        .filter(|(found, old)| likeness(old, &found.pair.wanted.table) < WHOLE)
        .collect();
    for (at, (second, second_was)) in changed.iter().enumerate() {
        for (first, first_was) in &changed[..at] {
            let [one, other] = [first, second].map(|found| &found.pair.wanted.table);
            let is_crossed = likeness(second_was, one) > likeness(first_was, one)
                && likeness(first_was, other) > likeness(second_was, other);
            let is_answered =
                is_crossed && [first, second].map(|found| dialogue.keeps_rows(found.pair)).contains(&true);
            if is_crossed && !is_answered {
                dialogue.push(question(first, second));
            }
        }
    }
}

/// Two tables that are the same.
const WHOLE: usize = 1000;

/// How much two tables share of what they have together: columns with their types, and what stands over them.
fn likeness(old: &Table, new: &Table) -> usize {
    let is_there =
        |column: &&Column| new.columns.iter().any(|other| other.name == column.name && is_same(column, other));
    let columns = old.columns.iter().filter(is_there).count();
    let (before, after) = (TablePart::all(old), TablePart::all(new));
    let parts = before.iter().filter(|part| after.iter().any(|other| part.is_same(other))).count();
    let (shared, all) = (columns + parts, old.columns.len() + new.columns.len() + before.len() + after.len());
    WHOLE * shared / (all - shared).max(1)
}

fn question(first: &Match<'_>, second: &Match<'_>) -> Problem {
    let [one, other] = [first, second].map(|found| &found.pair.wanted.entity);
    let [own, theirs] = [first, second].map(|found| found.pair.before);
    let message = format!(
        "`{own}` looks like the former `{theirs}`, and `{theirs}` like the former `{own}`: if `{one}` and `{other}` \
         have swapped tables, each would read the rows of the other; swap the table names back"
    );
    let flags = vec![format!("--keep {own}")];
    let subject = own.to_owned();
    Problem::asking("M0206", message, Question { kind: QuestionKind::Keep, flags, candidates: Vec::new(), subject })
}
