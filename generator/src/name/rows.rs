//! What the rows of an entity are called in the code, apart from their table.

use super::{is_snake, is_unusable, snake};

/// Methods of the store and its scopes, beside which every table and every aggregate of a tenant has one.
pub(crate) const STORE_METHODS: &[&str] = &[
    "across_tenants",
    "begin",
    "cache",
    "close",
    "db",
    "health",
    "migrator",
    "migrator_for",
    "on",
    "on_primary",
    "open",
    "replica_reads",
    "replica_reads_since",
    "session",
    "stats",
    "tenant",
    "tenant_id",
    "transaction",
    "within",
];

/// Returns the name of an entity's rows: the table's, unless Rust or the store cannot call them so; then the entity's
/// in the plural, so that table `PlaylistTrack` has `playlist_tracks`.
pub(crate) fn rows(entity: &str, table: &str) -> String {
    let is_usable = is_snake(table) && !is_unusable(table) && !STORE_METHODS.contains(&table);
    if is_usable { table.to_owned() } else { plural(&snake(entity)) }
}

fn plural(noun: &str) -> String {
    let stem = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if hisses => format!("{noun}es"),
        None => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn rows_are_called_as_their_table_where_that_can_be() {
        for (entity, table, name) in [
            ("User", "people", "people"),
            ("PlaylistTrack", "PlaylistTrack", "playlist_tracks"),
            ("Category", "Category", "categories"),
            ("Day", "Day", "days"),
            ("Address", "addresses of people", "addresses"),
            ("Session", "session", "sessions"),
            ("Trunk", "crate", "trunks"),
            ("Log", "_log", "logs"),
        ] {
            assert_eq!(rows(entity, table), name);
        }
    }
}
