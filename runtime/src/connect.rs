#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod refusal;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod tls;

use std::path::PathBuf;

use crate::config::{DatabaseConfig, Pooler, redact};
use crate::connection::Connection;
use crate::driver::Driver;
use crate::error::{Error, ErrorKind, Result};

/// Opens one connection with larder's session settings, outside any pool.
pub(crate) async fn connect(config: &DatabaseConfig) -> Result<Connection> {
    connect_through(config, config.pooler).await.map(|(connection, _)| connection)
}

/// Opens one connection through `pooler`, and returns what was found where that is [`Pooler::Auto`].
pub(crate) async fn connect_through(config: &DatabaseConfig, pooler: Pooler) -> Result<(Connection, Pooler)> {
    let connecting = async {
        match Driver::of(config.dialect()?)? {
            #[cfg(feature = "postgres")]
            Driver::Postgres => {
                let (connection, pooler) = postgres::connect(config, pooler).await?;
                Ok((Connection::Postgres(connection), pooler))
            }
            #[cfg(feature = "mysql")]
            Driver::MySql => Ok((Connection::MySql(mysql::connect(config).await?), Pooler::None)),
            #[cfg(feature = "sqlite")]
            Driver::Sqlite => Ok((Connection::Sqlite(sqlite::connect(config).await?), Pooler::None)),
        }
    };
    match tokio::time::timeout(config.connect_timeout, connecting).await {
        Ok(result) => result,
        Err(_) => Err(Error::new(ErrorKind::Unavailable(format!(
            "{} did not answer within {:?}",
            redact(&config.url),
            config.connect_timeout
        )))),
    }
}

/// Returns the file of an SQLite database; `None` where there is none.
pub(crate) fn file(config: &DatabaseConfig) -> Result<Option<PathBuf>> {
    match Driver::of(config.dialect()?)? {
        #[cfg(feature = "sqlite")]
        Driver::Sqlite => sqlite::file(config),
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => Ok(None),
    }
}

/// A URL the driver cannot read is a wrong setting. The driver's text may quote the URL, and is left out.
fn wrong_url(source: sqlx::Error) -> Error {
    let why = match &source {
        sqlx::Error::Configuration(error) => error.downcast_ref::<url::ParseError>().map(|error| format!(": {error}")),
        _ => None,
    };
    Error::new(ErrorKind::Configuration(format!("the database URL cannot be read{}", why.unwrap_or_default())))
}
