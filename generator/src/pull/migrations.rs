//! The migrations that make what the database has, with its names, and those that add what it lacks.

use std::collections::BTreeMap;

use larder_format::catalogue::Catalogue;
use larder_format::object::Object;

use super::adopt::{self, Adopted, adopt};
use crate::ir::Schema;
use crate::sql::{self, Answers, Migration, Problem, State};

/// Migrations of a definition that was pulled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PulledMigrations {
    /// What the database has: `baseline` records them.
    pub present: Vec<Migration>,
    /// What the definition asks for beyond that: `migrate` applies them.
    pub lacking: Vec<Migration>,
    pub adopted: Adopted,
    /// What is worth saying all the same.
    pub notes: Vec<Problem>,
}

/// Returns what a folder without migrations stands by for this database.
#[must_use]
pub fn start(catalogue: &Catalogue) -> State {
    State { next: 1, rules: adopt::rules(catalogue), ..State::default() }
}

/// Returns the migrations that lead from `state` to a definition of what the database has, with these objects beside
/// the tables.
///
/// # Errors
///
/// Those of [`sql::generate`].
pub fn migrations(
    schema: &Schema,
    objects: &BTreeMap<String, Object>,
    catalogue: &Catalogue,
    mut state: State,
    answers: &Answers,
) -> Result<PulledMigrations, Vec<Problem>> {
    let adopted = adopt(sql::diff::wanted(schema)?, catalogue, &state.tables, state.rules);
    let present = sql::generate_tables(&state, &adopted.present, objects, answers)?;
    state.extend(&present.migrations)?;
    let lacking = sql::generate_tables(&state, &adopted.wanted, objects, &Answers::default())?;
    let notes = present.notes.into_iter().chain(lacking.notes).collect();
    Ok(PulledMigrations { present: present.migrations, lacking: lacking.migrations, adopted, notes })
}
