//! Looks up entities, named types and fields by name.

use std::collections::BTreeMap;

use crate::draft::{Drafts, EntityDraft, Text, ValueDraft};
use crate::resolve::lookup::{Fields, advise};

/// The drafts that names are looked up in.
pub(in crate::resolve) struct Definitions<'a> {
    pub(in crate::resolve) drafts: &'a Drafts,
    /// Whether these are all; if not, a name that is not found is believed.
    pub(in crate::resolve) complete: bool,
    /// The first of each name, by their positions.
    entities: BTreeMap<&'a str, usize>,
    values: BTreeMap<&'a str, usize>,
}

impl<'a> Definitions<'a> {
    pub(in crate::resolve) fn new(drafts: &'a Drafts, complete: bool) -> Self {
        Self {
            drafts,
            complete,
            entities: first_of(drafts.entities.iter().map(|entity| &entity.name)),
            values: first_of(drafts.values.iter().map(|value| &value.name)),
        }
    }

    pub(in crate::resolve) fn entity(&self, name: &str) -> Option<&'a EntityDraft> {
        self.drafts.entities.get(self.position(name)?)
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.entities.get(name).copied()
    }

    pub(in crate::resolve) fn value(&self, name: &str) -> Option<&'a ValueDraft> {
        self.drafts.values.get(*self.values.get(name)?)
    }

    /// Returns advice for an entity that is not there.
    pub(in crate::resolve) fn entity_help(&self, name: &Text) -> String {
        let names = || self.drafts.entities.iter().map(|entity| entity.name.value.as_str());
        advise(&name.value, names().collect(), "entities")
    }
}

/// The drafts and the resolved fields of every entity.
pub(in crate::resolve) struct Known<'a> {
    pub(in crate::resolve) definitions: &'a Definitions<'a>,
    /// In the order of the drafts.
    pub(in crate::resolve) fields: &'a [Fields],
}

impl Known<'_> {
    /// Returns the fields of the entity called `name`.
    pub(in crate::resolve) fn fields(&self, name: &str) -> Option<&Fields> {
        self.fields.get(self.definitions.position(name)?)
    }
}

/// Returns whether the primary key has several columns beside the tenant, which have the types of any column.
pub(in crate::resolve) fn has_several_keys(entity: &EntityDraft) -> bool {
    entity.fields.iter().filter(|field| field.primary.is_some() && field.tenant.is_none()).nth(1).is_some()
}

fn first_of<'a>(names: impl Iterator<Item = &'a Text>) -> BTreeMap<&'a str, usize> {
    let mut first = BTreeMap::new();
    for (position, name) in names.enumerate() {
        first.entry(name.value.as_str()).or_insert(position);
    }
    first
}
