//! A migrated database that PostgreSQL copies for each test, which takes a fraction of the time that migrating takes.

use sha2::{Digest as _, Sha256};

use super::database::{named, run_on};
use super::failed;
use crate::config::{Config, DatabaseConfig, Driver};
use crate::connection::Connection;
use crate::connection::connect::connect;
use crate::error::Result;
use crate::store::Schema;
use crate::value::Arguments;

/// Returns the name of a database with the schema, which is made by the first test that asks.
///
/// It stays for the next run. Another schema has another template.
pub(super) async fn prepare(server: &DatabaseConfig, schema: &'static Schema) -> Result<String> {
    // Of the plans, which hold the checksums of the SQL: a migration that is written anew has another template.
    let plans: String = schema.migrations.iter().map(|migration| migration.plan).collect();
    let digest = Sha256::digest(plans);
    let number = i64::from_be_bytes(digest[..8].try_into().unwrap_or_default());
    let name = format!("larder_template_{:016x}", number.cast_unsigned());
    let mut connection = connect(server).await?;
    // Tests of other processes wait here. The lock ends with the connection.
    run_on(&mut connection, format!("SELECT pg_advisory_lock({number})")).await?;
    let made = make(&mut connection, server, schema, &name).await;
    let _ = connection.close().await;
    made.map(|()| name)
}

/// A template has its name when it is complete: a run that was killed leaves one that is begun.
async fn make(connection: &mut Connection, server: &DatabaseConfig, schema: &'static Schema, name: &str) -> Result<()> {
    if exists(connection, name).await? {
        return Ok(());
    }
    let begun = format!("{name}_begun");
    run_on(connection, format!("DROP DATABASE IF EXISTS {begun} WITH (FORCE)")).await?;
    run_on(connection, format!("CREATE DATABASE {begun}")).await?;
    let config = Config::for_url(named(&server.url, &begun)?);
    schema.migrator(&config.database).migrate().await?;
    run_on(connection, format!("ALTER DATABASE {begun} RENAME TO {name}")).await
}

async fn exists(connection: &mut Connection, name: &str) -> Result<bool> {
    let mut arguments = Arguments::new(Driver::of(larder_format::Dialect::Postgres)?);
    arguments.add(name);
    let text = "SELECT 1 FROM pg_database WHERE datname = $1";
    arguments.check(text, |column| column)?;
    let found = connection.optional(sqlx::SqlSafeStr::into_sql_str(text), arguments.values, false).await;
    found.map(|row| row.is_some()).map_err(failed)
}
