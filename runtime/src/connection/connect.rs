//! Opens connections with larder's session settings.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod refusal;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod tls;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt as _;

use crate::config::{DatabaseConfig, Driver, Limits, Pooler, redact};
use crate::connection::Connection;
use crate::error::{Error, ErrorKind, Result};

/// What a connection of the pool is given back with; the migrator changes these of SQLite.
pub(crate) const SETTLED: [&str; 3] =
    ["PRAGMA foreign_keys = ON", "PRAGMA legacy_alter_table = OFF", "PRAGMA busy_timeout = 5000"];

/// What a server knows a session by.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "each driver constructs its own")]
pub(crate) enum Backend {
    /// The database is in this process.
    Local,
    /// A pooler stands in between, and gives the session to others.
    Unknown,
    Postgres {
        pid: i32,
        /// When the server was started, in microseconds: the same number of another server is another session's.
        server: i64,
    },
    MySql {
        id: u64,
        server: Arc<str>,
        is_mariadb: bool,
    },
}

impl Backend {
    /// Returns what OpenTelemetry calls such a server, where that is known better than by its URL.
    pub(crate) fn system(&self) -> Option<&'static str> {
        matches!(self, Self::MySql { is_mariadb: true, .. }).then_some("mariadb")
    }

    pub(crate) fn can_be_asked(&self) -> bool {
        matches!(self, Self::Postgres { .. } | Self::MySql { .. })
    }

    /// Whether something may be open after a statement that was stopped, or wait for the next one, even where there is
    /// no transaction. MySQL keeps a request to stop that came too late for the next statement.
    pub(crate) fn leaves_remains(&self) -> bool {
        matches!(self, Self::Local | Self::MySql { .. })
    }
}

/// Opens one connection with larder's session settings and without limits, outside any pool.
pub(crate) async fn connect(config: &DatabaseConfig) -> Result<Connection> {
    let connecting = async {
        match Driver::of(config.dialect()?)? {
            #[cfg(feature = "postgres")]
            Driver::Postgres => postgres::connect(config).await.map(Connection::Postgres),
            #[cfg(feature = "mysql")]
            Driver::MySql => mysql::connect(config).await.map(Connection::MySql),
            #[cfg(feature = "sqlite")]
            Driver::Sqlite => sqlite::connect(config, sqlite::BUSY_TIMEOUT).await.map(Connection::Sqlite),
        }
    };
    in_time(config, Box::pin(connecting)).await
}

/// A connection as a pool makes it.
pub(crate) struct Opened {
    pub(crate) connection: Connection,
    pub(crate) backend: Backend,
    /// What stands before the server, found out where the setting is [`Pooler::Auto`].
    pub(crate) pooler: Pooler,
}

/// Opens a connection through `pooler` whose server gets `limits`, as far as the pooler allows.
#[allow(unused_variables, reason = "SQLite has no server")]
pub(crate) async fn connect_limited(config: &DatabaseConfig, limits: &Limits, pooler: Pooler) -> Result<Opened> {
    let connecting = async {
        let (mut connection, backend, pooler) = match Driver::of(config.dialect()?)? {
            #[cfg(feature = "postgres")]
            Driver::Postgres => {
                let (connection, backend, pooler) = postgres::connect_limited(config, limits, pooler).await?;
                (Connection::Postgres(connection), backend, pooler)
            }
            #[cfg(feature = "mysql")]
            Driver::MySql => {
                let (connection, backend) = mysql::connect_limited(config, limits).await?;
                (Connection::MySql(connection), backend, Pooler::None)
            }
            #[cfg(feature = "sqlite")]
            Driver::Sqlite => {
                let connection = sqlite::connect(config, limits.lock.unwrap_or(sqlite::BUSY_TIMEOUT)).await?;
                (Connection::Sqlite(connection), Backend::Local, Pooler::None)
            }
        };
        if let Some(work) = &config.after_connect {
            let failed = |source| Error::with_source(ErrorKind::Unavailable("after_connect failed".to_owned()), source);
            work.run(connection.borrowed()).await.map_err(failed)?;
        }
        Ok(Opened { connection, backend, pooler })
    };
    in_time(config, Box::pin(connecting)).await
}

/// Sets other limits on the server than those of the connection. Behind a pooler nothing is set: the session
/// is given to others.
#[allow(unused_variables, reason = "SQLite has no server")]
pub(crate) async fn set_limits(
    connection: &mut Connection,
    backend: &Backend,
    limits: &Limits,
) -> Result<(), sqlx::Error> {
    match (connection, backend) {
        #[cfg(feature = "postgres")]
        (Connection::Postgres(connection), Backend::Postgres { .. }) => postgres::set_limits(connection, limits).await,
        #[cfg(feature = "mysql")]
        (Connection::MySql(connection), Backend::MySql { is_mariadb, .. }) => {
            mysql::set_limits(connection, *is_mariadb, limits).await
        }
        _ => Ok(()),
    }
}

/// Boxed and without its type: a call of the pool may have to connect, and the compiler follows what it awaits to the
/// bottom wherever a caller spawns it.
type Connecting<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A driver that is led to a server of another kind may panic at its greeting.
async fn in_time<T>(config: &DatabaseConfig, connecting: Connecting<'_, T>) -> Result<T> {
    let connecting = AssertUnwindSafe(connecting).catch_unwind();
    match tokio::time::timeout(config.connect_timeout, connecting).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(refusal::misunderstood(config)),
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
