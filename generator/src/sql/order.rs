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
        let is_ready = |table: &Table| {
            let parents = table.foreign_keys.iter().map(|key| &key.parent).filter(|parent| **parent != table.name);
            !parents.into_iter().any(|parent| waiting.iter().any(|other| other.name == *parent))
        };
        let Some(position) = waiting.iter().position(is_ready) else {
            let names: Vec<_> = waiting.iter().map(|table| format!("`{}`", table.name)).collect();
            let message = format!("tables {} refer to each other in a circle", names.join(", "));
            return Err(Problem::new("M0302", message).help("take one of the references out"));
        };
        ordered.push(waiting.remove(position));
    }
    Ok(ordered)
}
