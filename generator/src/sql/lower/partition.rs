//! Tables that PostgreSQL lays out in partitions.

use larder_format::plan::{Partition, PartitionLayout, Table};

use crate::dialect::Dialect;
use crate::sql::physical::{self, TablePartition, naming};

const DIALECT: Dialect = Dialect::Postgres;

/// Returns the table with a primary key that holds the column of its partitions; `None` where it does so anyway.
///
/// A partition knows of its own rows only, so that PostgreSQL keeps a key that says the partition.
pub(super) fn widened(table: &Table) -> Option<Table> {
    let by = &table.partition.as_ref()?.by;
    let key = &table.primary_key.columns;
    if key.is_empty() || key.contains(by) {
        return None;
    }
    let mut widened = table.clone();
    widened.primary_key.columns.push(by.clone());
    Some(widened)
}

/// Says how the table is laid out, and its first partitions: by hash all of them, for periods one for all times, which
/// the application divides.
pub(super) fn laid_out(source: &Table, partition: &Partition, table: &mut physical::Table) {
    let by = DIALECT.identifier(&partition.by);
    let (method, partitions) = match partition.layout {
        PartitionLayout::Range(_) => {
            let name = DIALECT.identifier(&naming::partition(&source.name));
            ("RANGE", vec![TablePartition { name, bounds: "FROM (MINVALUE) TO (MAXVALUE)".to_owned() }])
        }
        PartitionLayout::Hash(parts) => {
            let part = |remainder| TablePartition {
                name: DIALECT.identifier(&format!("{}_p{remainder}", source.name)),
                bounds: format!("WITH (MODULUS {parts}, REMAINDER {remainder})"),
            };
            ("HASH", (0..parts).map(part).collect())
        }
    };
    table.options = format!("PARTITION BY {method} ({by})");
    table.partitions = partitions;
}
