use larder_format::plan::Table;

/// What the generated files must know beside the schema.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Path of the migrations folder from the models folder, with `/`: `../../../../migrations`.
    pub migrations: String,
    /// Names of the migration folders, oldest first.
    pub migration_ids: Vec<String>,
    /// The tables as the migrations leave them, with their stored constraint names; computed from the schema when empty.
    pub tables: Vec<Table>,
}

impl Settings {
    /// Says where migrations lie, seen from the models; both folders are given from the project's root.
    #[must_use]
    pub fn new(models: &str, migrations: &str, migration_ids: Vec<String>) -> Self {
        Self { migrations: way(models, migrations), migration_ids, tables: Vec::new() }
    }
}

/// Returns the way from one folder to another, both relative to the same place.
fn way(from: &str, to: &str) -> String {
    let [from, to] = [from, to].map(|path| path.split('/').collect::<Vec<_>>());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn the_way_goes_up_to_what_is_shared() {
        assert_eq!(way("examples/voicehelper/src/models", "migrations"), "../../../../migrations");
        assert_eq!(way("app/models", "app/migrations"), "../migrations");
    }
}
