//! Opens connections to PostgreSQL.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use url::Url;

use super::refusal::{refused, refuses_settings};
use super::tls::{Parameters, Security};
use super::{Backend, wrong_url};
use crate::config::{DatabaseConfig, Limits, PoolSource, Pooler, SslMode};
use crate::error::Result;

/// The most milliseconds that a limit of the server's can have.
const LONGEST: u128 = i32::MAX as u128;

/// Carries a value that only this process knows: a session that has it is this connection's, and of no pooler's.
const MARK: &str = "larder.session";

const TLS: Parameters =
    Parameters { mode: &["sslmode", "ssl-mode"], root_certificate: &["sslrootcert", "ssl-root-cert", "ssl-ca"] };

/// What the driver reads of a URL. It logs any other parameter with its value, which may be a misspelt password.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Opens a connection with what every pooler takes.
pub(super) async fn connect(config: &DatabaseConfig) -> Result<PgConnection> {
    match &config.source {
        Some(PoolSource::Postgres(pool)) => taken(config, pool).await,
        _ => open(config, &options(config).await?).await,
    }
}

/// Opens a connection whose server knows `limits`, asks what it knows the connection by, and returns what stands before
/// it. A pooler may refuse or overlook settings that come with a connection, which tells that there is one.
pub(super) async fn connect_limited(
    config: &DatabaseConfig,
    limits: &Limits,
    pooler: Pooler,
) -> Result<(PgConnection, Backend, Pooler)> {
    if let Some(PoolSource::Postgres(pool)) = &config.source {
        return taken_limited(config, pool, limits, pooler).await;
    }
    let bare = options(config).await?;
    if matches!(pooler, Pooler::Transaction | Pooler::Prepared) {
        return Ok((open(config, &bare).await?, Backend::Unknown, pooler));
    }
    let mark = format!("{:032x}", rand::random::<u128>());
    let mut parameters = vec![(MARK, mark.clone())];
    parameters.extend(limits.statement.map(|limit| ("statement_timeout", millis(limit))));
    parameters.extend(limits.lock.map(|limit| ("lock_timeout", millis(limit))));
    match PgConnection::connect_with(&bare.clone().options(parameters)).await {
        Ok(mut connection) => {
            let backend = backend(&mut connection, &mark).await.map_err(|source| refused(config, source))?;
            let found = match (pooler, &backend) {
                (Pooler::Auto, Some(_)) => Pooler::None,
                (Pooler::Auto, None) => Pooler::Transaction,
                (told, _) => told,
            };
            Ok((connection, backend.unwrap_or(Backend::Unknown), found))
        }
        Err(error) if pooler == Pooler::Auto && refuses_settings(&error) => {
            Ok((open(config, &bare).await?, Backend::Unknown, Pooler::Transaction))
        }
        Err(error) => Err(refused(config, error)),
    }
}

/// Takes a connection out of a pool of sqlx.
async fn taken(config: &DatabaseConfig, pool: &PgPool) -> Result<PgConnection> {
    Ok(pool.acquire().await.map_err(|source| refused(config, source))?.detach())
}

/// The same, with `limits`. Whether a pooler stands in between is found out by what comes with a new connection, which
/// this is none: where nothing is said there is none.
async fn taken_limited(
    config: &DatabaseConfig,
    pool: &PgPool,
    limits: &Limits,
    pooler: Pooler,
) -> Result<(PgConnection, Backend, Pooler)> {
    let mut connection = taken(config, pool).await?;
    if matches!(pooler, Pooler::Transaction | Pooler::Prepared) {
        return Ok((connection, Backend::Unknown, pooler));
    }
    let mark = format!("{:032x}", rand::random::<u128>());
    let failed = |source| refused(config, source);
    sqlx::query("SELECT set_config('larder.session', $1, false)")
        .bind(&mark)
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    set_limits(&mut connection, limits).await.map_err(failed)?;
    let backend = backend(&mut connection, &mark).await.map_err(failed)?;
    Ok((connection, backend.unwrap_or(Backend::Unknown), Pooler::None))
}

