//! Partitions in the words of the plan.

use larder_format::plan::{Partition, PartitionLayout, Period};

use crate::ir;

/// Returns how the table of an entity is laid out; what the application does as time passes is not the plan's.
pub(super) fn of(entity: &ir::Entity, said: &ir::Partition) -> Partition {
    let layout = match said.layout {
        ir::PartitionLayout::Range(ranges) => PartitionLayout::Range(match ranges.every {
            ir::Period::Day => Period::Day,
            ir::Period::Week => Period::Week,
            ir::Period::Month => Period::Month,
            ir::Period::Year => Period::Year,
        }),
        ir::PartitionLayout::Hash(parts) => PartitionLayout::Hash(parts),
    };
    Partition { by: entity.field(said.by).column().to_owned(), layout }
}
