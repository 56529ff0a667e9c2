//! Settings of the connection that does the work.

use larder_format::Dialect;

use super::connection::Connection;
use super::failure::database;
use crate::Result;

/// A statement that waits longer for the application's locks gives way, so that queries behind it are not held up;
/// it is tried again.
const POSTGRES: &[&str] =
    &["SET lock_timeout = '3s'", "SET statement_timeout = 0", "SET idle_in_transaction_session_timeout = 0"];
const MYSQL: &[&str] = &["SET SESSION lock_wait_timeout = 5"];

/// Known to newer PostgreSQL and to MariaDB only: a statement whose client has died ends, none is cut off.
const WHERE_KNOWN_POSTGRES: &[&str] = &["SET client_connection_check_interval = '1s'"];
const WHERE_KNOWN_MYSQL: &[&str] = &["SET SESSION max_statement_time = 0"];

pub(super) async fn prepare(connection: &mut Connection) -> Result<()> {
    let (settings, where_known) = match connection.dialect() {
        Dialect::Postgres => (POSTGRES, WHERE_KNOWN_POSTGRES),
        Dialect::MySql => (MYSQL, WHERE_KNOWN_MYSQL),
        Dialect::Sqlite => (&[][..], &[][..]),
    };
    for setting in settings {
        connection.execute(setting).await.map_err(|error| database(setting, error))?;
    }
    for setting in where_known {
        if connection.execute(setting).await.is_err() {
            tracing::debug!(setting, "the server does not know this setting");
        }
    }
    Ok(())
}
