//! One migration in one dialect, checked.

use larder_format::lineage::{Link, split};
use larder_format::{Dialect, Direction, PlanFile, checksum, folder, integrity, text};

use super::entry::HistoryEntry;
use crate::error::Result;
use crate::migrate::model::script::MigrationScript;
use crate::migrate::report::failure::refuse;

/// One migration in one dialect, checked.
#[derive(Clone)]
pub(in crate::migrate) struct Migration {
    pub(in crate::migrate) id: String,
    pub(in crate::migrate) hash: String,
    /// The migrations it follows, `id@hash`.
    references: Vec<String>,
    /// Checksum of the SQL that applies it.
    pub(in crate::migrate) checksum: String,
    /// Text of its `plan.toml`.
    pub(in crate::migrate) plan: String,
    /// Text of the SQL that rolls it back.
    pub(in crate::migrate) down: String,
    pub(in crate::migrate) up_script: MigrationScript,
    pub(in crate::migrate) down_script: MigrationScript,
}

impl Migration {
    /// Reads a migration and checks its parts against each other.
    pub(in crate::migrate) fn read(id: &str, dialect: Dialect, plan: &str, up: &str, down: &str) -> Result<Self> {
        let [plan, up, down] = [plan, up, down].map(text::normal);
        let (plan, up, down) = (&*plan, &*up, &*down);
        let file = PlanFile::parse(plan).map_err(|error| refuse(format!("{id}: {error}")))?;
        if file.id != id {
            return Err(refuse(format!("{id}: its plan.toml is named `{}`; folder and plan must match", file.id)));
        }
        if file.is_unfinished() {
            return Err(refuse(format!(
                "{id}: its SQL has not been accepted yet; when it is complete, run `codegen accept {id}`"
            )));
        }
        for (direction, text) in [(Direction::Up, up), (Direction::Down, down)] {
            if !integrity::is_recorded(&file, dialect, direction, text) {
                let name = folder::sql_file(dialect, direction);
                return Err(refuse(format!(
                    "{id}: {name} was edited: its checksum is not the one in plan.toml; undo the edit, or record it \
                     with `codegen accept {id} --reason \"…\"`"
                )));
            }
        }
        Ok(Self {
            id: id.to_owned(),
            hash: larder_format::hash::plan(&file),
            checksum: checksum::of(up),
            plan: plan.to_owned(),
            down: down.to_owned(),
            up_script: MigrationScript::new(id, dialect, Direction::Up, up, file.steps.of(dialect, Direction::Up))?,
            down_script: MigrationScript::new(
                id,
                dialect,
                Direction::Down,
                down,
                file.steps.of(dialect, Direction::Down),
            )?,
            references: file.parents,
        })
    }

    /// Rebuilds the way back of a migration from what the history stored when it was applied.
    pub(in crate::migrate) fn stored(entry: &HistoryEntry, dialect: Dialect) -> Result<Self> {
        let id = &entry.migration;
        let (Some(plan), Some(down)) = (&entry.plan, &entry.down_sql) else {
            return Err(refuse(format!(
                "{id} is unknown to this version and was recorded without its SQL; run the version that has it"
            )));
        };
        let file = PlanFile::parse(plan).map_err(|error| refuse(format!("{id}: {error}")))?;
        Ok(Self {
            id: id.clone(),
            hash: entry.plan_hash.clone(),
            references: Vec::new(),
            checksum: entry.checksum.clone(),
            up_script: MigrationScript::default(),
            down_script: MigrationScript::new(
                id,
                dialect,
                Direction::Down,
                down,
                file.steps.of(dialect, Direction::Down),
            )?,
            plan: plan.clone(),
            down: down.clone(),
        })
    }

    /// Returns the names of the migrations it follows.
    pub(in crate::migrate) fn parents(&self) -> impl Iterator<Item = &str> {
        self.references.iter().map(|reference| split(reference).0)
    }

    pub(in crate::migrate) fn link(&self) -> Link<'_> {
        Link { id: &self.id, hash: &self.hash, parents: &self.references }
    }

    pub(in crate::migrate) fn script(&self, direction: Direction) -> &MigrationScript {
        match direction {
            Direction::Up => &self.up_script,
            Direction::Down => &self.down_script,
        }
    }
}
