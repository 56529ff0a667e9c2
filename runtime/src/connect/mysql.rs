use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::refusal::refused;
use super::{Backend, wrong_url};
use crate::config::{DatabaseConfig, SslMode};
use crate::error::Result;
use crate::limits::Limits;

/// The most seconds that both servers take for the wait for a lock.
const LONGEST_LOCK: u64 = 31_536_000;

pub(super) async fn connect(config: &DatabaseConfig) -> Result<MySqlConnection> {
    let mut options: MySqlConnectOptions = config.url.parse().map_err(wrong_url)?;
    options = options
        .disable_statement_logging()
        .statement_cache_capacity(config.statement_cache)
        .charset("utf8mb4")
        .collation("utf8mb4_bin")
        .timezone(Some("+00:00".to_owned()));
    if let Some(mode) = config.ssl_mode {
        options = options.ssl_mode(match mode {
            SslMode::Disable => MySqlSslMode::Disabled,
            SslMode::Prefer => MySqlSslMode::Preferred,
            SslMode::Require => MySqlSslMode::Required,
            SslMode::VerifyCa => MySqlSslMode::VerifyCa,
            SslMode::VerifyFull => MySqlSslMode::VerifyIdentity,
        });
    } else if !config.url.contains("ssl-mode=") && !config.url.contains("sslmode=") {
        options = options.ssl_mode(MySqlSslMode::Disabled);
    }
    MySqlConnection::connect_with(&options).await.map_err(|source| refused(config, source))
}

/// Opens a connection whose server knows `limits`, and asks what it knows the connection by.
pub(super) async fn connect_limited(config: &DatabaseConfig, limits: &Limits) -> Result<(MySqlConnection, Backend)> {
    let mut connection = connect(config).await?;
    let failed = |source| refused(config, source);
    let (id, version, server): (u64, String, String) = sqlx::query_as(
        "SELECT CAST(CONNECTION_ID() AS UNSIGNED), CAST(VERSION() AS CHAR), \
         CAST(CONCAT_WS(':', @@hostname, @@port, @@server_id) AS CHAR)",
    )
    .fetch_one(&mut connection)
    .await
    .map_err(failed)?;
    let is_mariadb = version.contains("MariaDB");
    set_limits(&mut connection, is_mariadb, limits).await.map_err(failed)?;
    Ok((connection, Backend::MySql { id, server: server.into(), is_mariadb }))
}

/// MariaDB counts in seconds and limits every statement; MySQL in milliseconds and SELECT only. Locks are waited for in
/// whole seconds on both.
pub(super) async fn set_limits(
    connection: &mut MySqlConnection,
    is_mariadb: bool,
    limits: &Limits,
) -> Result<(), sqlx::Error> {
    if let Some(lock) = limits.lock {
        let seconds = u64::try_from(lock.as_millis().div_ceil(1000)).unwrap_or(u64::MAX).clamp(1, LONGEST_LOCK);
        let text = "SET SESSION innodb_lock_wait_timeout = ?, SESSION lock_wait_timeout = ?";
        sqlx::query(text).bind(seconds).bind(seconds).execute(&mut *connection).await?;
    }
    let Some(limit) = limits.statement else { return Ok(()) };
    let set = if is_mariadb {
        sqlx::query("SET SESSION max_statement_time = ?").bind(limit.as_secs_f64())
    } else {
        sqlx::query("SET SESSION max_execution_time = ?").bind(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX))
    };
    set.execute(connection).await.map(drop)
}
