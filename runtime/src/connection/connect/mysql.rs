//! Opens connections to MySQL and MariaDB.

use std::sync::Once;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::refusal::refused;
use super::tls::{Parameters, Security};
use super::{Backend, wrong_url};
use crate::config::{DatabaseConfig, Limits, PoolSource, SslMode, redact};
use crate::error::{Error, ErrorKind, Result};

/// The most seconds that both servers take for the wait for a lock.
const LONGEST_LOCK: u64 = 31_536_000;

const PARAMETERS: Parameters = Parameters { mode: &["ssl-mode", "sslmode"], root_certificate: &["ssl-ca", "sslca"] };

/// Whatever the server's settings are, statements and scripts mean one thing: how text is quoted and escaped, which
/// values are refused, when a statement commits. Only whether every column must be grouped stays the server's choice,
/// since MariaDB refuses more than it has to.
///
/// MariaDB from 11.6 on refuses to lock a row that changed since the transaction first read anything, though the locks
/// are what makes it wait and look again. Read by MariaDB alone, the comment lets it lock as it did before, and as
/// MySQL does.
const SESSION: &str = "SET sql_mode = CONCAT('PIPES_AS_CONCAT,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
    ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', \
    IF(FIND_IN_SET('ONLY_FULL_GROUP_BY', @@sql_mode), ',ONLY_FULL_GROUP_BY', '')), \
    autocommit = 1, completion_type = 0, foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0, \
    /*M!110600 innodb_snapshot_isolation = 0, */ time_zone = '+00:00', NAMES utf8mb4 COLLATE utf8mb4_bin";

/// From 9.6 on MySQL sees to foreign keys itself, unless a setting leaves them to InnoDB. Seen with 9.7.4: of the rows
/// that a delete takes along over three tables or in a circle, some stay, and refer to rows that are gone.
const INCOMPLETE_CASCADES: &str = "this server may leave rows that a delete should take along (ON DELETE CASCADE over several \
    tables): start it with innodb_native_foreign_keys=ON";

static WARNED: Once = Once::new();

pub(super) async fn connect(config: &DatabaseConfig) -> Result<MySqlConnection> {
    let mut connection = match &config.source {
        Some(PoolSource::MySql(pool)) => pool.acquire().await.map_err(|source| refused(config, source))?.detach(),
        _ => open(config).await?,
    };
    sqlx::raw_sql(SESSION).execute(&mut connection).await.map_err(|source| refused(config, source))?;
    Ok(connection)
}

async fn open(config: &DatabaseConfig) -> Result<MySqlConnection> {
    let mut options: MySqlConnectOptions = config.url.parse().map_err(wrong_url)?;
    options = options
        .disable_statement_logging()
        .statement_cache_capacity(config.statement_cache)
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false);
    let security = Security::of(config, &PARAMETERS)?;
    if let Some(file) = security.root_certificate {
        options = options.ssl_ca(file);
    }
    if let Some((certificate, key)) = security.client {
        options = options.ssl_client_cert(certificate).ssl_client_key(key);
    }
    if let Some(mode) = security.mode {
        options = options.ssl_mode(match mode {
            SslMode::Disable => MySqlSslMode::Disabled,
            SslMode::Prefer => MySqlSslMode::Preferred,
            SslMode::Require => MySqlSslMode::Required,
            SslMode::VerifyCa => MySqlSslMode::VerifyCa,
            SslMode::VerifyFull => MySqlSslMode::VerifyIdentity,
        });
    }
    if let Some(password) = config.new_password().await? {
        options = options.password(&password);
    }
    MySqlConnection::connect_with(&options).await.map_err(|source| not_let_in(config, source))
}

/// Without TLS the server takes some passwords under its RSA key only, which the driver cannot use without that
/// feature.
fn not_let_in(config: &DatabaseConfig, source: sqlx::Error) -> Error {
    let wants_key = matches!(&source, sqlx::Error::Configuration(why) if why.to_string().contains("RSA"));
    if !wants_key {
        return refused(config, source);
    }
    let text = format!(
        "{}: the server accepts this password only over TLS or encrypted with its RSA key: set DATABASE_SSL_MODE to \
         `require` or `verify-full`, or build larder with its feature `mysql-rsa`",
        redact(&config.url)
    );
    Error::with_source(ErrorKind::Configuration(text), source)
}

/// Opens a connection whose server knows `limits`, and asks what it knows the connection by.
pub(super) async fn connect_limited(config: &DatabaseConfig, limits: &Limits) -> Result<(MySqlConnection, Backend)> {
    let mut connection = connect(config).await?;
    let failed = |source| refused(config, source);
    // The comment is read by MySQL from 9.6 on alone.
    let (id, version, server, cascades): (u64, String, String, i64) = sqlx::query_as(
        "SELECT CAST(CONNECTION_ID() AS UNSIGNED), CAST(VERSION() AS CHAR), \
         CAST(CONCAT_WS(':', @@hostname, @@port, @@server_id) AS CHAR), \
         CAST(1 /*!90600 AND @@innodb_native_foreign_keys */ AS SIGNED)",
    )
    .fetch_one(&mut connection)
    .await
    .map_err(failed)?;
    if cascades == 0 {
        WARNED.call_once(|| tracing::warn!(target: "larder::pool", version, "{INCOMPLETE_CASCADES}"));
    }
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
