//! PostgreSQL's catalogue and statistics.

use super::{LockWaits, ServerStatement, TableSize, View, statement, whole};
use crate::error::Result;
use crate::handle::Executor;
use crate::statement::Sql;
use crate::value::Row;

static SIZE: Sql = Sql::same("", "inspect_size", "SELECT pg_database_size(current_database())");

static DEADLOCKS: Sql =
    Sql::same("", "inspect_deadlocks", "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");

static TABLES: Sql = Sql::same(
    "",
    "inspect_tables",
    "SELECT c.relname::text, pg_table_size(c.oid), pg_indexes_size(c.oid), c.reltuples::bigint \
     FROM pg_class AS c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace ORDER BY 1",
);

static WAITS: Sql = Sql::same(
    "",
    "inspect_lock_waits",
    "SELECT count(*), max(extract(epoch FROM clock_timestamp() - state_change))::float8 FROM pg_stat_activity \
     WHERE wait_event_type = 'Lock' AND datname = current_database()",
);

static SLOW: Sql = Sql::same(
    "",
    "inspect_slow",
    "SELECT left(query, 500), calls, total_exec_time / 1000, mean_exec_time / 1000, rows FROM pg_stat_statements \
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) \
     ORDER BY total_exec_time DESC LIMIT 20",
);

pub(super) async fn figures(at: Executor<'_>) -> Result<[View<u64>; 2]> {
    let size = at.one(&SIZE, &[], |row| whole(row, 0)).await;
    let deadlocks = at.one(&DEADLOCKS, &[], |row| whole(row, 0)).await;
    Ok([
        View::of(size, "CONNECT on the database, or pg_read_all_stats", "pg_database_size is missing")?,
        View::of(deadlocks, "SELECT on pg_stat_database", "pg_stat_database is missing")?,
    ])
}

pub(super) async fn tables(at: Executor<'_>) -> Result<View<Vec<TableSize>>> {
    let table = |row: &Row| {
        // Below zero where the table was never analyzed.
        let rows = row.get::<i64>(3)?;
        Ok(TableSize {
            table: row.get(0)?,
            table_bytes: whole(row, 1)?,
            index_bytes: whole(row, 2)?,
            rows_estimate: u64::try_from(rows).ok(),
        })
    };
    View::of(at.all(&TABLES, &[], table).await, "SELECT on pg_class", "pg_class is missing")
}

pub(super) async fn waits(at: Executor<'_>) -> Result<View<LockWaits>> {
    let waits = |row: &Row| Ok(LockWaits { waiting: whole(row, 0)?, longest_seconds: row.get(1)? });
    View::of(at.one(&WAITS, &[], waits).await, "pg_read_all_stats", "pg_stat_activity is missing")
}

pub(super) async fn slow(at: Executor<'_>) -> Result<View<Vec<ServerStatement>>> {
    let missing = "set shared_preload_libraries = 'pg_stat_statements' and run CREATE EXTENSION pg_stat_statements";
    View::of(at.all(&SLOW, &[], statement).await, "pg_read_all_stats", missing)
}
