//! The pages of an SQLite file.

use super::{TableSize, View, whole};
use crate::error::Result;
use crate::handle::Executor;
use crate::statement::Sql;
use crate::value::Row;

pub(super) const IN_PROCESS: &str = "SQLite keeps none; `statistics` has the waits of this process's writers";

static SIZE: Sql = Sql::same(
    "",
    "inspect_size",
    "SELECT page_count * page_size FROM pragma_page_count() AS pages, pragma_page_size() AS size",
);

/// Reads every page of the file.
static TABLES: Sql = Sql::same(
    "",
    "inspect_tables",
    "SELECT s.tbl_name, SUM(CASE WHEN s.type = 'table' THEN d.pgsize ELSE 0 END), \
     SUM(CASE WHEN s.type = 'index' THEN d.pgsize ELSE 0 END) FROM dbstat AS d \
     JOIN sqlite_schema AS s ON s.name = d.name GROUP BY s.tbl_name ORDER BY s.tbl_name",
);

pub(super) async fn figures(at: Executor<'_>) -> Result<[View<u64>; 2]> {
    let size = at.one(&SIZE, &[], |row| whole(row, 0)).await?;
    Ok([View::Known(size), View::NotKept("SQLite has one writer, so there are no deadlocks")])
}

pub(super) async fn tables(at: Executor<'_>) -> Result<View<Vec<TableSize>>> {
    let table = |row: &Row| {
        Ok(TableSize {
            table: row.get(0)?,
            table_bytes: whole(row, 1)?,
            index_bytes: whole(row, 2)?,
            rows_estimate: None,
        })
    };
    View::of(at.all(&TABLES, &[], table).await, "", "this build of SQLite has no table dbstat")
}
