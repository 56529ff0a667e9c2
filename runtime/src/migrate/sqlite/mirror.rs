//! The schema as the migrations alone make it, on an empty database in memory: whatever the real one has beyond it was
//! made by hand.
//!
//! Its tables stay empty. What a statement does to rows changes no schema, and may fail or find nothing without the
//! rows that it was written for, so that only statements are followed which make, change or drop something.

use std::collections::BTreeSet;

use larder_format::Direction;

use crate::config::DatabaseConfig;
use crate::error::Result;
use crate::migrate::catalogue::scope::SchemaScope;
use crate::migrate::catalogue::snapshot::{self, Snapshot};
use crate::migrate::catalogue::token::tokens;
use crate::migrate::connection::{Connector, MigratorConnection};
use crate::migrate::model::{HistoryEntry, Migration};
use crate::migrate::report::failure::database;

pub(super) struct Mirror {
    connection: MigratorConnection,
    connector: Connector,
}

impl Mirror {
    /// Takes an empty database where `entries` say that the real one is; `None` where that cannot be known, since a
    /// migration is unknown here or fails on its own.
    pub(super) async fn of(entries: &[HistoryEntry], known: &[Migration]) -> Result<Option<Self>> {
        let connector =
            Connector::own(&DatabaseConfig { url: "sqlite::memory:".to_owned(), ..DatabaseConfig::default() });
        let mut mirror = Self { connection: connector.open().await?, connector };
        // As in a run, so that the same statements give the same tables.
        mirror.follow("PRAGMA foreign_keys = OFF").await;
        let mut applied: Vec<&HistoryEntry> = entries.iter().filter(|entry| entry.direction == Direction::Up).collect();
        applied.sort_by_key(|entry| (entry.position, entry.step));
        applied.dedup_by_key(|entry| &entry.migration);
        for entry in applied {
            let Some(migration) = known.iter().find(|one| one.id == entry.migration) else {
                tracing::warn!(
                    "{} is unknown to this version, so unmanaged objects cannot be detected",
                    entry.migration
                );
                return Ok(None);
            };
            for statement in migration.up_script.statements() {
                if !mirror.follow(statement).await {
                    return Ok(None);
                }
            }
        }
        Ok(Some(mirror))
    }

    /// Does to the schema what was done on the real database; `false` where this one cannot follow.
    pub(super) async fn follow(&mut self, statement: &str) -> bool {
        if is_about_rows(statement) {
            return true;
        }
        let followed = self.connection.rehearse(statement).await;
        if let Err(error) = &followed {
            tracing::warn!("a migration fails on an empty database, so unmanaged objects cannot be detected: {error}");
        }
        followed.is_ok()
    }

    /// Returns the names of the indexes and triggers.
    pub(super) async fn names(&mut self) -> Result<BTreeSet<String>> {
        let names =
            self.connection.texts("SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger')", &[]).await;
        Ok(names.map_err(|error| database("reading sqlite_schema", error))?.into_iter().collect())
    }

    /// Returns what the table of the real database has that this one's lacks, in words: columns by their names, checks
    /// and keys by what they say.
    pub(super) async fn foreign_parts(&mut self, work: &mut MigratorConnection, table: &str) -> Result<Vec<String>> {
        let driver = self.connector.driver()?;
        let failed = |error| database("reading the schema", error);
        let here = snapshot::read(driver, work, &SchemaScope::default()).await.map_err(failed)?;
        let expected = snapshot::read(driver, &mut self.connection, &SchemaScope::default()).await.map_err(failed)?;
        Ok(beyond(&here, &expected, table))
    }
}

/// Whether a statement reads or writes rows and leaves the schema as it is; the schema has a table of rows itself.
fn is_about_rows(statement: &str) -> bool {
    const WORDS: [&str; 7] = ["INSERT", "REPLACE", "UPDATE", "DELETE", "SELECT", "VALUES", "WITH"];
    const SCHEMA: [&str; 2] = ["sqlite_schema", "sqlite_master"];
    let tokens = tokens(statement);
    tokens.first().is_some_and(|first| WORDS.iter().any(|word| first.is(word)))
        && !tokens.iter().any(|token| SCHEMA.iter().any(|name| token.names(name)))
}

fn beyond(here: &Snapshot, expected: &Snapshot, table: &str) -> Vec<String> {
    let object = format!("table {table}");
    let known: Vec<Part<'_>> = expected.lines(&object).map(Part::of).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let foreign = here.lines(&object).map(Part::of).filter_map(|part| part.beyond(&known));
    foreign.collect()
}

/// A line of a table's description.
enum Part<'a> {
    Column {
        name: &'a str,
        rest: &'a str,
    },
    Rule(&'a str),
    /// An index, or the options behind the table.
    Other,
}

/// What a column may carry that rows or writes depend on, beside its type, default and being required.
const CARRIED: [&str; 5] = ["CHECK", "REFERENCES", "UNIQUE", "COLLATE", "GENERATED"];

impl<'a> Part<'a> {
    fn of(line: &'a str) -> Self {
        if let Some(column) = line.strip_prefix("column ") {
            let (name, rest) = column.split_once(' ').unwrap_or((column, ""));
            return Self::Column { name, rest };
        }
        let bare =
            line.strip_prefix("CONSTRAINT ").and_then(|named| named.split_once(' ')).map_or(line, |(_, rule)| rule);
        let is_rule = ["CHECK", "FOREIGN", "UNIQUE", "PRIMARY"].iter().any(|word| bare.starts_with(word));
        if is_rule { Self::Rule(bare) } else { Self::Other }
    }

    fn beyond(&self, known: &[Self]) -> Option<String> {
        match self {
            Self::Column { name, rest } => {
                let same = known.iter().find_map(|part| match part {
                    Self::Column { name: other, rest } if other.eq_ignore_ascii_case(name) => Some(*rest),
                    _ => None,
                });
                let Some(expected) = same else { return Some(format!("the column `{name}`")) };
                let carried = CARRIED.iter().find(|word| has(rest, word) && !has(expected, word))?;
                Some(format!("the {carried} of the column `{name}`"))
            }
            Self::Rule(rule) => {
                let is_known = known.iter().any(|part| matches!(part, Self::Rule(other) if other == rule));
                (!is_known).then(|| format!("`{rule}`"))
            }
            Self::Other => None,
        }
    }
}

fn has(text: &str, word: &str) -> bool {
    text.split([' ', '(']).any(|piece| piece.eq_ignore_ascii_case(word))
}
