//! Looks up entities, named types and fields by name.

use std::collections::BTreeMap;

use super::fields::{Fields, advise};
use crate::draft::{Drafts, EntityDraft, Text, ValueDraft};

/// The drafts that names are looked up in.
pub(super) struct Definitions<'a> {
    pub(super) drafts: &'a Drafts,
    /// Whether these are all; if not, a name that is not found is believed.
    pub(super) complete: bool,
    /// The first of each name, by their positions.
    entities: BTreeMap<&'a str, usize>,
    values: BTreeMap<&'a str, usize>,
}

impl<'a> Definitions<'a> {
    pub(super) fn new(drafts: &'a Drafts, complete: bool) -> Self {
        Self {
            drafts,
            complete,
            entities: first_of(drafts.entities.iter().map(|entity| &entity.name)),
            values: first_of(drafts.values.iter().map(|value| &value.name)),
        }
    }

    pub(super) fn entity(&self, name: &str) -> Option<&'a EntityDraft> {
        self.drafts.entities.get(self.position(name)?)
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.entities.get(name).copied()
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a ValueDraft> {
        self.drafts.values.get(*self.values.get(name)?)
    }

    /// Returns advice for an entity that is not there.
    pub(super) fn entity_help(&self, name: &Text) -> String {
        let names = || self.drafts.entities.iter().map(|entity| entity.name.value.as_str());
        advise(&name.value, names().collect(), "entities")
    }
}

/// The drafts and the resolved fields of every entity.
pub(super) struct Known<'a> {
    pub(super) definitions: &'a Definitions<'a>,
    /// In the order of the drafts.
    pub(super) fields: &'a [Fields],
}

impl Known<'_> {
    /// Returns the fields of the entity called `name`.
    pub(super) fn fields(&self, name: &str) -> Option<&Fields> {
        self.fields.get(self.definitions.position(name)?)
    }
}

fn first_of<'a>(names: impl Iterator<Item = &'a Text>) -> BTreeMap<&'a str, usize> {
    let mut first = BTreeMap::new();
    for (position, name) in names.enumerate() {
        first.entry(name.value.as_str()).or_insert(position);
    }
    first
}
