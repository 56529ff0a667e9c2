//! What a database has, taken apart: tables with their columns, keys, references, checks and indexes.
//!
//! PostgreSQL answers queries of its catalogue; MySQL and SQLite say a table as the statement that makes it.

#[cfg(feature = "mysql")]
mod mysql;
mod objects;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "mysql", feature = "sqlite"))]
mod statement;

use larder_format::catalogue::{Catalogue, LiveObject, LiveTable};

use super::scope::SchemaScope;
use super::snapshot::{self, Snapshot};
use crate::config::Driver;
use crate::migrate::connection::MigratorConnection;

/// Reads all that is in the schemas, without the tables of the migrator.
pub(in crate::migrate) async fn read(
    driver: Driver,
    connection: &mut MigratorConnection,
    scope: &SchemaScope,
) -> sqlx::Result<Catalogue> {
    let snapshot = snapshot::read(driver, connection, scope).await?;
    let mut tables = match driver {
        #[cfg(feature = "postgres")]
        Driver::Postgres => postgres::tables(connection, scope).await?,
        #[cfg(feature = "mysql")]
        Driver::MySql => mysql::tables(connection).await?,
        #[cfg(feature = "sqlite")]
        Driver::Sqlite => sqlite::tables(connection).await?,
    };
    tables.sort_by(|first, second| first.name.cmp(&second.name));
    let inner = match driver {
        #[cfg(feature = "sqlite")]
        Driver::Sqlite => sqlite::inner(connection).await?,
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => Vec::new(),
    };
    let said = if scope.own { objects::read(driver, connection).await? } else { Vec::new() };
    let objects = objects(&snapshot, &tables, &inner, said);
    Ok(Catalogue { dialect: driver.dialect(), tables, objects })
}

/// What stands beside the tables, as the snapshot lists it: as the server says it, or by name alone.
fn objects(snapshot: &Snapshot, tables: &[LiveTable], inner: &[String], mut said: Vec<LiveObject>) -> Vec<LiveObject> {
    let is_beside = |object: &&str| match object.strip_prefix("table ") {
        Some(name) => !tables.iter().any(|table| table.name == name) && !inner.iter().any(|inner| inner == name),
        None => true,
    };
    let is_said = |title: &&str| said.iter().any(|object| object.title == **title);
    let unsaid: Vec<&str> = snapshot.objects().filter(is_beside).filter(|title| !is_said(title)).collect();
    said.extend(unsaid.into_iter().map(|title| LiveObject {
        title: title.to_owned(),
        name: title.split_once(' ').map_or(title, |(_, name)| name).to_owned(),
        sql: None,
    }));
    said.sort_by(|first, second| first.title.cmp(&second.title));
    said
}
