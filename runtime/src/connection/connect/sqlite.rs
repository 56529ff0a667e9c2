//! Opens connections to SQLite files and to databases in memory.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqlitePool};

use super::refusal::refused;
use super::wrong_url;
use crate::config::{DatabaseConfig, PoolSource};
use crate::error::Result;

/// The longest wait for another process that writes, where no limit is set.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns the database's file; `None` for a database that is none of the file system's.
pub(super) fn file(config: &DatabaseConfig) -> Result<Option<PathBuf>> {
    let options: SqliteConnectOptions = config.url.parse().map_err(wrong_url)?;
    let path = options.get_filename();
    let is_file = !config.is_private_memory() && !path.to_string_lossy().starts_with("file:");
    Ok(is_file.then(|| path.to_path_buf()))
}

pub(super) async fn connect(config: &DatabaseConfig, busy_timeout: Duration) -> Result<SqliteConnection> {
    if let Some(PoolSource::Sqlite(pool)) = &config.source {
        return taken(config, pool).await;
    }
    let mut options: SqliteConnectOptions = config.url.parse().map_err(wrong_url)?;
    options = options
        .disable_statement_logging()
        .statement_cache_capacity(config.statement_cache)
        .foreign_keys(true)
        .busy_timeout(busy_timeout)
        .synchronous(SqliteSynchronous::Normal);
    if !config.url.contains("mode=ro") && !config.url.contains("immutable=") {
        options = options.create_if_missing(true);
        if !config.is_private_memory() {
            options = options.journal_mode(SqliteJournalMode::Wal);
        }
    }
    SqliteConnection::connect_with(&options).await.map_err(|source| refused(config, source))
}

/// Takes a connection out of a pool of sqlx. How long it waits for other writers is that pool's choice.
async fn taken(config: &DatabaseConfig, pool: &SqlitePool) -> Result<SqliteConnection> {
    const SETTINGS: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL";
    let failed = |source| refused(config, source);
    let mut connection = pool.acquire().await.map_err(failed)?.detach();
    sqlx::raw_sql(SETTINGS).execute(&mut connection).await.map_err(failed)?;
    Ok(connection)
}
