//! Walks a table along a key, in ranges.

use larder_format::Dialect;
use larder_format::object::ObjectKind;
use larder_format::plan::Probe;

use crate::error::Result;
use crate::migrate::catalogue::probe;
use crate::migrate::connection::{MigratorConnection, Value, catalogue_name, quoted, quoted_table};
use crate::migrate::dialect;
use crate::migrate::report::failure::{database, refuse};

/// Up to here rows are counted, beyond that the server's estimate is as good.
const COUNTED: u64 = 1_000_000;

/// A column by whose values a table is walked.
pub(super) struct WalkKey {
    dialect: Dialect,
    pub(super) table: String,
    pub(super) column: String,
    /// An expression over a row that gives its key as a literal of SQL, so that ranges can stand in any statement.
    pub(super) literal: String,
    /// Whether rows can be locked on the way: Citus locks none of several servers at once.
    pub(super) locks: bool,
}

/// Returns whether the rows of a table are on several servers.
async fn is_spread(work: &mut MigratorConnection, table: &str) -> sqlx::Result<bool> {
    let has_citus =
        work.dialect() == Dialect::Postgres && probe::has_object(work, ObjectKind::Extension, "citus").await?;
    Ok(has_citus && probe::holds(work, &Probe::Spread(table.to_owned())).await?)
}

impl WalkKey {
    pub(super) async fn find(work: &mut MigratorConnection, table: &str, column: &str) -> Result<Self> {
        let dialect = work.dialect();
        let ty = column_type(work, dialect, table, column).await?;
        let ty =
            ty.ok_or_else(|| refuse(format!("there is no column {table}.{column} to iterate over the table by")))?;
        let name = quoted(column, dialect);
        let literal = (dialect::sql(dialect).key_literal)(&name, &ty);
        let spread = is_spread(work, table).await;
        let is_spread = spread.map_err(|error| database(format!("asking where {table} is"), error))?;
        let locks = dialect != Dialect::Sqlite && !is_spread;
        Ok(Self { dialect, table: quoted_table(table, dialect), column: name, literal, locks })
    }

    /// Returns the condition of a range, to stand behind another; both ends are literals that the database made.
    pub(super) fn range(&self, after: Option<&str>, end: Option<&str>) -> String {
        let column = &self.column;
        let after = after.map(|after| format!(" AND {column} > {after}")).unwrap_or_default();
        let end = end.map(|end| format!(" AND {column} <= {end}")).unwrap_or_default();
        // On a line of its own, since a comment may end the statement.
        format!("\n{after}{end}")
    }

    /// Returns the key that ends a range of so many rows; `None` when there are fewer.
    pub(super) async fn end(
        &self,
        work: &mut MigratorConnection,
        after: Option<&str>,
        rows: u64,
    ) -> Result<Option<String>> {
        let Self { table, column, literal, .. } = self;
        let range = self.range(after, None);
        let sql =
            format!("SELECT {literal} FROM {table} WHERE 1 = 1{range} ORDER BY {column} LIMIT 1 OFFSET {}", rows - 1);
        let failed = |error| database(format!("iterating over {table} by {column}"), error);
        let rows = work.rows(&sql, &[]).await.map_err(failed)?;
        rows.first().map_or(Ok(None), |row| row.text(0)).map_err(failed)
    }

    /// Returns how many rows meet a condition; `None` when they are too many to be counted.
    pub(super) async fn count(&self, work: &mut MigratorConnection, condition: &str) -> Result<Option<u64>> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 AS n FROM {} WHERE {condition} LIMIT {}) AS counted",
            self.table,
            COUNTED + 1
        );
        let failed = |error| database(format!("counting the rows of {}", self.table), error);
        let rows = work.rows(&sql, &[]).await.map_err(failed)?;
        let number = rows.first().map_or(Ok(0), |row| row.int(0)).map_err(failed)?;
        Ok(u64::try_from(number).ok().filter(|number| *number <= COUNTED))
    }

    /// Returns about how many rows the table has.
    pub(super) async fn size(&self, work: &mut MigratorConnection, table: &str) -> Result<Option<u64>> {
        if let Some(exact) = self.count(work, "1 = 1").await? {
            return Ok(Some(exact));
        }
        let Some(sql) = dialect::sql(self.dialect).estimate else { return Ok(None) };
        let failed = |error| database(format!("estimating the rows of {table}"), error);
        let found = catalogue_name(table, self.dialect);
        let rows = work.rows(sql, &[Value::Text(&found)]).await.map_err(failed)?;
        let number = rows.first().map_or(Ok(0), |row| row.int(0)).map_err(failed)?;
        Ok(u64::try_from(number).ok().filter(|number| *number > 0))
    }
}

async fn column_type(
    work: &mut MigratorConnection,
    dialect: Dialect,
    table: &str,
    column: &str,
) -> Result<Option<String>> {
    let sql = dialect::sql(dialect).column_type;
    let failed = |error| database(format!("looking up {table}.{column}"), error);
    let found = catalogue_name(table, dialect);
    let rows = work.rows(sql, &[Value::Text(&found), Value::Text(column)]).await.map_err(failed)?;
    rows.first().map_or(Ok(None), |row| row.text(0)).map_err(failed)
}
