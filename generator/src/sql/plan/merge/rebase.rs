//! Moves the migrations of one branch behind those of another.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::plan::{Operation, PlanFile};
use larder_format::{Dialect, Direction, folder as names, lineage};

use super::cause::{Cause, Causes, touched};
use super::{state_after, upgraded};
use crate::sql::Problem;
use crate::sql::history::{Before, Folder, Past, history};
use crate::sql::plan::{self, Migration};
use crate::sql::rules::{Rules, RulesPair};

/// The prefix of the table that a SQLite script makes before it takes the place of the old one.
const MADE_ANEW: &str = "larder_new_";

/// Returns the scripts of either side that do not know what the other does to a table they make anew on SQLite, up or
/// down, or that say a name which the other takes away.
pub(super) fn causes(own: &[&PlanFile], other: &[&PlanFile], folder: &Folder) -> Vec<Cause> {
    let pairs = own.iter().flat_map(|a| other.iter().flat_map(move |b| [(a, b), (b, a)]));
    let cause = |(one, two): (&&PlanFile, &&PlanFile)| {
        let anew = rebuilt(&one.id, folder).into_iter().find(|table| touched(two).contains(table.as_str()));
        let known = || renamed(two, &one.id, folder).or_else(|| under_object(one, two));
        let thing = anew.map(|table| format!("table `{table}`")).or_else(known)?;
        Some(Cause { thing, stale: one.id.clone(), unknown: two.id.clone() })
    };
    pairs.filter_map(cause).collect()
}

/// Puts the migrations of `own` on top of `tips`, in their order: new parents, the same operations, and new SQL where
/// the old one does not know the other branch.
pub(super) fn rebase(
    own: &[&PlanFile],
    causes: &Causes,
    tips: &[String],
    folder: &Folder,
    known: &BTreeSet<String>,
) -> Result<Vec<Migration>, Vec<Problem>> {
    let past = history(folder)?;
    let mut state = state_after(&past, |id| known.contains(id))?;
    let tips = past.iter().filter(|past| tips.contains(&past.plan.id)).map(Past::reference).collect::<Vec<_>>();
    let mut references = BTreeMap::new();
    let mut rebased = Vec::new();
    for plan in own {
        let mut parents: Vec<String> = Vec::new();
        for parent in &plan.parents {
            match references.get(lineage::split(parent).0) {
                Some(reference) => parents.push(String::clone(reference)),
                None => parents.extend(tips.iter().cloned()),
            }
        }
        parents.sort();
        parents.dedup();
        let before = state.clone();
        state.apply(plan)?;
        let after = Rules::numbered(plan.rules).unwrap_or_default().max(state.rules);
        let onto = RulesPair { before: before.rules, after };
        let is_stale = causes.scripts.iter().any(|cause| cause.stale == plan.id)
            || upgraded::is_stale(plan, &past, onto.after, [&before.tables, &state.tables]);
        let migration =
            one(plan, parents, is_stale, onto, (&before).into(), folder).map_err(|problem| vec![problem])?;
        state.rules = onto.after;
        references.insert(plan.id.clone(), migration.plan.reference());
        rebased.push(migration);
    }
    Ok(rebased)
}

/// Says what was put on top of what, and what that means.
pub(super) fn note(causes: &Causes, rebased: &[Migration]) -> Problem {
    let ids: Vec<_> = rebased.iter().map(|migration| format!("`{}`", migration.plan.id)).collect();
    let verb = if ids.len() == 1 { "follows" } else { "follow" };
    let ids = ids.join(", ");
    let because: Vec<_> = causes
        .scripts
        .iter()
        .chain(&causes.rules)
        .map(|cause| {
            format!("`{}` was generated without knowing that `{}` changes {}", cause.stale, cause.unknown, cause.thing)
        })
        .collect();
    let message =
        format!("{ids} {verb} the other branch, with SQL generated again where needed: {}", because.join(", and "));
    Problem::new("M0112", message).help(format!(
        "a database that has already run {ids} must roll it back before it is migrated: `codegen \
         rollback`"
    ))
}

fn one(
    plan: &PlanFile,
    parents: Vec<String>,
    is_stale: bool,
    rules: RulesPair,
    before: Before<'_>,
    folder: &Folder,
) -> Result<Migration, Problem> {
    let by_hand = plan.operations.iter().any(|operation| matches!(operation, Operation::Sql { .. }));
    if is_stale && (by_hand || !plan.hand_edits.is_empty()) {
        let message = format!("`{}` has hand-written SQL that does not take the other branch into account", plan.id);
        return Err(Problem::new("M0112", message).at(format!("{}/{}", plan.id, names::PLAN)).help(
            "restore the generated text from version control, run `codegen merge`, then edit the new text and record \
             it with `codegen accept`; create a migration made by `codegen new` again after the merge",
        ));
    }
    if is_stale {
        return plan::change(&plan.id, parents, before, plan.operations.clone(), rules);
    }
    let plan = PlanFile { parents, ..plan.clone() }.with_rules(rules.after.number());
    let text = plan.render().map_err(|error| Problem::new("M0303", error.to_string()).at(&plan.id))?;
    let mut files = folder.get(&plan.id).cloned().unwrap_or_default();
    files.insert(names::PLAN.to_owned(), text);
    Ok(Migration { plan, files })
}

/// Returns what a plan renames and the scripts of another migration call by its old name.
fn renamed(plan: &PlanFile, script: &str, folder: &Folder) -> Option<String> {
    let said = |word: &str| {
        let scripts = folder.get(script).into_iter().flatten().filter(|(name, _)| name.ends_with(".sql"));
        scripts.flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric() && c != '_')).any(|other| other == word)
    };
    plan.operations.iter().find_map(|operation| match operation {
        Operation::RenameTable { table, .. } if said(table) => Some(format!("table `{table}`")),
        Operation::RenameColumn { table, column, .. } if said(table) && said(column) => {
            Some(format!("column `{table}.{column}`"))
        }
        _ => None,
    })
}

/// Returns an object that a plan makes over a table which another plan changes without knowing of it.
fn under_object(changes: &PlanFile, makes: &PlanFile) -> Option<String> {
    let tables = touched(changes);
    let mut made = makes.operations.iter().filter_map(|operation| match operation {
        Operation::CreateObject(object) | Operation::ReplaceObject(object) => Some(object),
        _ => None,
    });
    let over = made.find(|made| tables.iter().any(|table| made.mentions(table)))?;
    Some(format!("object `{}`", over.name))
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
