//! References that lead to another table than before: their values, which stay, would name other rows.

use std::collections::BTreeSet;

use larder_format::plan::{ForeignKey, Table};

use crate::sql::diff::dialogue::Dialogue;
use crate::sql::diff::dialogue::advice::pairs;
use crate::sql::diff::matches::matched::{Match, Matches};
use crate::sql::{Problem, Question, QuestionKind};

/// Asks of each column that stays and refers to another parent whether its values fit.
pub(in crate::sql::diff) fn ask(matches: &Matches<'_>, dialogue: &mut Dialogue<'_>) {
    for found in &matches.tables {
        let Some(existing) = dialogue.before.get(found.pair.before) else { continue };
        for key in &found.pair.wanted.table.foreign_keys {
            let tenant = found.pair.wanted.tenant.as_deref();
            let own = pairs(key, tenant).into_iter().map(|(own, _)| own).collect::<Vec<_>>();
            let Some(column) = own.last() else { continue };
            let Some(before) = former(existing, found, &own, dialogue) else { continue };
            if before.parent == former_name(&key.parent, matches) || dialogue.keeps(found.pair, column) {
                continue;
            }
            let question = question(found, column, before, key);
            dialogue.push(question);
        }
    }
}

/// Returns the reference that the columns were before.
fn former<'t>(existing: &'t Table, found: &Match<'_>, own: &[&str], dialogue: &Dialogue<'_>) -> Option<&'t ForeignKey> {
    let columns = found.pair.wanted.table.columns.iter().map(|column| column.name.as_str());
    let origin =
        |name: &str| columns.clone().find(|other| *other == name).and_then(|name| found.origin(name, dialogue.before));
    let origins = own.iter().map(|name| origin(name)).collect::<Option<BTreeSet<&str>>>()?;
    let tenant = found.pair.wanted.tenant.as_deref().and_then(origin);
    let is_same =
        |key: &&ForeignKey| pairs(key, tenant).into_iter().map(|(own, _)| own).collect::<BTreeSet<_>>() == origins;
    existing.foreign_keys.iter().find(is_same)
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
