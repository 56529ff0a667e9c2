//! A connection to either kind of server.

#[expect(clippy::disallowed_types, reason = "the only text put into a statement is a number or a name made here")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection, Executor, MySqlConnection, PgConnection};

use super::Result;

/// A connection of either kind of server.
pub(super) enum Client {
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

impl Client {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        Ok(if url.starts_with("postgres") {
            Self::Postgres(PgConnection::connect(url).await?)
        } else {
            Self::MySql(MySqlConnection::connect(url).await?)
        })
    }

    pub(super) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Creates a database beside the one that `server` names, and returns its URL.
    pub(super) async fn create_database(server: &str, name: &str) -> Result<String> {
        let (address, _) = server.rsplit_once('/').ok_or("the URL names no database")?;
        Self::connect(server).await?.run(&format!("CREATE DATABASE {name}")).await?;
        Ok(format!("{address}/{name}"))
    }

    pub(super) async fn drop_database(server: &str, name: &str) -> Result<()> {
        let mut client = Self::connect(server).await?;
        let force = if client.is_postgres() { " WITH (FORCE)" } else { "" };
        client.run(&format!("DROP DATABASE {name}{force}")).await
    }

    pub(super) async fn run(&mut self, sql: &str) -> Result<()> {
        let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Postgres(connection) => connection.execute(statement).await.map(drop)?,
            Self::MySql(connection) => connection.execute(statement).await.map(drop)?,
        }
        Ok(())
    }

    /// Inserts a thousand customers and `rows` events that belong to them.
    pub(super) async fn fill(&mut self, rows: u64) -> Result<()> {
        let (customers, events) = if self.is_postgres() {
            (
                "INSERT INTO customers (id, name) SELECT lpad(to_hex(n), 32, '0')::uuid, 'c' FROM generate_series(0, 999) n"
                    .to_owned(),
                format!(
                    "INSERT INTO events (kind, amount, made_at, owner_id) SELECT 'kind ' || n % 50, n % 1000, \
                     CURRENT_TIMESTAMP - n * interval '1 second', lpad(to_hex(n % 1000), 32, '0')::uuid \
                     FROM generate_series(1, {rows}) n"
                ),
            )
        } else {
            let numbers = "WITH RECURSIVE digits (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM digits WHERE d < 999)";
            let number = "a.d * 1000000 + b.d * 1000 + c.d";
            (
                format!(
                    "INSERT INTO customers (id, name) {numbers} SELECT UNHEX(LPAD(HEX(d), 32, '0')), 'c' FROM digits"
                ),
                format!(
                    "INSERT INTO events (kind, amount, made_at, owner_id) {numbers} SELECT CONCAT('kind ', c.d % 50), c.d, \
                     UTC_TIMESTAMP(6) - INTERVAL b.d SECOND, UNHEX(LPAD(HEX(c.d), 32, '0')) \
                     FROM digits a JOIN digits b JOIN digits c WHERE a.d < {} AND {number} < {rows}",
                    rows.div_ceil(1_000_000)
                ),
            )
        };
        self.run(&customers).await?;
        self.run(&events).await?;
        self.run(if self.is_postgres() { "ANALYZE events" } else { "ANALYZE TABLE events" }).await
    }
}
