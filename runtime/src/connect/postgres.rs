use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::tls::{Parameters, Security};
use super::{refused, wrong_url};
use crate::config::{DatabaseConfig, SslMode};
use crate::error::Result;

const PARAMETERS: Parameters =
    Parameters { mode: &["sslmode", "ssl-mode"], root_certificate: &["sslrootcert", "ssl-root-cert", "ssl-ca"] };

pub(super) async fn connect(config: &DatabaseConfig) -> Result<PgConnection> {
    let mut options: PgConnectOptions = config.url.parse().map_err(wrong_url)?;
    options = options.disable_statement_logging().statement_cache_capacity(config.statement_cache);
    let security = Security::of(config, &PARAMETERS)?;
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
    if let Some(limit) = config.statement_timeout {
        options = options.options([("statement_timeout", limit.as_millis().to_string())]);
    }
    PgConnection::connect_with(&options).await.map_err(|source| refused(config, source))
}
