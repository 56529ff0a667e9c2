//! Rules that rows which are there may break. The database finds such rows while it is migrated; the notes say how to
//! find them before.

use larder_format::plan::{CheckRule, Column, Table};

use crate::dialect::Dialect;
use crate::sql::diff::columns::changes::Changes;
use crate::sql::diff::dialogue::Dialogue;
use crate::sql::diff::dialogue::per_dialect;
use crate::sql::diff::matches::matched::{Match, Matches};
use crate::sql::fill::{misfit, text_of_enum};
use crate::sql::value::stricter::stricter;
use crate::sql::{Problem, lower};

/// Notes every column that stays and takes fewer values than before, in the names that it has before.
pub(in crate::sql::diff) fn note(matches: &Matches<'_>, changes: &[Changes<'_>], dialogue: &mut Dialogue<'_>) {
    let mut notes = Vec::new();
    for found in &matches.tables {
        let Some(existing) = dialogue.before.get(found.pair.before) else { continue };
        let altered = changes.iter().filter(|change| change.table == found.pair.wanted.table.name);
        let altered: Vec<_> = altered.flat_map(|change| &change.altered).collect();
        for column in &found.pair.wanted.table.columns {
            let origin = found.origin(&column.name, dialogue.before);
            let Some(old) = origin.and_then(|name| existing.columns.iter().find(|column| column.name == name)) else {
                continue;
            };
            let is_filled = altered.iter().any(|(altered, fill)| altered.name == column.name && fill.is_some());
            notes.extend(of_column(found, existing, old, column, is_filled));
        }
    }
    notes.into_iter().for_each(|note| dialogue.note(note));
}

fn of_column(found: &Match<'_>, existing: &Table, old: &Column, new: &Column, is_filled: bool) -> Option<Problem> {
    let as_was = Column { name: old.name.clone(), ..new.clone() };
    let stricter = stricter(rules(existing, &old.name), rules(&found.pair.wanted.table, &new.name), old, new);
    let query = |dialect: Dialect| {
        let misfit = misfit(old, &as_was, dialect).filter(|_| !is_filled);
        let held = text_of_enum(&[old], &dialect.identifier(&old.name), dialect);
        let broken = lower::broken(new, held, &stricter, dialect);
        let conditions: Vec<_> = misfit.into_iter().chain(broken).collect();
        let name = |name: &str| dialect.identifier(name);
        let key: Vec<_> = existing.shown_by().into_iter().map(name).collect();
        (!conditions.is_empty()).then(|| {
            format!(
                "SELECT {} FROM {} WHERE {}",
                key.join(", "),
                dialect.table(&existing.name),
                conditions.join(" OR ")
            )
        })
    };
    let help = per_dialect::advice("find them with", query)?;
    let subject = found.pair.subject(&new.name);
    let message = format!(
        "`{subject}` accepts fewer values than before; the migration fails if existing rows have \
         others"
    );
    Some(Problem::new("M0504", message).help(help))
}

fn rules<'a>(table: &'a Table, column: &str) -> &'a [CheckRule] {
    table.checks.iter().find(|check| check.column == column).map_or(&[], |check| &check.rules)
}
