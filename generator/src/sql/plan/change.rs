//! A migration that changes tables: its operations, and the way there and back in every dialect.

use std::collections::BTreeMap;

use larder_format::plan::{Operation, PlanFile, Table};
use larder_format::{Direction, checksum, folder};

use super::Migration;
use crate::dialect::Dialect;
use crate::sql::history::apply;
use crate::sql::rules::RulesPair;
use crate::sql::transition::{self, Tables, Transition};
use crate::sql::{Problem, alter, render};

/// Returns the migration that applies `operations` to the tables of `before`. `rules` are the lowering rules before and
/// after it.
///
/// # Errors
///
/// An operation speaks of what is not there, or makes anew under the same name what another one drops.
pub fn change(
    id: &str,
    parents: Vec<String>,
    before: &Tables,
    operations: Vec<Operation>,
    rules: impl Into<RulesPair>,
) -> Result<Migration, Problem> {
    let after = apply(before, &operations).map_err(|problem| problem.at(id))?;
    change_between(id, parents, before, &after, operations, rules.into())
}

/// Returns the migration whose `operations` lead from `before` to `after`.
pub(super) fn change_between(
    id: &str,
    parents: Vec<String>,
    before: &Tables,
    after: &Tables,
    operations: Vec<Operation>,
    rules: RulesPair,
) -> Result<Migration, Problem> {
    refuse_second_making(&operations).map_err(|problem| problem.at(id))?;
    let mut plan = PlanFile::new(id, parents).with_rules(rules.after.number());
    let mut files = BTreeMap::new();
    for direction in Direction::ALL {
        let transition = match direction {
            Direction::Up => Transition::up(before, after, &operations, rules),
            Direction::Down => alter::down(before, after, &operations, rules),
        };
        for dialect in Dialect::ALL {
            let pieces = alter::pieces(&transition, dialect);
            let script = render::change(&pieces, dialect, id, &purpose(&transition));
            *plan.steps.of_mut(dialect, direction) = transition::steps(&pieces, dialect);
            let file = folder::sql_file(dialect, direction);
            plan.files.insert(file.clone(), checksum::of(&script));
            files.insert(file, script);
        }
    }
    plan.operations = operations;
    let text = plan.render().map_err(|error| Problem::new("M0303", error.to_string()).at(id))?;
    files.insert(folder::PLAN.to_owned(), text);
    Ok(Migration { plan, files })
}

/// Which of two things of one name is meant, a comparison of states cannot tell.
fn refuse_second_making(operations: &[Operation]) -> Result<(), Problem> {
    let makes = |operation: &Operation, table: &str, column: &str| matches!(operation, Operation::AddColumn { table: own, column: made, .. } if own == table && made.name == column);
    for (position, dropped) in operations.iter().enumerate() {
        let later = || operations.iter().skip(position);
        let again = match dropped {
            Operation::DropTable { table } => later()
                .any(|operation| matches!(operation, Operation::CreateTable(made) if made.name == *table))
                .then(|| format!("table `{table}`")),
            Operation::DropColumn { table, column } => {
                later().any(|operation| makes(operation, table, column)).then(|| format!("column `{table}.{column}`"))
            }
            _ => None,
        };
        if let Some(again) = again {
            let message = format!("{again} would be dropped and created again in one migration");
            return Err(Problem::new("M0306", message).help("drop it in one migration and create it in the next"));
        }
    }
    Ok(())
}

/// What the script does, for its first line.
fn purpose(transition: &Transition<'_>) -> String {
    if transition.direction == Direction::Down {
        return "takes the change back".to_owned();
    }
    let stays = |table: &Table| transition.successor(&table.name);
    let renamed = transition.renamed();
    // A table whose parents alone are renamed is the same.
    let changed = renamed.iter().filter(|(from, renamed)| {
        stays(from).is_some_and(|after| from.name != after.name || !transition.is_same(renamed, after))
    });
    let dropped = transition.from.values().filter(|table| stays(table).is_none());
    let created = transition.to.values().filter(|table| transition.predecessor(&table.name).is_none());
    let says = [listed("changes", changed.map(|(from, _)| *from)), listed("makes", created), listed("drops", dropped)];
    let says: Vec<_> = says.into_iter().flatten().collect();
    if says.is_empty() { "changes no table".to_owned() } else { says.join(", ") }
}

/// Returns the verb and up to three names, or how many there are.
fn listed<'a>(verb: &str, tables: impl Iterator<Item = &'a Table>) -> Option<String> {
    let names: Vec<_> = tables.map(|table| table.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{verb} {one}")),
        [rest @ .., last] if rest.len() < 3 => Some(format!("{verb} {} and {last}", rest.join(", "))),
        many => Some(format!("{verb} {} tables", many.len())),
    }
}
