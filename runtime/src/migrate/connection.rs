//! A connection of the migrator's own, outside the pool.

use std::str::FromStr;
use std::time::Duration;

use larder_format::Dialect;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Row as _};
use tokio::time::timeout;

use crate::{Error, ErrorKind, Result};

/// How long a server may take to answer a new connection.
const CONNECT: Duration = Duration::from_secs(30);

/// How to reach the database.
#[derive(Clone)]
pub(crate) enum Connector {
    #[cfg(feature = "postgres")]
    Postgres(Box<sqlx::postgres::PgConnectOptions>),
    #[cfg(feature = "mysql")]
    MySql(Box<sqlx::mysql::MySqlConnectOptions>),
    #[cfg(feature = "sqlite")]
    Sqlite(Box<sqlx::sqlite::SqliteConnectOptions>),
}

impl Connector {
    /// Reads a database URL; its errors never hold the URL, which holds the password.
    pub(crate) fn from_url(url: &str) -> Result<Self> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => Ok(Self::Postgres(Box::new(parse(url)?))),
            #[cfg(feature = "mysql")]
            "mysql" | "mariadb" => Ok(Self::MySql(Box::new(parse(url)?))),
            #[cfg(feature = "sqlite")]
            "sqlite" => Ok(Self::Sqlite(Box::new(parse(url)?))),
            other => Err(Error::new(ErrorKind::Configuration(format!(
                "no driver for database URLs of the scheme `{other}`; postgres, mysql and sqlite are features of larder"
            )))),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Opens a connection; a SQLite file is created only when `create` says so.
    pub(crate) async fn open(&self, create: bool) -> Result<Connection> {
        let unreachable = || ErrorKind::Connection("the database cannot be reached".to_owned());
        match timeout(CONNECT, self.connect(create)).await {
            Ok(opened) => opened.map_err(|error| Error::with_source(unreachable(), error)),
            Err(late) => Err(Error::with_source(unreachable(), late)),
        }
    }

    async fn connect(&self, create: bool) -> sqlx::Result<Connection> {
        let _ = create;
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(options) => options.connect().await.map(Connection::Postgres),
            #[cfg(feature = "mysql")]
            Self::MySql(options) => options.connect().await.map(Connection::MySql),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(options) => {
                let options = (**options).clone().create_if_missing(create).foreign_keys(false);
                options.connect().await.map(Connection::Sqlite)
            }
        }
    }

    /// Returns whether there is certainly nothing to connect to: a SQLite file that does not exist.
    pub(crate) fn is_absent(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(options) => {
                let file = options.get_filename();
                !file.as_os_str().to_string_lossy().contains(":memory:")
                    && !file.to_string_lossy().starts_with("file:")
                    && !file.exists()
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => false,
        }
    }
}

/// Statements are not logged by the driver, which knows nothing of what may be in them.
fn parse<T: FromStr + ConnectOptions>(url: &str) -> Result<T> {
    url.parse()
        .map(ConnectOptions::disable_statement_logging)
        .map_err(|_| Error::new(ErrorKind::Configuration("the database URL cannot be read".to_owned())))
}

/// An open connection.
pub(crate) enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgConnection),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlConnection),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqliteConnection),
}

/// A value bound to a statement of the migrator.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Int(i64),
}

/// A row whose columns are texts and 64-bit integers.
pub(crate) enum Row {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgRow),
    #[cfg(feature = "mysql")]
    MySql(sqlx::mysql::MySqlRow),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteRow),
}

macro_rules! query {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($sql)).persistent(false);
        for value in $values {
            query = match *value {
                Value::Text(text) => query.bind(text.to_owned()),
                Value::MaybeText(text) => query.bind(text.map(str::to_owned)),
                Value::Int(number) => query.bind(number),
            };
        }
        query
    }};
}

impl Connection {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Runs one statement of a migration file as it stands.
    pub(crate) async fn execute(&mut self, sql: &str) -> sqlx::Result<()> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => sql.execute(connection).await.map(drop),
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => sql.execute(connection).await.map(drop),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sql.execute(connection).await.map(drop),
        }
    }

    /// Runs a statement of the migrator's own with `?` for its values; returns how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &str, values: &[Value<'_>]) -> sqlx::Result<u64> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                query!(numbered(sql), values).execute(connection).await.map(|done| done.rows_affected())
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                query!(sql.to_owned(), values).execute(connection).await.map(|done| done.rows_affected())
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                query!(numbered(sql), values).execute(connection).await.map(|done| done.rows_affected())
            }
        }
    }

    /// Runs a query of the migrator's own with `?` for its values.
    pub(crate) async fn rows(&mut self, sql: &str, values: &[Value<'_>]) -> sqlx::Result<Vec<Row>> {
        Ok(match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let rows = query!(numbered(sql), values).fetch_all(connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                let rows = query!(sql.to_owned(), values).fetch_all(connection).await?;
                rows.into_iter().map(Row::MySql).collect()
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let rows = query!(numbered(sql), values).fetch_all(connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
        })
    }

    pub(crate) async fn close(self) {
        let closed = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => connection.close().await,
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => connection.close().await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => connection.close().await,
        };
        if closed.is_err() {
            tracing::debug!("a migrator connection was already gone when it was closed");
        }
    }
}

impl Row {
    pub(crate) fn text(&self, index: usize) -> sqlx::Result<Option<String>> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => row.try_get(index),
            #[cfg(feature = "mysql")]
            Self::MySql(row) => row.try_get(index),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(row) => row.try_get(index),
        }
    }

    pub(crate) fn int(&self, index: usize) -> sqlx::Result<i64> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => row.try_get(index),
            #[cfg(feature = "mysql")]
            Self::MySql(row) => row.try_get(index),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(row) => row.try_get(index),
        }
    }
}

/// Replaces each `?` by `$1`, `$2`, …; the migrator's own statements hold none in a literal.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        text.push_str(&format!("${}", index + 1));
        text.push_str(part);
    }
    text
}
