//! Questions about tables and columns that are gone, with what they may have become.

use larder_format::plan::Column;
use larder_format::qualified;

use super::matched::{Match, Matches};
use super::rank;
use crate::sql::diff::Wanted;
use crate::sql::diff::dialogue::{Dialogue, Pair};
use crate::sql::value::type_change::TypeChange;
use crate::sql::{Problem, Question, QuestionKind};

/// How many guesses a question shows.
const SHOWN: usize = 5;

/// Asks what a table that is gone became.
pub(in crate::sql::diff) fn table(gone: &str, matches: &Matches<'_>, dialogue: &Dialogue<'_>) -> Problem {
    let is_new = |wanted: &&Wanted| !matches.tables.iter().any(|found| found.pair.wanted.entity == wanted.entity);
    let mut new: Vec<&Wanted> = dialogue.wanted.iter().filter(is_new).collect();
    if let Some(old) = dialogue.before.get(gone) {
        new.sort_by_key(|wanted| rank::tables(old, &wanted.table));
    }
    new.truncate(SHOWN);
    let named = qualified::plain(gone);
    let renames = new.iter().map(|wanted| format!("--rename {named}={}", wanted.entity));
    let gone = qualified::plain(gone);
    let question = Question {
        kind: QuestionKind::Table,
        subject: gone.to_owned(),
        flags: renames.chain([format!("--drop {gone}")]).collect(),
        candidates: new.iter().map(|wanted| wanted.entity.clone()).collect(),
    };
    Problem::asking("M0201", format!("table `{gone}` is no longer in the definition"), question)
}

/// Asks what a column that is gone became; returns the columns that it may have become too.
pub(in crate::sql::diff) fn column<'a>(
    gone: &'a str,
    found: &Match<'a>,
    dialogue: &Dialogue<'a>,
) -> (Problem, Vec<&'a str>) {
    let Pair { before, wanted, .. } = found.pair;
    let existing = dialogue.before.get(before).map(|table| table.columns.as_slice()).unwrap_or_default();
    let old = existing.iter().enumerate().find(|(_, column)| column.name == gone);
    let is_new = |(_, column): &(usize, &'a Column)| found.origin(&column.name, dialogue.before).is_none();
    let mut new: Vec<_> = wanted.table.columns.iter().enumerate().filter(is_new).collect();
    if let Some(old) = old {
        new.retain(|(_, column)| TypeChange::between(&old.1.ty, &column.ty) != TypeChange::Refused);
        new.sort_by_key(|new| rank::columns(old, *new));
    }
    let doubtful: Vec<&str> = new.iter().map(|(_, column)| column.name.as_str()).collect();
    new.truncate(SHOWN);
    let subject = found.pair.subject(gone);
    let renames = new.iter().map(|(_, column)| format!("--rename {subject}={}", column.name));
    let question = Question {
        kind: QuestionKind::Column,
        flags: renames.chain([format!("--drop {subject}")]).collect(),
        candidates: new.iter().map(|(_, column)| column.name.clone()).collect(),
        subject,
    };
    let message = format!("column `{gone}` of `{}` is no longer in the definition", wanted.entity);
    (Problem::asking("M0202", message, question), doubtful)
}
