//! The schema of a database in the engine's own words, to be compared with that of another.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::scope::SchemaScope;
use crate::config::Driver;
use crate::migrate::connection::MigratorConnection;

/// The schema of a database as its engine describes it, without the tables of the migrator.
///
/// The order of columns and the layout of statements do not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// Lines by object: `table users` → `email text NOT NULL`, ….
    objects: BTreeMap<String, BTreeSet<String>>,
}

impl Snapshot {
    /// Returns whether there is no table, view, function or type.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Returns the objects by kind and name, `table users` for one. A table has its columns, keys, checks and indexes;
    /// triggers, views, routines, types and sequences are objects of their own.
    pub fn objects(&self) -> impl Iterator<Item = &str> {
        self.objects.keys().map(String::as_str)
    }

    /// Returns whether there is an object of this kind and name, `table users` for one.
    #[must_use]
    pub fn has(&self, object: &str) -> bool {
        self.objects.contains_key(object)
    }

    /// Returns the schema without the objects that `is_left_out` says.
    #[must_use]
    pub fn without(&self, is_left_out: impl Fn(&str) -> bool) -> Self {
        let kept = self.objects.iter().filter(|(name, _)| !is_left_out(name));
        Self { objects: kept.map(|(name, lines)| (name.clone(), lines.clone())).collect() }
    }

    /// Returns what `other` lacks, in lines that begin with `-`, and what it has beyond this, with `+`, under the
    /// objects they belong to; `None` when the two are equal.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let mut text = String::new();
        let names: BTreeSet<_> = self.objects.keys().chain(other.objects.keys()).collect();
        for name in names {
            let (mine, theirs) = (self.objects.get(name), other.objects.get(name));
            if mine == theirs {
                continue;
            }
            let sign = match (mine, theirs) {
                (Some(_), None) => '-',
                (None, Some(_)) => '+',
                _ => ' ',
            };
            text.push_str(&format!("{sign} {name}\n"));
            let lines = |set: Option<&BTreeSet<String>>| set.cloned().unwrap_or_default();
            let (mine, theirs) = (lines(mine), lines(theirs));
            mine.difference(&theirs).for_each(|line| text.push_str(&format!("-     {line}\n")));
            theirs.difference(&mine).for_each(|line| text.push_str(&format!("+     {line}\n")));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Returns the lines of an object.
    pub(in crate::migrate) fn lines(&self, object: &str) -> impl Iterator<Item = &str> {
        self.objects.get(object).into_iter().flatten().map(String::as_str)
    }

    fn add(&mut self, object: String, line: String) {
        let lines = self.objects.entry(object).or_default();
        if !line.is_empty() {
            lines.insert(line);
        }
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, lines) in &self.objects {
            writeln!(f, "{name}")?;
            for line in lines {
                writeln!(f, "    {line}")?;
            }
        }
        Ok(())
    }
}

#[cfg_attr(not(feature = "postgres"), allow(unused_variables, reason = "other engines have one schema"))]
pub(in crate::migrate) async fn read(
    driver: Driver,
    connection: &mut MigratorConnection,
    scope: &SchemaScope,
) -> sqlx::Result<Snapshot> {
    match driver {
        #[cfg(feature = "postgres")]
        Driver::Postgres => postgres::read(connection, scope).await,
        #[cfg(feature = "mysql")]
        Driver::MySql => mysql::read(connection).await,
        #[cfg(feature = "sqlite")]
        Driver::Sqlite => sqlite::read(connection).await,
    }
}

/// Reads rows of an object's name and one of its lines.
#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn pairs(connection: &mut MigratorConnection, sql: &str, into: &mut Snapshot) -> sqlx::Result<()> {
    for row in connection.rows(sql, &[]).await? {
        into.add(row.text(0)?.unwrap_or_default(), row.text(1)?.unwrap_or_default());
    }
    Ok(())
}
