use std::collections::{BTreeMap, BTreeSet};

use larder_format::plan::{Operation, PlanFile};
use larder_format::{Dialect, Direction, folder as names};

use super::tables_after;
use crate::sql::Problem;
use crate::sql::fold::{self, Folder, history};
use crate::sql::plan::{self, Migration};

/// The prefix of the table that a SQLite script makes before it takes the place of the old one.
const MADE_ANEW: &str = "larder_new_";

/// Why one branch cannot stand beside the other.
#[derive(Debug)]
pub(super) struct Cause {
    table: String,
    /// The migration that makes the table anew.
    rebuilds: String,
    /// The migration of the other branch that changes the table.
    touches: String,
}

/// Returns the first table that one side makes anew on SQLite, up or down, and the other changes too.
pub(super) fn cause(own: &[&PlanFile], other: &[&PlanFile], folder: &Folder) -> Option<Cause> {
    let pairs = own.iter().flat_map(|a| other.iter().flat_map(move |b| [(a, b), (b, a)]));
    pairs.into_iter().find_map(|(one, two)| {
        let table = rebuilt(&one.id, folder).into_iter().find(|table| touched(two).contains(table.as_str()))?;
        Some(Cause { table, rebuilds: one.id.clone(), touches: two.id.clone() })
    })
}

/// Puts the migrations of `own` on top of `tips`, in their order: new parents, the same operations, and new SQL where
/// the old one makes a table anew.
pub(super) fn rebase(
    own: &[&PlanFile],
    tips: &[String],
    folder: &Folder,
    known: &BTreeSet<String>,
) -> Result<Vec<Migration>, Vec<Problem>> {
    let plans = history(folder)?;
    let mut tables = tables_after(&plans, |id| known.contains(id))?;
    let tips = plans.iter().filter(|plan| tips.contains(&plan.id)).map(PlanFile::reference).collect::<Vec<_>>();
    let mut references = BTreeMap::new();
    let mut rebased = Vec::new();
    for plan in own {
        let mut parents: Vec<String> = Vec::new();
        for parent in &plan.parents {
            match references.get(fold::id_of(parent)) {
                Some(reference) => parents.push(String::clone(reference)),
                None => parents.extend(tips.iter().cloned()),
            }
        }
        parents.sort();
        parents.dedup();
        let migration = one(plan, parents, &tables, folder).map_err(|problem| vec![problem])?;
        for operation in &plan.operations {
            fold::apply_to(&mut tables, operation).map_err(|problem| vec![problem.at(&plan.id)])?;
        }
        references.insert(plan.id.clone(), migration.plan.reference());
        rebased.push(migration);
    }
    Ok(rebased)
}

/// Says what was put on top of what, and what that means.
pub(super) fn note(cause: &Cause, rebased: &[Migration]) -> Problem {
    let ids: Vec<_> = rebased.iter().map(|migration| format!("`{}`", migration.plan.id)).collect();
    let message = format!(
        "{} follows the other branch, and its SQL is made anew: on SQLite `{}` makes table `{}` anew, which `{}` \
         changes too",
        ids.join(", "),
        cause.rebuilds,
        cause.table,
        cause.touches
    );
    Problem::new("M0112", message).help(format!(
        "a database that has run {} already rolls it back before it is migrated: `codegen rollback`, with the files \
         from before the merge or with the scripts that the database keeps",
        ids.join(", ")
    ))
}

fn one(plan: &PlanFile, parents: Vec<String>, before: &fold::Tables, folder: &Folder) -> Result<Migration, Problem> {
    let is_generated = !plan.operations.iter().any(|operation| matches!(operation, Operation::Sql { .. }));
    if is_generated && !rebuilt(&plan.id, folder).is_empty() {
        if let Some(edit) = plan.hand_edits.first() {
            let message =
                format!("`{}` makes a table anew that another branch changes, and was edited by hand", edit.file);
            return Err(Problem::new("M0112", message).at(format!("{}/{}", plan.id, edit.file)).help(
                "take the edit out (the file's generated text is in version control), run `codegen merge`, edit the \
                 new text and record it with `codegen accept`",
            ));
        }
        return plan::change(&plan.id, parents, before, plan.operations.clone());
    }
    let plan = PlanFile { parents, ..plan.clone() };
    let text = plan.render().map_err(|error| Problem::new("M0303", error.to_string()).at(&plan.id))?;
    let mut files = folder.get(&plan.id).cloned().unwrap_or_default();
    files.insert(names::PLAN.to_owned(), text);
    Ok(Migration { plan, files })
}

/// The tables that a migration's SQLite scripts make anew.
fn rebuilt(id: &str, folder: &Folder) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for direction in Direction::ALL {
        let text = folder.get(id).and_then(|files| files.get(&names::sql_file(Dialect::Sqlite, direction)));
        for (position, _) in text.into_iter().flat_map(|text| text.match_indices(MADE_ANEW)) {
            let rest = text.map_or("", |text| &text[position + MADE_ANEW.len()..]);
            tables.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    tables
}

fn touched(plan: &PlanFile) -> BTreeSet<&str> {
    let tables = plan.operations.iter().flat_map(|operation| {
        let to = match operation {
            Operation::RenameTable { to, .. } => Some(to.as_str()),
            _ => None,
        };
        operation.table().into_iter().chain(to)
    });
    tables.collect()
}
