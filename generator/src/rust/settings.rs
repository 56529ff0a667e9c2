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
    /// The last of the migrations, `id@hash`, as a later one would name it among its parents.
    pub head: Option<String>,
    /// The entities whose row structs are the user's; no file is written for them.
    pub derived: Vec<Derived>,
}

/// An entity whose struct stands in the user's sources, with everything that the derive makes beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    pub entity: String,
    /// Path of the module that holds the struct: `crate::domain::user`.
    pub module: String,
    /// Entities whose keys the struct holds without a type of their own.
    pub bare: Vec<String>,
    /// The number of [`crate::ir::shape`] that the derive sees, which knows no other entity.
    pub shape: u64,
}

impl Settings {
    /// Says where migrations lie, seen from the models; both folders are given from the project's root.
    #[must_use]
    pub fn new(models: &str, migrations: &str, migration_ids: Vec<String>) -> Self {
        Self { migrations: way(models, migrations), migration_ids, ..Self::default() }
    }

    /// Returns where the struct of `entity` stands, if it is the user's.
    pub(super) fn derived_of(&self, entity: &str) -> Option<&Derived> {
        self.derived.iter().find(|derived| derived.entity == entity)
    }

    /// Returns the entities whose own key has no type, since their structs hold it as it is.
    pub(super) fn bare_keys(&self) -> Vec<String> {
        let own = self.derived.iter().filter(|derived| derived.bare.contains(&derived.entity));
        own.map(|derived| derived.entity.clone()).collect()
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
