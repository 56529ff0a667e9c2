//! Tables in the order in which a reader understands them.

use larder_format::catalogue::LiveTable;

/// Returns the tables by name, but each behind those that it refers to where that can be.
pub(super) fn parents_first(tables: &[LiveTable]) -> Vec<&LiveTable> {
    let mut ordered: Vec<&LiveTable> = Vec::new();
    let mut waiting: Vec<&LiveTable> = tables.iter().collect();
    while !waiting.is_empty() {
        let is_ready = |table: &&LiveTable| {
            table.references.iter().all(|reference| {
                reference.parent == table.name || !waiting.iter().any(|other| other.name == reference.parent)
            })
        };
        // In a circle one has to be first.
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}
