use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::refusal::refused;
use super::wrong_url;
use crate::config::{DatabaseConfig, SslMode};
use crate::error::Result;

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
    let mut connection = MySqlConnection::connect_with(&options).await.map_err(|source| refused(config, source))?;
    limit_statements(&mut connection, config).await?;
    Ok(connection)
}

/// MariaDB counts in seconds and limits every statement; MySQL in milliseconds and SELECT only.
async fn limit_statements(connection: &mut MySqlConnection, config: &DatabaseConfig) -> Result<()> {
    let Some(limit) = config.statement_timeout else { return Ok(()) };
    let version: String = sqlx::query_scalar("SELECT version()")
        .fetch_one(&mut *connection)
        .await
        .map_err(|source| refused(config, source))?;
    let set = if version.contains("MariaDB") {
        sqlx::query("SET SESSION max_statement_time = ?").bind(limit.as_secs_f64())
    } else {
        sqlx::query("SET SESSION max_execution_time = ?").bind(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX))
    };
    set.execute(connection).await.map_err(|source| refused(config, source))?;
    Ok(())
}
