//! The order in which tables can be made.

use larder_format::plan::Table;

/// Returns the tables with every parent before its children where no circle stands in the way.
pub(in crate::sql) fn parents_first_as_far(mut waiting: Vec<Table>) -> Vec<Table> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        ordered.push(waiting.remove(ready(&waiting).unwrap_or(0)));
    }
    ordered
}

/// Returns the first table whose parents are not among those that wait.
fn ready(waiting: &[Table]) -> Option<usize> {
    waiting.iter().position(|table| {
        let mut parents = table.foreign_keys.iter().map(|key| &key.parent).filter(|parent| **parent != table.name);
        !parents.any(|parent| waiting.iter().any(|other| other.name == *parent))
    })
}
