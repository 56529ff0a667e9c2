//! What maintaining partitions did.

use super::PartitionedTable;

/// What a call that maintains partitions found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartitionReport {
    /// Every table with partitions for periods; none on a database that has no partitions.
    pub tables: Vec<TablePartitions>,
}

/// What was found and done in one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TablePartitions {
    /// The table.
    pub table: String,
    /// Rows that were found in the partition for all later times, counted up to a thousand. Partitions are made ahead
    /// of rows, so that there are some only if nobody called for long, or a row is of a time far ahead.
    pub later_rows: u64,
    /// Partitions that are new.
    pub made: Vec<String>,
    /// The partition that the rows found in that for all later times are in now.
    pub closed: Option<String>,
    /// Partitions that were too old: tables of their own now.
    pub detached: Vec<String>,
    /// Partitions that were too old and are gone with their rows.
    pub dropped: Vec<String>,
}

impl PartitionReport {
    /// Returns whether nothing was to do.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.tables.iter().all(|table| {
            table.made.is_empty() && table.closed.is_none() && table.detached.is_empty() && table.dropped.is_empty()
        })
    }

    /// Returns what is said of a table.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TablePartitions> {
        self.tables.iter().find(|table| table.table == name)
    }

    pub(super) fn of(&mut self, table: &PartitionedTable) -> &mut TablePartitions {
        let at = self.tables.iter().position(|told| told.table == table.table).unwrap_or_else(|| {
            self.tables.push(TablePartitions { table: table.table.to_owned(), ..TablePartitions::default() });
            self.tables.len() - 1
        });
        &mut self.tables[at]
    }
}
