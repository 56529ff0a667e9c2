//! The numbers that a reader may replace.

use std::path::Path;

use toml::{Table, Value};

use crate::Result;

/// Everything the model is fed with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inputs {
    pub(super) sizes: Vec<f64>,
    pub(super) users: Users,
    pub(super) rows: Vec<Rows>,
    pub(super) read: Costs,
    pub(super) write: Costs,
    /// The part of a read's work in the database that replicas can take over.
    pub(super) replica: f64,
    pub(super) machine: Machine,
    /// How much more a statement costs through a coordinator.
    pub(super) citus: f64,
}

/// What users do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Users {
    pub(super) active: f64,
    pub(super) requests: f64,
    pub(super) peak: f64,
    pub(super) reads: f64,
}

/// An entity's rows of one user.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) entity: String,
    pub(super) each: f64,
    pub(super) cached: f64,
    pub(super) disk_bytes: f64,
    pub(super) redis_bytes: f64,
}

/// What one request costs, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Costs {
    pub(super) service: f64,
    pub(super) database: f64,
    pub(super) redis: f64,
    /// How long it holds a connection.
    pub(super) connection: f64,
}

/// What one machine is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Machine {
    /// The part of it that is planned for the busiest second.
    pub(super) used: f64,
    pub(super) service_cores: f64,
    pub(super) service_least: f64,
    pub(super) database_cores: f64,
    pub(super) database_bytes: f64,
    pub(super) database_connections: f64,
    pub(super) redis_bytes: f64,
    pub(super) redis_hours: f64,
}

impl Inputs {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        let table: Table = text.parse().map_err(|error| format!("{name}: {error}"))?;
        Self::of(&table).map_err(|error| format!("{name}: {error}").into())
    }

    fn of(table: &Table) -> Result<Self, String> {
        let users = Part::of(table, "users")?;
        let machine = Part::of(table, "machine")?;
        let rows = Part::of(table, "rows")?;
        let rows = rows.table.keys().map(|entity| Rows::of(entity, &Part::of(rows.table, entity)?));
        Ok(Self {
            sizes: users.numbers("sizes")?,
            users: Users {
                active: users.part("active")?,
                requests: users.number("requests")?,
                peak: users.number("peak")?,
                reads: users.part("reads")?,
            },
            rows: rows.collect::<Result<_, String>>()?,
            read: Costs::of(&Part::of(table, "read")?)?,
            write: Costs::of(&Part::of(table, "write")?)?,
            replica: Part::of(table, "read")?.part("replica")?,
            machine: Machine {
                used: machine.part("use")?,
                service_cores: machine.number("service_cores")?,
                service_least: machine.number("service_least")?,
                database_cores: machine.number("database_cores")?,
                database_bytes: machine.number("database_bytes")?,
                database_connections: machine.number("database_connections")?,
                redis_bytes: machine.number("redis_bytes")?,
                redis_hours: machine.number("redis_hours")?,
            },
            citus: Part::of(table, "citus")?.number("factor")?,
        })
    }
}

impl Rows {
    fn of(entity: &str, part: &Part<'_>) -> Result<Self, String> {
        Ok(Self {
            entity: entity.to_owned(),
            each: part.number("each")?,
            cached: part.number("cached")?,
            disk_bytes: part.number("disk_bytes")?,
            redis_bytes: part.number("redis_bytes")?,
        })
    }
}

impl Costs {
    fn of(part: &Part<'_>) -> Result<Self, String> {
        Ok(Self {
            service: part.number("service_us")?,
            database: part.number("database_us")?,
            redis: part.number("redis_us")?,
            connection: part.number("connection_us")?,
        })
    }
}

/// A table of the file.
struct Part<'t> {
    name: &'t str,
    table: &'t Table,
}

impl<'t> Part<'t> {
    fn of(table: &'t Table, name: &'t str) -> Result<Self, String> {
        let table = table.get(name).and_then(Value::as_table).ok_or_else(|| format!("[{name}] is missing"))?;
        Ok(Self { name, table })
    }

    fn number(&self, key: &str) -> Result<f64, String> {
        let found = self.table.get(key).and_then(number).filter(|number| *number >= 0.0);
        found.ok_or_else(|| format!("`{key}` of [{}] is no number", self.name))
    }

    /// Returns a number from 0 to 1.
    fn part(&self, key: &str) -> Result<f64, String> {
        let found = self.number(key)?;
        if found <= 1.0 { Ok(found) } else { Err(format!("`{key}` of [{}] is more than 1", self.name)) }
    }

    fn numbers(&self, key: &str) -> Result<Vec<f64>, String> {
        let numbers = self.table.get(key).and_then(Value::as_array).map(|list| list.iter().map(number).collect());
        numbers.flatten().ok_or_else(|| format!("`{key}` of [{}] is no list of numbers", self.name))
    }
}

fn number(value: &Value) -> Option<f64> {
    // Numbers of users and bytes are far below where a float becomes inexact.
    #[allow(clippy::cast_precision_loss, reason = "2^53 is far away")]
    value.as_float().or_else(|| value.as_integer().map(|number| number as f64))
}
