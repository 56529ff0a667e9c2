//! Connections beside larder's own, for statements that a test makes.

use std::path::PathBuf;

#[expect(
    clippy::disallowed_types,
    reason = "the statements are made of generated names and literals, which are the point of the tests"
)]
use sqlx::AssertSqlSafe;
use sqlx::{Connection, Executor, MySqlConnection, PgConnection, Row as _, SqliteConnection};

use crate::engine::Engine;

/// A connection beside larder's own, for statements that a test makes.
pub enum Client {
    Postgres(PgConnection),
    MySql(MySqlConnection),
    Sqlite(SqliteConnection),
    /// SQLite's file, opened for each statement, so that no schema is remembered while a migrator changes it.
    SqliteFile(PathBuf),
}

macro_rules! on {
    ($client:expr, |$connection:ident| $body:expr) => {
        match $client {
            Client::SqliteFile(path) => {
                let url = format!("sqlite:{}?mode=rwc", path.display());
                let mut connection = SqliteConnection::connect(&url).await.map_err(|error| error.to_string())?;
                let $connection = &mut connection;
                $body
            }
            Client::Sqlite($connection) => $body,
            Client::Postgres($connection) => $body,
            Client::MySql($connection) => $body,
        }
    };
}

impl Client {
    /// Connects to a database.
    ///
    /// # Errors
    ///
    /// What the driver says.
    pub async fn connect(engine: Engine, url: &str) -> Result<Self, String> {
        let connected = match engine {
            Engine::Postgres => PgConnection::connect(url).await.map(Self::Postgres),
            Engine::MySql => MySqlConnection::connect(url).await.map(Self::MySql),
            Engine::Sqlite => SqliteConnection::connect(url).await.map(Self::Sqlite),
        };
        connected.map_err(|error| format!("{url}: {error}"))
    }

    /// Runs one or more statements.
    ///
    /// # Errors
    ///
    /// What the database says, and the statements.
    pub async fn execute(&mut self, sql: &str) -> Result<(), String> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let done = on!(self, |connection| connection.execute(query).await.map(drop));
        done.map_err(|error| format!("{error}\n{sql}"))
    }

    /// Returns rows as the texts that the database writes them in.
    ///
    /// # Errors
    ///
    /// What the database says, and the query.
    pub async fn query(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, String> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let rows = on!(self, |connection| {
            let rows = connection.fetch_all(query).await.map_err(|error| format!("{error}\n{sql}"))?;
            let texts = rows.iter().map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at)).collect());
            texts.collect::<Result<Vec<Vec<Option<String>>>, _>>()
        });
        rows.map_err(|error| format!("{error}\n{sql}"))
    }
}
