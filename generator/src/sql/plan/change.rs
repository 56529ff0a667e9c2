//! A migration that changes tables: its operations, and the way there and back in every dialect.

use std::collections::BTreeMap;

use larder_format::plan::{DefaultValue, Operation, PlanFile, Table};
use larder_format::{Direction, checksum, folder};

use super::Migration;
use crate::dialect::Dialect;
use crate::sql::history::{Before, Objects, Tables, apply, apply_to_objects};
use crate::sql::rules::RulesPair;
use crate::sql::transition::{self, Transition};
use crate::sql::{Problem, alter, object, render};

/// Returns the migration that applies `operations` to what stands before. `rules` are the lowering rules before and
/// after it.
///
/// # Errors
///
/// An operation speaks of what is not there, or makes anew under the same name what another one drops.
pub fn change<'a>(
    id: &str,
    parents: Vec<String>,
    before: impl Into<Before<'a>>,
    operations: Vec<Operation>,
    rules: impl Into<RulesPair>,
) -> Result<Migration, Problem> {
    let before = before.into();
    let tables = apply(before.tables, &operations).map_err(|problem| problem.at(id))?;
    let mut objects = before.objects.clone();
    let done = operations.iter().try_for_each(|operation| apply_to_objects(&mut objects, operation));
    done.map_err(|problem| problem.at(id))?;
    change_between(id, parents, [before, Before { tables: &tables, objects: &objects }], operations, rules.into())
}

/// Returns the migration whose `operations` lead from the first state to the other.
pub(super) fn change_between(
    id: &str,
    parents: Vec<String>,
    states: [Before<'_>; 2],
    operations: Vec<Operation>,
    rules: RulesPair,
) -> Result<Migration, Problem> {
    let [before, after] = states;
    refuse_second_making(&operations).map_err(|problem| problem.at(id))?;
    refuse_numbers(before.tables, after.tables, &operations).map_err(|problem| problem.at(id))?;
    let mut plan = PlanFile::new(id, parents).with_rules(rules.after.number());
    let mut files = BTreeMap::new();
    for direction in Direction::ALL {
        let transition = match direction {
            Direction::Up => Transition::up(before.tables, after.tables, &operations, rules),
            Direction::Down => alter::down(before.tables, after.tables, &operations, rules),
        };
        let [from, to] = match direction {
            Direction::Up => [before.objects, after.objects],
            Direction::Down => [after.objects, before.objects],
        };
        let does = purpose(&transition, from, to);
        for dialect in Dialect::ALL {
            let tables = alter::pieces(&transition, dialect);
            let around = object::around(from, to, &transition, &tables, dialect);
            // What looks for rows in the way comes before anything that changes.
            let looks = tables.iter().take_while(|piece| piece.step.expects_no_rows).count();
            let (ahead, tables) = tables.split_at(looks);
            let pieces = [ahead, &around.before, tables, &around.after].concat();
            let script = render::change(&pieces, dialect, id, &does);
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

/// Servers among which a table is spread cannot number the rows that are there.
fn refuse_numbers(before: &Tables, after: &Tables, operations: &[Operation]) -> Result<(), Problem> {
    let is_spread = |tables: &Tables, table: &str| tables.get(table).is_some_and(|table| table.distribution.is_some());
    for operation in operations {
        if let Operation::AddColumn { table, column, .. } = operation
            && column.default == Some(DefaultValue::Identity)
            && is_spread(before, table)
            && is_spread(after, table)
        {
            let message = format!("`{table}.{}` would number rows that are on several servers", column.name);
            let help = "gather the table with `distribution = \"local\"` or without `engine` first, or let Rust make the \
                        value with `default = \"uuid_v7\"`";
            return Err(Problem::new("M0312", message).help(help));
        }
    }
    Ok(())
}

/// What the script does, for its first line.
fn purpose(transition: &Transition<'_>, before: &Objects, after: &Objects) -> String {
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
    let mut says: Vec<_> = says.into_iter().flatten().collect();
    let named = |verb: &str, names: Vec<&String>| (!names.is_empty()).then(|| told(verb, &names, "objects"));
    let changed = after.iter().filter(|(name, object)| before.get(*name).is_some_and(|other| other != *object));
    says.extend(named("replaces", changed.map(|(name, _)| name).collect()));
    says.extend(named("makes", after.keys().filter(|name| !before.contains_key(*name)).collect()));
    says.extend(named("drops", before.keys().filter(|name| !after.contains_key(*name)).collect()));
    if says.is_empty() { "changes no table".to_owned() } else { says.join(", ") }
}

/// Returns the verb and up to three names, or how many there are.
fn listed<'a>(verb: &str, tables: impl Iterator<Item = &'a Table>) -> Option<String> {
    let names: Vec<_> = tables.map(|table| &table.name).collect();
    (!names.is_empty()).then(|| told(verb, &names, "tables"))
}

fn told(verb: &str, names: &[&String], kind: &str) -> String {
    match names {
        [one] => format!("{verb} {one}"),
        [rest @ .., last] if rest.len() < 3 => {
            let rest: Vec<&str> = rest.iter().map(|name| name.as_str()).collect();
            format!("{verb} {} and {last}", rest.join(", "))
        }
        many => format!("{verb} {} {kind}", many.len()),
    }
}
