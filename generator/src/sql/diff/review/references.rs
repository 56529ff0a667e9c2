//! References that lead to another table than before: their values, which stay, would name other rows.

use larder_format::plan::{ForeignKey, Table};

use crate::sql::diff::dialogue::Dialogue;
use crate::sql::diff::matches::matched::{Match, Matches};
use crate::sql::{Problem, Question, QuestionKind};

/// Asks of each column that stays and refers to another parent whether its values fit.
pub(in crate::sql::diff) fn ask(matches: &Matches<'_>, dialogue: &mut Dialogue<'_>) {
    for found in &matches.tables {
        let Some(existing) = dialogue.before.get(found.pair.before) else { continue };
        for key in &found.pair.wanted.table.foreign_keys {
            let Some(column) = key.columns.last() else { continue };
            let Some(before) = former(existing, found, column, dialogue) else { continue };
            if before.parent == former_name(&key.parent, matches) || dialogue.keeps(found.pair, column) {
                continue;
            }
            let question = question(found, column, before, key);
            dialogue.push(question);
        }
    }
}

/// Returns the reference that the column was before.
fn former<'t>(existing: &'t Table, found: &Match<'_>, column: &str, dialogue: &Dialogue<'_>) -> Option<&'t ForeignKey> {
    let columns = &found.pair.wanted.table.columns;
    let name = columns.iter().map(|other| other.name.as_str()).find(|name| *name == column)?;
    let origin = found.origin(name, dialogue.before)?;
    existing.foreign_keys.iter().find(|key| key.columns.last().is_some_and(|last| last == origin))
}

/// Returns the name that a table had before; its own where it is new.
fn former_name<'a>(table: &'a str, matches: &Matches<'a>) -> &'a str {
    let found = matches.tables.iter().find(|found| found.pair.wanted.table.name == table);
    found.map_or(table, |found| found.pair.before)
}

fn question(found: &Match<'_>, column: &str, before: &ForeignKey, now: &ForeignKey) -> Problem {
    let subject = found.pair.subject(column);
    let message = format!(
        "`{subject}` now refers to `{}` instead of `{}`, but its existing values are keys of the latter; if they are \
         not also valid keys of the former, add the new reference under another name and drop this one",
        now.parent, before.parent
    );
    let flags = vec![format!("--keep {subject}")];
    Problem::asking("M0205", message, Question { kind: QuestionKind::Keep, flags, candidates: Vec::new(), subject })
}
