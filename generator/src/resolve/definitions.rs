//! Looks up entities, named types and fields by name.

use super::fields::{Fields, advise};
use crate::draft::{Drafts, EntityDraft, Text, ValueDraft};

/// The drafts that names are looked up in.
pub(super) struct Definitions<'a> {
    pub(super) drafts: &'a Drafts,
    /// Whether these are all; if not, a name that is not found is believed.
    pub(super) complete: bool,
}

impl<'a> Definitions<'a> {
    pub(super) fn entity(&self, name: &str) -> Option<&'a EntityDraft> {
        self.drafts.entities.iter().find(|entity| entity.name.value == name)
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a ValueDraft> {
        self.drafts.values.iter().find(|value| value.name.value == name)
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
        let at = self.definitions.drafts.entities.iter().position(|entity| entity.name.value == name)?;
        self.fields.get(at)
    }
}
