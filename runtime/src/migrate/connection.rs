//! The migrator's connections: opened as larder opens every connection, or lent by the pool.

pub(crate) mod described;
pub(crate) mod failpoint;
pub(crate) mod scratch;
pub(super) mod session;
mod text;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, TryStreamExt as _};
use larder_format::{Dialect, qualified};
#[expect(
    clippy::disallowed_types,
    reason = "migrations are files, and the migrator's own statements hold no value"
)]
use sqlx::AssertSqlSafe;
use sqlx::Row as _;

use super::report::failure;
use crate::config::{DatabaseConfig, Driver, Pooler};
use crate::connection::connect::{SETTLED, connect, file};
use crate::connection::{Connection as Raw, Lease};
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::statistics::Label;

/// How long a server may take to answer a new connection: a start of everything at once makes it slow.
const CONNECT: Duration = Duration::from_secs(30);

/// Pauses between attempts to reach a server that is not there yet.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Where connections come from.
#[derive(Clone)]
pub(crate) enum Connector {
    /// Outside any pool.
    Own(Arc<DatabaseConfig>),
    /// The pool's only connection, with which a database in memory ends.
    Pool(Arc<Engine>),
}

impl Connector {
    /// Takes TLS and session settings from `config`; statements of migrations take as long as they need.
    pub(crate) fn own(config: &DatabaseConfig) -> Self {
        let mut config = config.clone();
        config.statement_timeout = None;
        // It works through a pooler in transaction mode as it is, and need not know of one.
        config.pooler = Pooler::None;
        config.connect_timeout = config.connect_timeout.max(CONNECT);
        Self::Own(Arc::new(config))
    }

    /// Returns the driver of the URL.
    ///
    /// # Errors
    ///
    /// The URL is of no database that larder knows, or of one whose driver is not built in.
    pub(crate) fn driver(&self) -> Result<Driver> {
        match self {
            Self::Own(config) => Driver::of(config.dialect()?),
            Self::Pool(engine) => Ok(engine.driver),
        }
    }

    pub(crate) fn dialect(&self) -> Result<Dialect> {
        self.driver().map(Driver::dialect)
    }

    pub(crate) async fn open(&self) -> Result<MigratorConnection> {
        match self {
            Self::Own(config) => match connect(config).await {
                Ok(raw) => Ok(MigratorConnection::Own(Box::new(raw))),
                Err(error) => Err(failure::unreachable(error)),
            },
            Self::Pool(engine) => {
                let mut lease = engine.pool.acquire_writer(Label::of_none("migrate")).await?;
                lease.unsettle();
                Ok(MigratorConnection::Pool(Box::new(lease)))
            }
        }
    }

    /// Opens the first connection of a run. A server that is down, starting or full is waited for, as the settings say.
    pub(crate) async fn open_first(&self) -> Result<MigratorConnection> {
        let Self::Own(config) = self else { return self.open().await };
        let deadline = Instant::now() + config.start_timeout;
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match self.open().await {
                Err(error) if error.is_unavailable() => error,
                opened => return opened,
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(error);
            }
            tracing::warn!(%error, ?left, "the database is not reachable yet; retrying");
            tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..=1.0)).min(left)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Opens a connection to PostgreSQL that is made with the settings named at 0; a pooler refuses or overlooks them.
    pub(crate) async fn open_without(&self, settings: &[String]) -> Result<MigratorConnection> {
        let Self::Own(config) = self else {
            return Err(Error::new(ErrorKind::Configuration("a database in memory has no limits".to_owned())));
        };
        let mut config = DatabaseConfig::clone(config);
        for name in settings {
            let mark = if config.url.contains('?') { '&' } else { '?' };
            config.url.push_str(&format!("{mark}options[{name}]=0"));
        }
        connect(&config).await.map(|raw| MigratorConnection::Own(Box::new(raw)))
    }

    /// Returns whether there is certainly nothing to connect to: a SQLite file that does not exist.
    pub(crate) fn is_absent(&self) -> Result<bool> {
        match self {
            Self::Own(config) => Ok(file(config)?.is_some_and(|path: PathBuf| !path.exists())),
            Self::Pool(_) => Ok(false),
        }
    }

    /// Returns the file of a SQLite database.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        match self {
            Self::Own(config) => file(config).ok().flatten(),
            Self::Pool(_) => None,
        }
    }
}

/// An open connection.
pub(crate) enum MigratorConnection {
    Own(Box<Raw>),
    Pool(Box<Lease>),
}

/// A value bound to a statement of the migrator.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Int(i64),
}

/// A row whose columns are texts and 64-bit integers.
pub(crate) enum TextRow {
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

impl MigratorConnection {
    fn raw(&mut self) -> &mut Raw {
        match self {
            Self::Own(raw) => raw,
            Self::Pool(lease) => lease.unsettle(),
        }
    }

    pub(crate) fn dialect(&mut self) -> Dialect {
        self.raw().driver().dialect()
    }

    /// Runs one statement of a migration file as it stands.
    pub(crate) async fn execute(&mut self, sql: &str) -> sqlx::Result<()> {
        failpoint::reached(sql);
        self.raw().run(AssertSqlSafe(sql.to_owned())).await
    }

    /// Runs one statement of a migration file on a copy of the database.
    pub(crate) async fn rehearse(&mut self, sql: &str) -> sqlx::Result<()> {
        self.raw().run(AssertSqlSafe(sql.to_owned())).await
    }