async fn open(config: &DatabaseConfig, options: &PgConnectOptions) -> Result<PgConnection> {
    PgConnection::connect_with(options).await.map_err(|source| refused(config, source))
}

/// Changes the limits of a session that nobody shares. A limit that was never set stays.
pub(super) async fn set_limits(connection: &mut PgConnection, limits: &Limits) -> Result<(), sqlx::Error> {
    const SET: &str = "SELECT set_config('statement_timeout', coalesce($1, current_setting('statement_timeout')), \
                       false), \
                       set_config('lock_timeout', coalesce($2, current_setting('lock_timeout')), false)";
    sqlx::query(SET)
        .bind(limits.statement.map(millis))
        .bind(limits.lock.map(millis))
        .execute(connection)
        .await
        .map(drop)
}

fn millis(limit: Duration) -> String {
    limit.as_millis().clamp(1, LONGEST).to_string()
}

/// Asks for the session's number; `None` where something in between has swallowed the mark, so that the number may be
/// another's tomorrow.
async fn backend(connection: &mut PgConnection, mark: &str) -> Result<Option<Backend>, sqlx::Error> {
    const QUESTION: &str = "SELECT pg_backend_pid(), (extract(epoch FROM pg_postmaster_start_time()) * \
                            1000000)::bigint, \
                            current_setting('larder.session', true)";
    let row = match sqlx::raw_sql(QUESTION).fetch_one(connection).await {
        Ok(row) => row,
        // A server that speaks the protocol alone need not know the functions.
        Err(sqlx::Error::Database(_)) => return Ok(Some(Backend::Unknown)),
        Err(error) => return Err(error),
    };
    let own: Option<String> = row.try_get(2)?;
    if own.as_deref() != Some(mark) {
        return Ok(None);
    }
    Ok(Some(Backend::Postgres { pid: row.try_get(0)?, server: row.try_get(1)? }))
}

/// Everything that a pooler takes.
async fn options(config: &DatabaseConfig) -> Result<PgConnectOptions> {
    let mut options: PgConnectOptions = known_parameters(&config.url).parse().map_err(wrong_url)?;
    // The servers' default is the exact form since version 12, and poolers refuse the setting.
    options =
        options.disable_statement_logging().statement_cache_capacity(config.statement_cache).extra_float_digits(None);
    let security = Security::of(config, &TLS)?;
    if let Some(file) = security.root_certificate {
        options = options.ssl_root_cert(file);
    }
    if let Some((certificate, key)) = security.client {
        options = options.ssl_client_cert(certificate).ssl_client_key(key);
    }
    if let Some(mode) = security.mode {
        options = options.ssl_mode(match mode {
            SslMode::Disable => PgSslMode::Disable,
            SslMode::Prefer => PgSslMode::Prefer,
            SslMode::Require => PgSslMode::Require,
            SslMode::VerifyCa => PgSslMode::VerifyCa,
            SslMode::VerifyFull => PgSslMode::VerifyFull,
        });
    }
    if let Some(password) = config.new_password().await? {
        options = options.password(&password);
    }
    if let Some(name) = &config.application_name {
        options = options.application_name(name);
    }
    Ok(options)
}

/// Leaves out of a URL what the driver would log.
fn known_parameters(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else { return url.to_owned() };
    let is_known = |name: &str| PARAMETERS.contains(&name) || name.starts_with("options[");
    if parsed.query_pairs().all(|(name, _)| is_known(&name)) {
        return url.to_owned();
    }
    let pairs: Vec<_> = parsed.query_pairs().into_owned().collect();
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &pairs {
        if is_known(name) {
            kept.append_pair(name, value);
        } else {
            tracing::warn!(parameter = %name, "a parameter of the database URL has no effect");
        }
    }
    parsed.set_query(Some(&kept.finish()));
    parsed.into()
}
