//! The rows of a database as text, to see that none is lost.

#[expect(clippy::disallowed_types, reason = "names of tables come from the catalogue of the test's own database")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, MySqlConnection, PgConnection, Row as _, SqliteConnection};

use crate::engine::Engine;

const POSTGRES: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name NOT LIKE 'larder%' ORDER BY 1, 2";
const MYSQL: &str = "SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = database() AND table_name NOT LIKE 'larder%' ORDER BY 1, 2";
const SQLITE: &str = "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'larder%' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '%\\_search%' ESCAPE '\\'
    ORDER BY 1, 2";

/// Returns every row with the names of its columns, sorted; the columns in the order of their names.
pub(super) async fn dump(engine: Engine, url: &str) -> sqlx::Result<Vec<String>> {
    let mut lines = Vec::new();
    for (table, columns) in tables(engine, url).await? {
        let values: Vec<_> = columns.iter().map(|column| value(engine, column)).collect();
        let name = if engine == Engine::MySql { format!("`{table}`") } else { format!("\"{table}\"") };
        let sql = match engine {
            Engine::MySql => format!("SELECT concat('{table}', {}) FROM {name}", values.join(", ")),
            _ => format!("SELECT '{table}' || {} FROM {name}", values.join(" || ")),
        };
        lines.extend(texts(engine, url, sql).await?);
    }
    lines.sort();
    Ok(lines)
}

fn value(engine: Engine, column: &str) -> String {
    match engine {
        Engine::Postgres => format!("' {column}=' || coalesce(\"{column}\"::text, 'null')"),
        Engine::MySql => format!("' {column}=', coalesce(CAST(`{column}` AS CHAR), 'null')"),
        Engine::Sqlite => format!("' {column}=' || quote(\"{column}\")"),
    }
}

async fn tables(engine: Engine, url: &str) -> sqlx::Result<Vec<(String, Vec<String>)>> {
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    let pairs: Vec<(String, String)> = match engine {
        Engine::Postgres => {
            let rows = sqlx::query(POSTGRES).fetch_all(&mut PgConnection::connect(url).await?).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<sqlx::Result<_>>()?
        }
        Engine::MySql => {
            let rows = sqlx::query(MYSQL).fetch_all(&mut MySqlConnection::connect(url).await?).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<sqlx::Result<_>>()?
        }
        Engine::Sqlite => {
            let rows = sqlx::query(SQLITE).fetch_all(&mut SqliteConnection::connect(url).await?).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<sqlx::Result<_>>()?
        }
    };
    for (table, column) in pairs {
        match tables.last_mut().filter(|(name, _)| *name == table) {
            Some((_, columns)) => columns.push(column),
            None => tables.push((table, vec![column])),
        }
    }
    Ok(tables)
}

/// Returns the first column of every row.
pub(super) async fn texts(engine: Engine, url: &str, sql: String) -> sqlx::Result<Vec<String>> {
    let sql = AssertSqlSafe(sql);
    match engine {
        Engine::Postgres => sqlx::query_scalar(sql).fetch_all(&mut PgConnection::connect(url).await?).await,
        Engine::MySql => sqlx::query_scalar(sql).fetch_all(&mut MySqlConnection::connect(url).await?).await,
        Engine::Sqlite => sqlx::query_scalar(sql).fetch_all(&mut SqliteConnection::connect(url).await?).await,
    }
}

/// Runs a statement of the tests.
pub(super) async fn execute(engine: Engine, url: &str, sql: &'static str) -> sqlx::Result<()> {
    match engine {
        Engine::Postgres => sqlx::raw_sql(sql).execute(&mut PgConnection::connect(url).await?).await.map(drop),
        Engine::MySql => sqlx::raw_sql(sql).execute(&mut MySqlConnection::connect(url).await?).await.map(drop),
        Engine::Sqlite => sqlx::raw_sql(sql).execute(&mut SqliteConnection::connect(url).await?).await.map(drop),
    }
}
