//! The partitions that a table has, and what follows from them.

use chrono::{DateTime, Utc};
use larder_format::Dialect;

use super::PartitionedTable;
use crate::error::Result;
use crate::migrate::connection::{MigratorConnection, TextRow, quoted};
use crate::migrate::report::failure::{database, refuse};

/// The time that maintenance goes by, in microseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsOf(pub(super) i64);

/// A partition and its ends; `None` is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowPartition {
    pub(super) name: String,
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
}

/// All partitions of a table, the earliest first.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) parts: Vec<RowPartition>,
}

/// Rows that are counted in the last partition.
const COUNTED: u32 = 1000;

impl AsOf {
    /// Returns the given time, or that of the server, whose clock all instances share.
    pub(super) async fn of(connection: &mut MigratorConnection, at: Option<DateTime<Utc>>) -> Result<Self> {
        if let Some(at) = at {
            return Ok(Self(at.timestamp_micros()));
        }
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
        let rows = connection.rows(sql, &[]).await.map_err(|error| database("asking for the time", error))?;
        let row = rows.first().ok_or_else(|| refuse("the server tells no time"))?;
        row.int(0).map(Self).map_err(|error| database("asking for the time", error))
    }
}

impl Layout {
    /// Reads the catalogue.
    pub(super) async fn read(connection: &mut MigratorConnection, table: &PartitionedTable) -> Result<Self> {
        let failed = |error| database(format!("reading the partitions of {}", table.table), error);
        let [from, to] =
            ["b.ends[1]", "b.ends[2]"].map(|end| table.time.moment(&format!("trim(BOTH '''' FROM {end})")));
        // A value would come in a message of its own, before which a pooler may change the session.
        let name = Dialect::Postgres.text_literal(table.table);
        let sql = format!(
            "SELECT c.relname::text, CASE WHEN b.ends[1] <> 'MINVALUE' THEN {from} END,
                CASE WHEN b.ends[2] <> 'MAXVALUE' THEN {to} END
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                CROSS JOIN LATERAL (SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid),
                    'FROM \\((.*)\\) TO \\((.*)\\)') AS ends) b
            WHERE i.inhparent = to_regclass(quote_ident({name})) AND b.ends IS NOT NULL"
        );
        let rows = connection.rows(&sql, &[]).await.map_err(failed)?;
        let part = |row: &TextRow| {
            let end = |index| Ok::<_, sqlx::Error>(row.text(index)?.and_then(|text| text.parse().ok()));
            Ok(RowPartition { name: row.text(0)?.unwrap_or_default(), from: end(1)?, to: end(2)? })
        };
        let mut parts: Vec<RowPartition> = rows.iter().map(part).collect::<sqlx::Result<_>>().map_err(failed)?;
        if parts.is_empty() {
            return Err(refuse(format!(
                "`{}` has no partitions for periods of time; apply the migrations first",
                table.table
            )));
        }
        parts.sort_by_key(|part| (part.from, part.to.is_none(), part.to));
        Ok(Self { parts })
    }

    /// Returns the partition that is open to the future.
    pub(super) fn later(&self) -> Option<&RowPartition> {
        self.parts.last().filter(|part| part.to.is_none())
    }

    /// Returns whether partitions that are to be ahead are not there.
    pub(super) fn is_to_divide(&self, table: &PartitionedTable, moment: AsOf) -> bool {
        let target = table.target(moment);
        self.later().is_none_or(|later| later.from.is_none_or(|from| from < target))
    }

    /// Returns the partitions that are too old, which are the first ones.
    pub(super) fn expired(&self, table: &PartitionedTable, moment: AsOf) -> &[RowPartition] {
        let Some(keep) = table.keep else { return &[] };
        let cutoff = table.every.back(moment.0, keep);
        let count = self.parts.iter().take_while(|part| part.to.is_some_and(|to| to <= cutoff)).count();
        &self.parts[..count]
    }

    /// Returns whether a partition is too old; the first one, without rows, is only the place of what comes late.
    pub(super) async fn is_to_expire(
        &self,
        connection: &mut MigratorConnection,
        table: &PartitionedTable,
        moment: AsOf,
    ) -> Result<bool> {
        match self.expired(table, moment) {
            [] => Ok(false),
            [first] if first.from.is_none() => first.has_rows(connection).await,
            _ => Ok(true),
        }
    }

    /// Counts the rows that came before a partition was made for them, up to a thousand.
    pub(super) async fn later_rows(
        &self,
        connection: &mut MigratorConnection,
        table: &PartitionedTable,
    ) -> Result<u64> {
        let Some(later) = self.later() else { return Ok(0) };
        let name = quoted(&later.name, Dialect::Postgres);
        let sql = format!("SELECT count(*) FROM (SELECT FROM {name} LIMIT {COUNTED}) AS counted");
        let failed = |error| database(format!("counting the latest rows of {}", table.table), error);
        let rows = connection.rows(&sql, &[]).await.map_err(failed)?;
        let count = rows.first().map_or(Ok(0), |row| row.int(0)).map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

impl RowPartition {
    pub(super) fn quoted(&self) -> String {
        quoted(&self.name, Dialect::Postgres)
    }

    pub(super) async fn has_rows(&self, connection: &mut MigratorConnection) -> Result<bool> {
        let sql = format!("SELECT 1 AS one FROM {} LIMIT 1", self.quoted());
        connection.has_row(&sql).await.map_err(|error| database(format!("looking into {}", self.name), error))
    }
}

impl PartitionedTable {
    /// Returns where the partition for all later times is to begin.
    pub(super) fn target(&self, moment: AsOf) -> i64 {
        self.every.ahead(moment.0, self.ahead + 1)
    }

    pub(super) fn quoted(&self) -> String {
        quoted(self.table, Dialect::Postgres)
    }

    pub(super) fn column(&self) -> String {
        quoted(self.column, Dialect::Postgres)
    }

    /// Returns the condition of rows between a beginning and an end.
    pub(super) fn condition(&self, from: Option<i64>, end: i64) -> String {
        let column = self.column();
        let least = from.map(|from| format!("{column} >= {} AND ", self.time.literal(from)));
        format!("{}{column} < {}", least.unwrap_or_default(), self.time.literal(end))
    }

    /// Returns the bounds of a partition as SQL says them.
    pub(super) fn bounds(&self, from: Option<i64>, to: Option<i64>) -> String {
        let from = from.map_or_else(|| "MINVALUE".to_owned(), |from| self.time.literal(from));
        let to = to.map_or_else(|| "MAXVALUE".to_owned(), |to| self.time.literal(to));
        format!("FROM ({from}) TO ({to})")
    }
}
