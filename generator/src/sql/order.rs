//! The order in which tables can be made.

use larder_format::plan::Table;

use super::Problem;

/// Returns the tables with every parent before its children, otherwise in the order given.
///
/// # Errors
///
/// Tables refer to each other in a circle.
pub(super) fn parents_first(mut waiting: Vec<Table>) -> Result<Vec<Table>, Problem> {
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let Some(position) = ready(&waiting) else {
            let names: Vec<_> = waiting.iter().map(|table| format!("`{}`", table.name)).collect();
            let message = format!("tables {} refer to each other in a circle", names.join(", "));
            return Err(Problem::new("M0302", message).help("take one of the references out"));
        };
        ordered.push(waiting.remove(position));
    }
    Ok(ordered)
}

/// Returns the tables with every parent before its children where no circle stands in the way.
pub(super) fn parents_first_as_far(mut waiting: Vec<Table>) -> Vec<Table> {
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
