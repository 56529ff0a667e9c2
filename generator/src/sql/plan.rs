//! Changes as migrations: numbered folders, each with its operations, its SQL and how the SQL is run.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::plan::{Operation, PlanFile, Probe, Step, StepList, Table};
use larder_format::{Direction, checksum, folder};

use super::diff::Draft;
use super::history::fold::State;
use super::history::{Before, apply, apply_to, apply_to_objects};
use super::rules::Rules;
use super::{Problem, lower, render};
use crate::dialect::Dialect;

mod change;
pub mod creation;
pub mod manual;
pub mod merge;
pub(super) mod upgrade;

pub use super::history::migration::Migration;
pub use change::change;
use change::change_between;

/// Returns the migrations that the drafts say, the first of them following the head of `state`.
///
/// # Errors
///
/// An operation speaks of what is not there.
pub fn plan(state: &State, drafts: Vec<Draft>) -> Result<Vec<Migration>, Vec<Problem>> {
    let mut parents = state.heads.clone();
    let mut tables = state.tables.clone();
    let mut objects = state.objects.clone();
    let rules = state.rules;
    let mut installed: BTreeSet<_> = state.tables.values().flat_map(|table| extensions(table, rules)).collect();
    let mut migrations = Vec::new();
    for (Draft { title, operations }, number) in drafts.into_iter().zip(state.next..) {
        let id = folder::name(number, &title);
        let migration = if let [operation @ Operation::CreateTable(table)] = operations.as_slice()
            && table.distribution.is_none()
        {
            apply_to(&mut tables, operation).map_err(|problem| vec![problem.at(&id)])?;
            let types = enum_types(tables.values().filter(|other| other.name != table.name));
            let plan = PlanFile::new(id, parents).with_rules(rules.number());
            let schemas = schemas(tables.values().filter(|other| other.name != table.name));
            create_table(plan, table.clone(), rules, [&types, &schemas], &mut installed)
        } else {
            let after = apply(&tables, &operations).map_err(|problem| vec![problem.at(&id)])?;
            if let [Operation::CreateTable(table)] = operations.as_slice() {
                installed.extend(extensions(table, rules));
            }
            let before = (std::mem::replace(&mut tables, after), objects.clone());
            let done = operations.iter().try_for_each(|operation| apply_to_objects(&mut objects, operation));
            done.map_err(|problem| vec![problem.at(&id)])?;
            let before = Before { tables: &before.0, objects: &before.1 };
            change_between(
                &id,
                parents,
                [before, Before { tables: &tables, objects: &objects }],
                operations,
                rules.into(),
            )
        };
        let migration = migration.map_err(|problem| vec![problem])?;
        parents = vec![migration.plan.reference()];
        migrations.push(migration);
    }
    Ok(migrations)
}

/// Extensions that the migration of a table leaves in the database.
fn extensions(table: &Table, rules: Rules) -> Vec<(Dialect, &'static str)> {
    let of =
        |dialect| lower::table(table, dialect, rules).extensions.into_iter().map(move |extension| (dialect, extension));
    Dialect::ALL.into_iter().flat_map(of).collect()
}

/// Names of the enum types that tables have.
fn enum_types<'a>(tables: impl Iterator<Item = &'a Table>) -> BTreeSet<String> {
    let columns = tables.flat_map(|table| &table.columns);
    columns.filter_map(|column| Some(column.enum_type()?.0.to_owned())).collect()
}

/// Names of the schemas of tables.
fn schemas<'a>(tables: impl Iterator<Item = &'a Table>) -> BTreeSet<String> {
    tables.filter_map(|table| lower::schema(&table.name, Dialect::Postgres)).collect()
}

fn create_table(
    mut plan: PlanFile,
    table: Table,
    rules: Rules,
    [types, schemas]: [&BTreeSet<String>; 2],
    installed: &mut BTreeSet<(Dialect, &'static str)>,
) -> Result<Migration, Problem> {
    let mut files = BTreeMap::new();
    for dialect in Dialect::ALL {
        let mut lowered = lower::table(&table, dialect, rules);
        lowered.extensions.retain(|extension| installed.insert((dialect, *extension)));
        lowered.enum_types.retain(|ty| !types.contains(&ty.name));
        lowered.schema = lowered.schema.filter(|schema| !schemas.contains(schema));
        for direction in Direction::ALL {
            let script = match direction {
                Direction::Up => render::create_table(&lowered, dialect, &plan.id),
                Direction::Down => render::drop_table(&lowered, dialect, &plan.id),
            };
            let file = folder::sql_file(dialect, direction);
            plan.files.insert(file.clone(), checksum::of(&script));
            files.insert(file, script);
        }
    }
    plan.steps.mysql = one_statement(&table.name);
    plan.operations.push(Operation::CreateTable(table));
    let text = plan.render().map_err(|error| Problem::new("M0303", error.to_string()).at(&plan.id))?;
    files.insert(folder::PLAN.to_owned(), text);
    Ok(Migration { plan, files })
}

/// MySQL commits after every statement, so each is a step that can tell whether it was done.
fn one_statement(table: &str) -> StepList {
    let step = |probe| Step { statements: 1, probe: Some(probe), ..Step::default() };
    StepList { up: vec![step(Probe::HasTable(table.to_owned()))], down: vec![step(Probe::NoTable(table.to_owned()))] }
}
