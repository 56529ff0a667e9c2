//! The migrations a binary knows: embedded in it or read from a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use larder_format::lineage::{self, Broken, split};
use larder_format::{Dialect, Direction, PlanFile, folder};

use crate::error::Result;
use crate::migrate::model::Migration;
use crate::migrate::report::failure::refuse;

/// A migration whose files are part of the binary, as generated code lists them.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    /// Name of the folder.
    pub id: &'static str,
    /// Content of `plan.toml`.
    pub plan: &'static str,
    /// Content of `postgres.up.sql`.
    pub postgres_up: &'static str,
    /// Content of `postgres.down.sql`.
    pub postgres_down: &'static str,
    /// Content of `mysql.up.sql`.
    pub mysql_up: &'static str,
    /// Content of `mysql.down.sql`.
    pub mysql_down: &'static str,
    /// Content of `sqlite.up.sql`.
    pub sqlite_up: &'static str,
    /// Content of `sqlite.down.sql`.
    pub sqlite_down: &'static str,
}

/// Makes an [`Embedded`] of the files of a migration folder; the path ends in `/` and starts at the calling file.
#[doc(hidden)]
#[macro_export]
macro_rules! __embedded {
    ($path:literal, $id:literal) => {
        $crate::migrate::Embedded {
            id: $id,
            plan: include_str!(concat!($path, $id, "/plan.toml")),
            postgres_up: include_str!(concat!($path, $id, "/postgres.up.sql")),
            postgres_down: include_str!(concat!($path, $id, "/postgres.down.sql")),
            mysql_up: include_str!(concat!($path, $id, "/mysql.up.sql")),
            mysql_down: include_str!(concat!($path, $id, "/mysql.down.sql")),
            sqlite_up: include_str!(concat!($path, $id, "/sqlite.up.sql")),
            sqlite_down: include_str!(concat!($path, $id, "/sqlite.down.sql")),
        }
    };
}

impl Embedded {
    /// Returns the migrations that no other one follows, `id@hash`.
    ///
    /// # Errors
    ///
    /// A plan cannot be read.
    pub(crate) fn heads(list: &[Self]) -> Result<Vec<String>> {
        let read = |one: &Self| PlanFile::parse(one.plan).map_err(|error| refuse(format!("{}: {error}", one.id)));
        let plans = list.iter().map(read).collect::<Result<Vec<_>>>()?;
        let followed: Vec<&String> = plans.iter().flat_map(|plan| &plan.parents).collect();
        let references = plans.iter().map(PlanFile::reference);
        Ok(references.filter(|head| !followed.contains(&head)).collect())
    }

    fn sql(&self, dialect: Dialect) -> (&'static str, &'static str) {
        match dialect {
            Dialect::Postgres => (self.postgres_up, self.postgres_down),
            Dialect::MySql => (self.mysql_up, self.mysql_down),
            Dialect::Sqlite => (self.sqlite_up, self.sqlite_down),
        }
    }
}

/// Where migrations come from.
#[derive(Clone)]
pub(in crate::migrate) enum Source {
    Embedded(&'static [Embedded]),
    Folder(PathBuf),
    /// Read already, for one dialect.
    Read(Dialect, Arc<Vec<Migration>>),
}

impl Source {
    /// Returns the migrations in the order in which they are applied: parents first, names break ties.
    pub(in crate::migrate) fn load(&self, dialect: Dialect) -> Result<Vec<Migration>> {
        let mut found = BTreeMap::new();
        match self {
            Self::Embedded(list) => {
                for one in *list {
                    let (up, down) = one.sql(dialect);
                    found.insert(one.id.to_owned(), Migration::read(one.id, dialect, one.plan, up, down)?);
                }
            }
            Self::Read(read, migrations) if *read == dialect => return Ok(migrations.as_ref().clone()),
            Self::Read(read, _) => return Err(refuse(format!("the migrations were read for {read}, not {dialect}"))),
            Self::Folder(path) => {
                for (id, folder) in folders(path)? {
                    let read = |name: &str| read(&folder.join(name));
                    let up = read(&folder::sql_file(dialect, Direction::Up))?;
                    let down = read(&folder::sql_file(dialect, Direction::Down))?;
                    let migration = Migration::read(&id, dialect, &read(folder::PLAN)?, &up, &down)?;
                    found.insert(id, migration);
                }
            }
        }
        order(found)
    }
}

/// Returns the migration folders in `path`; a folder with another name is an error, never passed over.
fn folders(path: &Path) -> Result<Vec<(String, PathBuf)>> {
    if !path.exists() {
        return Err(refuse(format!(
            "there is no folder {}; `codegen` creates it with the first migration",
            path.display()
        )));
    }
    let unreadable = |error: std::io::Error| refuse(format!("the folder {} cannot be read: {error}", path.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type().map_err(unreadable)?.is_dir() || name.starts_with('.') {
            continue;
        }
        if folder::parse(&name).is_none() {
            return Err(refuse(format!(
                "`{name}` in {} is not named like a migration (0001_create_users)",
                path.display()
            )));
        }
        found.push((name, entry.path()));
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| refuse(format!("{} cannot be read: {error}", path.display())))
}

fn order(found: BTreeMap<String, Migration>) -> Result<Vec<Migration>> {
    lineage::order(found.into_values().collect(), Migration::link).map_err(|broken| {
        refuse(match broken.into_iter().next() {
            Some(Broken::Missing { id, parent }) => format!("{id} follows {}, which is missing", split(&parent).0),
            Some(Broken::Changed { id, parent, hash: found }) => {
                let (parent, hash) = split(&parent);
                format!(
                    "{id} follows {parent} with hash {hash}, but {parent} now has hash {found}: its operations were \
                     changed afterwards"
                )
            }
            Some(Broken::Circle { .. }) | None => "the migrations form a cycle".to_owned(),
        })
    })
}
