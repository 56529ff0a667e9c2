use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _};
use url::Url;

use super::refusal::{refused, refuses_settings};
use super::tls::{Parameters, Security};
use super::wrong_url;
use crate::config::{DatabaseConfig, Pooler, SslMode};
use crate::error::Result;

/// A setting of no meaning to the server: a session that has it was made with what larder sent.
const MARK: &str = "larder.direct";
const READ_MARK: &str = "SELECT current_setting('larder.direct', true)";

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

/// Opens a connection; a pooler may refuse or overlook settings that come with it, which tells that there is one.
pub(super) async fn connect(config: &DatabaseConfig, pooler: Pooler) -> Result<(PgConnection, Pooler)> {
    let bare = options(config)?;
    let open = async |options: &PgConnectOptions| {
        PgConnection::connect_with(options).await.map_err(|source| refused(config, source))
    };
    match pooler {
        Pooler::None => Ok((open(&limited(bare, config)).await?, pooler)),
        Pooler::Transaction | Pooler::Prepared => Ok((open(&bare).await?, pooler)),
        Pooler::Auto => {
            let marked = limited(bare.clone(), config).options([(MARK, "1")]);
            match PgConnection::connect_with(&marked).await {
                Ok(mut connection) => {
                    let mark: Option<String> = sqlx::raw_sql(READ_MARK)
                        .fetch_one(&mut connection)
                        .await
                        .and_then(|row| sqlx::Row::try_get(&row, 0))
                        .map_err(|source| refused(config, source))?;
                    Ok((connection, if mark.is_some() { Pooler::None } else { Pooler::Transaction }))
                }
                Err(error) if refuses_settings(&error) => Ok((open(&bare).await?, Pooler::Transaction)),
                Err(error) => Err(refused(config, error)),
            }
        }
    }
}

/// Everything that a pooler takes.
fn options(config: &DatabaseConfig) -> Result<PgConnectOptions> {
    let mut options: PgConnectOptions = known_parameters(&config.url).parse().map_err(wrong_url)?;
    // The servers' default is the exact form since version 12, and poolers refuse the setting.
    options =
        options.disable_statement_logging().statement_cache_capacity(config.statement_cache).extra_float_digits(None);
    let security = Security::of(config, &TLS)?;
    if let Some(file) = security.root_certificate {
        options = options.ssl_root_cert(file);
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
    if let Some(name) = &config.application_name {
        options = options.application_name(name);
    }
    Ok(options)
}

fn limited(options: PgConnectOptions, config: &DatabaseConfig) -> PgConnectOptions {
    match config.statement_timeout {
        Some(limit) => options.options([("statement_timeout", limit.as_millis().to_string())]),
        None => options,
    }
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
            tracing::warn!(parameter = %name, "the database URL has a parameter of no effect");
        }
    }
    parsed.set_query(Some(&kept.finish()));
    parsed.into()
}
