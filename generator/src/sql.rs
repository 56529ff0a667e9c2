//! Migrations: the schema's tables and the migrations on disk in, new migration folders out.
//!
//! `history` reads a folder and folds it (history → tables); `operation` (schema → tables of `plan.toml`) and the fold
//! meet in `diff`; `plan` makes folders of the changes by way of `alter` (a transition in one dialect's words, with
//! `lower` for tables and `fill` for the rows that are there) and `render` (words → text). Each stands on those before.

pub mod alter;
pub mod diff;
pub mod fill;
pub mod history;
pub mod lower;
mod object;
pub mod operation;
pub mod physical;
pub mod plan;
pub mod problem;
pub mod render;
pub mod rules;
pub mod transition;
pub(crate) mod value;

pub use history::describe::describe;
pub use history::fold::{Folder, Replay, State, fold, fold_with};
pub use history::migration::Migration;
pub use plan::merge::{Merge, merge};
pub use plan::{creation, manual};
pub use problem::Problem;
pub use problem::answers::{Answers, Filling, Rename, Subject};
pub use problem::question::{Question, QuestionKind};
pub use rules::{Rules, RulesPair};

use std::borrow::Cow;
use std::collections::BTreeMap;

use larder_format::object::Object;

use crate::ir;
pub use history::{Before, Objects};

/// Returns the migrations that lead from those in `folder` to `schema`; none when nothing changed.
///
/// # Errors
///
/// The folder does not hold together, or a change needs an answer or a migration that is not generated yet.
pub fn migrations(schema: &ir::Schema, folder: &Folder) -> Result<Vec<Migration>, Vec<Problem>> {
    migrations_after(&fold(folder)?, schema)
}

/// Returns the migrations that lead from `state` to `schema`.
///
/// # Errors
///
/// Those of [`migrations`], the folder's excepted.
pub fn migrations_after(state: &State, schema: &ir::Schema) -> Result<Vec<Migration>, Vec<Problem>> {
    generate(state, schema, &Answers::default()).map(|generated| generated.migrations)
}

/// What a run makes of a definition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlannedMigrations {
    /// In the order in which they run; none when nothing changed.
    pub migrations: Vec<Migration>,
    /// What is worth saying all the same.
    pub notes: Vec<Problem>,
}

/// Returns the migrations that lead from `state` to `schema`, with the answers to what the schema leaves open; if they
/// say so, one to the newest lowering rules before the others.
///
/// # Errors
///
/// The migrations have several heads; every open question, every answer that answers nothing, and every change that
/// cannot be generated.
pub fn generate(state: &State, schema: &ir::Schema, answers: &Answers) -> Result<PlannedMigrations, Vec<Problem>> {
    generate_tables(state, &diff::wanted(schema)?, &schema.objects, answers)
}

/// Returns the migrations that lead from `state` to tables whose parts have names already, and to `objects`.
///
/// # Errors
///
/// Those of [`generate`].
pub fn generate_tables(
    state: &State,
    wanted: &[diff::Wanted],
    objects: &BTreeMap<String, Object>,
    answers: &Answers,
) -> Result<PlannedMigrations, Vec<Problem>> {
    if state.heads.len() > 1 {
        return Err(vec![history::fold::several_heads(state)]);
    }
    let diff = diff::diff(&state.tables, wanted, answers)?;
    let (mut migrations, mut state) = (Vec::new(), Cow::Borrowed(state));
    let mut notes: Vec<_> = plan::upgrade::note(&state, answers.upgrade).into_iter().collect();
    if let Some(upgrade) = plan::upgrade::migration(&state, answers.upgrade).map_err(|problem| vec![problem])? {
        migrations.push(upgrade);
        state.to_mut().extend(&migrations)?;
    }
    let drafts = object::with_objects(&state, objects, diff.drafts)?;
    migrations.extend(plan::plan(&state, drafts)?);
    notes.extend(diff.notes);
    Ok(PlannedMigrations { migrations, notes })
}

/// Tells whether a folder is named like a migration, `0001_create_tenants`.
pub fn is_migration_name(name: &str) -> bool {
    larder_format::folder::parse(name).is_some()
}
