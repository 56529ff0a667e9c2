//! The schemas in which MySQL and MariaDB tell of themselves.

use super::{LockWaits, ServerStatement, TableSize, View, statement, whole};
use crate::error::Result;
use crate::handle::Executor;
use crate::statement::Sql;
use crate::value::Row;

static SIZE: Sql = Sql::same(
    "",
    "inspect_size",
    "SELECT CAST(COALESCE(SUM(data_length + index_length), 0) AS SIGNED) FROM information_schema.tables \
     WHERE table_schema = DATABASE()",
);

static TABLES: Sql = Sql::same(
    "",
    "inspect_tables",
    "SELECT CAST(table_name AS CHAR(100)), CAST(COALESCE(data_length, 0) AS SIGNED), \
     CAST(COALESCE(index_length, 0) AS SIGNED), CAST(table_rows AS SIGNED) FROM information_schema.tables \
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1",
);

/// Anybody may ask this.
static STATUS: Sql = Sql::same(
    "",
    "inspect_status",
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Innodb_row_lock_current_waits', 'Innodb_deadlocks')",
);

static DEADLOCKS: Sql = Sql::same(
    "",
    "inspect_deadlocks",
    "SELECT CAST(`count` AS SIGNED) FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'",
);

static SLOW: Sql = Sql::same(
    "",
    "inspect_slow",
    "SELECT CAST(LEFT(COALESCE(digest_text, ''), 500) AS CHAR(500)), CAST(count_star AS SIGNED), \
     CAST(sum_timer_wait / 1e12 AS DOUBLE), CAST(avg_timer_wait / 1e12 AS DOUBLE), \
     CAST(sum_rows_sent + sum_rows_affected AS SIGNED) FROM performance_schema.events_statements_summary_by_digest \
     WHERE schema_name = DATABASE() ORDER BY sum_timer_wait DESC LIMIT 20",
);

static RECORDS: Sql = Sql::same("", "inspect_records", "SELECT CAST(@@performance_schema AS SIGNED)");

const NO_RECORD: &str = "start the server with performance_schema = ON";

async fn status(at: Executor<'_>, name: &str) -> Result<Option<u64>> {
    let pair = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let found = at.all(&STATUS, &[], pair).await?;
    let value = found.iter().find(|(variable, _)| variable == name).map(|(_, value)| value);
    Ok(value.and_then(|value| value.parse().ok()))
}

pub(super) async fn figures(at: Executor<'_>) -> Result<[View<u64>; 2]> {
    let size = at.one(&SIZE, &[], |row| whole(row, 0)).await;
    let size = View::of(size, "any right on the tables", "information_schema is missing")?;
    // MariaDB counts them for everybody.
    let deadlocks = match status(at, "Innodb_deadlocks").await? {
        Some(deadlocks) => View::Known(deadlocks),
        None => {
            let asked = at.optional(&DEADLOCKS, &[], |row| whole(row, 0)).await;
            match View::of(asked, "PROCESS", "information_schema.innodb_metrics is missing")? {
                View::Known(Some(deadlocks)) => View::Known(deadlocks),
                View::Known(None) => View::NotKept("the counter lock_deadlocks is missing"),
                View::NotPermitted(right) => View::NotPermitted(right),
                View::NotKept(why) => View::NotKept(why),
            }
        }
    };
    Ok([size, deadlocks])
}

pub(super) async fn tables(at: Executor<'_>) -> Result<View<Vec<TableSize>>> {
    let table = |row: &Row| {
        Ok(TableSize {
            table: row.get(0)?,
            table_bytes: whole(row, 1)?,
            index_bytes: whole(row, 2)?,
            rows_estimate: row.get::<Option<i64>>(3)?.and_then(|rows| u64::try_from(rows).ok()),
        })
    };
    View::of(at.all(&TABLES, &[], table).await, "any right on the tables", "information_schema is missing")
}

pub(super) async fn waits(at: Executor<'_>) -> Result<View<LockWaits>> {
    Ok(match status(at, "Innodb_row_lock_current_waits").await? {
        Some(waiting) => View::Known(LockWaits { waiting, longest_seconds: None }),
        None => View::NotKept("the server does not count waits for row locks"),
    })
}

pub(super) async fn slow(at: Executor<'_>) -> Result<View<Vec<ServerStatement>>> {
    if at.one(&RECORDS, &[], |row| row.get::<i64>(0)).await? == 0 {
        return Ok(View::NotKept(NO_RECORD));
    }
    View::of(at.all(&SLOW, &[], statement).await, "SELECT on performance_schema", NO_RECORD)
}
