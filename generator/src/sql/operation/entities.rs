//! Looks up the entities of a schema by name.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::is_composite;
use crate::ir;

/// The entities of a schema, to be looked up by each other.
pub(super) struct Entities<'a> {
    by_name: BTreeMap<&'a str, &'a ir::Entity>,
    /// Those that a composite foreign key refers to.
    composite: BTreeSet<&'a str>,
    /// The fields that keys begin with, by the names of their entities.
    scaled: &'a BTreeMap<String, ir::FieldId>,
}

impl<'a> Entities<'a> {
    pub(super) fn of(schema: &'a ir::Schema) -> Self {
        let mut by_name = BTreeMap::new();
        for entity in &schema.entities {
            by_name.entry(entity.name.as_str()).or_insert(entity);
        }
        let relations = schema.with_tables().flat_map(|child| child.relations.iter().map(move |one| (child, one)));
        let referred = relations.filter_map(|(child, relation)| {
            let parent = *by_name.get(relation.parent.as_str())?;
            (is_composite(parent, child, relation) && relation.is_to_key()).then_some(parent.name.as_str())
        });
        let composite = referred.collect();
        Self { by_name, composite, scaled: &schema.scaled }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a ir::Entity> {
        self.by_name.get(name).copied()
    }

    /// Returns the column that the keys of an entity begin with, where its tables are ready to be spread by tenants.
    pub(super) fn tenant_column<'e>(&self, entity: &'e ir::Entity) -> Option<&'e str> {
        self.scaled.get(&entity.name).map(|tenant| entity.field(*tenant).column())
    }

    /// Tells whether a foreign key refers to the entity by tenant and key together.
    pub(super) fn is_composite_parent(&self, entity: &ir::Entity) -> bool {
        self.composite.contains(entity.name.as_str())
    }
}
