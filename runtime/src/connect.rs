#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod tls;

use std::path::PathBuf;

use crate::config::{DatabaseConfig, redact};
use crate::connection::Connection;
use crate::driver::Driver;
use crate::error::{Error, ErrorKind, Result};

/// Opens one connection with larder's session settings, outside any pool.
pub(crate) async fn connect(config: &DatabaseConfig) -> Result<Connection> {
    let connecting = async {
        match Driver::of(config.dialect()?)? {
            #[cfg(feature = "postgres")]
            Driver::Postgres => postgres::connect(config).await.map(Connection::Postgres),
            #[cfg(feature = "mysql")]
            Driver::MySql => mysql::connect(config).await.map(Connection::MySql),
            #[cfg(feature = "sqlite")]
            Driver::Sqlite => sqlite::connect(config).await.map(Connection::Sqlite),
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

/// A URL the driver cannot read is a wrong setting; the driver's text may quote the URL and stays in the chain.
fn wrong_url(source: sqlx::Error) -> Error {
    Error::with_source(ErrorKind::Configuration("the database URL cannot be read".to_owned()), source)
}

/// Says where it failed; the server's own text, which holds no row values here, tells why.
fn refused(config: &DatabaseConfig, source: sqlx::Error) -> Error {
    let why = match &source {
        sqlx::Error::Database(answer) => answer.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::Tls(_) if cfg!(not(feature = "tls")) => "TLS needs larder's feature `tls`".to_owned(),
        sqlx::Error::Tls(error) => format!("TLS could not be set up: {error}"),
        _ => "the server did not behave as expected".to_owned(),
    };
    Error::with_source(ErrorKind::Unavailable(format!("{}: {why}", redact(&config.url))), source)
}
