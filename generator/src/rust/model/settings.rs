//! Settings of the generated files that the schema does not contain.

use larder_format::plan::Table;

/// What the generated files must know beside the schema.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Path of the migrations folder from the models folder, with `/`: `../../../../migrations`.
    pub migrations: String,
    /// Names of the migration folders, oldest first.
    pub migration_ids: Vec<String>,
    /// The tables as the migrations leave them, with their stored constraint names; computed from the schema when
    /// empty.
    pub tables: Vec<Table>,
    /// The last of the migrations, `id@hash`, as a later one would name it among its parents.
    pub head: Option<String>,
    /// The types that the user writes; no file is written for them.
    pub derived: Derived,
}

/// Types in the user's sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    pub entities: Vec<DerivedEntity>,
    pub values: Vec<DerivedValue>,
    /// Whether one of them is less than `pub`: what is generated names it in signatures that are.
    pub restricted: bool,
}

/// An entity whose struct stands in the user's sources, with everything that the derive makes beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedEntity {
    pub name: String,
    /// Path of the module that holds the struct: `crate::domain::user`.
    pub module: String,
    /// Entities whose keys the struct holds without a type of their own.
    pub bare: Vec<String>,
    /// The number of [`crate::ir::shape`] that the derive sees, which knows no other entity.
    pub shape: u64,
}

/// An enum, a newtype or a struct kept as JSON that stands in the user's sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedValue {
    pub name: String,
    /// Path of the module that holds it: `crate::domain::user`.
    pub module: String,
    /// The number of its definition, where the store can name it.
    pub shape: Option<u64>,
}

impl Settings {
    /// Says where migrations lie, seen from the models; both folders are given from the project's root.
    #[must_use]
    pub fn new(models: &str, migrations: &str, migration_ids: Vec<String>) -> Self {
        Self { migrations: way(models, migrations), migration_ids, ..Self::default() }
    }

    /// Returns where the struct of `entity` stands, if it is the user's.
    pub(in crate::rust) fn derived_of(&self, entity: &str) -> Option<&DerivedEntity> {
        self.derived.entities.iter().find(|derived| derived.name == entity)
    }

    /// Returns whether the type of this name is the user's.
    pub(in crate::rust) fn is_derived_value(&self, name: &str) -> bool {
        self.derived.values.iter().any(|value| value.name == name)
    }

    /// Returns the entities whose own key has no type, since their structs hold it as it is.
    pub(in crate::rust) fn bare_keys(&self) -> Vec<String> {
        let own = self.derived.entities.iter().filter(|derived| derived.bare.contains(&derived.name));
        own.map(|derived| derived.name.clone()).collect()
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