    /// Runs a statement of the migrator's own with `?` for its values; returns how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &str, values: &[Value<'_>]) -> sqlx::Result<u64> {
        failpoint::reached(sql);
        match self.raw() {
            #[cfg(feature = "postgres")]
            Raw::Postgres(connection) => {
                query!(numbered(sql), values).execute(connection).await.map(|done| done.rows_affected())
            }
            #[cfg(feature = "mysql")]
            Raw::MySql(connection) => {
                kept(query!(sql.to_owned(), values)).execute(connection).await.map(|done| done.rows_affected())
            }
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(connection) => {
                query!(numbered(sql), values).execute(connection).await.map(|done| done.rows_affected())
            }
        }
    }

    /// Returns the first column of what a query finds, nulls left out.
    pub(crate) async fn texts(&mut self, sql: &str, values: &[Value<'_>]) -> sqlx::Result<Vec<String>> {
        let rows = self.rows(sql, values).await?;
        rows.iter().filter_map(|row| row.text(0).transpose()).collect()
    }

    /// Runs a query of the migrator's own with `?` for its values.
    pub(crate) async fn rows(&mut self, sql: &str, values: &[Value<'_>]) -> sqlx::Result<Vec<TextRow>> {
        failpoint::reached(sql);
        Ok(match self.raw() {
            #[cfg(feature = "postgres")]
            // Without values in one message, so that a pooler cannot change the session in between.
            Raw::Postgres(connection) if values.is_empty() => {
                let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await?;
                rows.into_iter().map(TextRow::Postgres).collect()
            }
            #[cfg(feature = "postgres")]
            Raw::Postgres(connection) => {
                let rows = query!(numbered(sql), values).fetch_all(connection).await?;
                rows.into_iter().map(TextRow::Postgres).collect()
            }
            #[cfg(feature = "mysql")]
            Raw::MySql(connection) => {
                let rows = kept(query!(sql.to_owned(), values)).fetch_all(connection).await?;
                rows.into_iter().map(TextRow::MySql).collect()
            }
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(connection) => {
                let rows = query!(numbered(sql), values).fetch_all(connection).await?;
                rows.into_iter().map(TextRow::Sqlite).collect()
            }
        })
    }

    /// Runs a query of a migration as it stands; returns whether it gives a row.
    pub(crate) async fn has_row(&mut self, sql: &str) -> sqlx::Result<bool> {
        failpoint::reached(sql);
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        Ok(match self.raw() {
            #[cfg(feature = "postgres")]
            Raw::Postgres(connection) => query.fetch_optional(connection).await?.is_some(),
            #[cfg(feature = "mysql")]
            Raw::MySql(connection) => query.fetch_optional(connection).await?.is_some(),
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(connection) => query.fetch_optional(connection).await?.is_some(),
        })
    }

    /// Runs a query of a migration as it stands; returns its first rows, each value as text.
    pub(crate) async fn first_rows(&mut self, sql: &str, count: usize) -> sqlx::Result<Vec<Vec<String>>> {
        failpoint::reached(sql);
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self.raw() {
            #[cfg(feature = "postgres")]
            Raw::Postgres(connection) => {
                query.fetch(connection).take(count).map(|row| text::postgres(&row?)).try_collect().await
            }
            #[cfg(feature = "mysql")]
            Raw::MySql(connection) => {
                query.fetch(connection).take(count).map(|row| text::mysql(&row?)).try_collect().await
            }
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(connection) => {
                query.fetch(connection).take(count).map(|row| text::sqlite(&row?)).try_collect().await
            }
        }
    }

    /// Closes the connection, or gives it back to the pool with the settings it had; one that does not take them is not
    /// handed on.
    pub(crate) async fn close(self) {
        match self {
            Self::Own(raw) => {
                if raw.close().await.is_err() {
                    tracing::debug!("a migrator connection was already gone when it was closed");
                }
            }
            Self::Pool(mut lease) => {
                for setting in SETTLED {
                    if lease.unsettle().run(setting).await.is_err() {
                        tracing::warn!(setting, "connection closed: a setting could not be reset");
                        return;
                    }
                }
                lease.settle();
            }
        }
    }
}

/// Keeps a statement prepared: sqlx closes one with a message that has no answer, and the next then waits 40 ms for
/// the server's delayed acknowledgement of it. PostgreSQL keeps none, since a pooler may hand out another session.
#[cfg(feature = "mysql")]
fn kept<A>(query: sqlx::query::Query<'_, sqlx::MySql, A>) -> sqlx::query::Query<'_, sqlx::MySql, A>
where
    A: sqlx::IntoArguments<sqlx::MySql>,
{
    query.persistent(true)
}

impl TextRow {
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

/// Returns a name as it stands in SQL.
pub(crate) fn quoted(name: &str, dialect: Dialect) -> String {
    let mark = if dialect == Dialect::MySql { "`" } else { "\"" };
    format!("{mark}{}{mark}", name.replace(mark, &mark.repeat(2)))
}

/// Returns the name of a table in quotation marks, with its schema where the dialect has schemas.
pub(crate) fn quoted_table(name: &str, dialect: Dialect) -> String {
    let plain = quoted(qualified::plain(name), dialect);
    match qualified::schema(name).filter(|_| dialect.capabilities().schemas) {
        Some(schema) => format!("{}.{plain}", quoted(schema, dialect)),
        None => plain,
    }
}

/// Returns the text by which the catalogue finds a table.
pub(crate) fn catalogue_name(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => quoted_table(name, dialect),
        Dialect::MySql | Dialect::Sqlite => qualified::plain(name).to_owned(),
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
