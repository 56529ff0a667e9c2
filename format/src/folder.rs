//! Names of a migration's folder and of the files in it.

use crate::{Dialect, Direction};

/// The file that describes a migration.
pub const PLAN: &str = "plan.toml";

/// Returns the name of the SQL file of one dialect and direction, `postgres.up.sql`.
#[must_use]
pub fn sql_file(dialect: Dialect, direction: Direction) -> String {
    format!("{dialect}.{direction}.sql")
}

/// Returns the six SQL file names, in the order in which `plan.toml` lists them.
pub fn sql_files() -> impl Iterator<Item = (Dialect, Direction, String)> {
    Dialect::ALL.into_iter().flat_map(|dialect| {
        Direction::ALL.into_iter().map(move |direction| (dialect, direction, sql_file(dialect, direction)))
    })
}

/// Returns the folder name of a migration, `0001_create_tenants`.
#[must_use]
pub fn name(number: u32, title: &str) -> String {
    format!("{number:04}_{title}")
}

/// Splits a folder name into its number and title; `None` when it is not a migration's name.
///
/// The number has at least four digits, the title lower-case letters, digits and underscores.
#[must_use]
pub fn parse(name: &str) -> Option<(u32, &str)> {
    let (number, title) = name.split_once('_')?;
    let digits = number.len() >= 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let snake = title.starts_with(|first: char| first.is_ascii_lowercase())
        && title.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (digits && snake).then(|| number.parse().ok().map(|number| (number, title)))?
}
