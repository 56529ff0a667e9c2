//! What references say beside their parent, and references of several fields.

use super::{Action, Entity, Field, Id, KeyKind, Kind, Model, Tenancy};

/// What a reference says of changes of its parent, and which field of the parent it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Further {
    pub(crate) update: Option<Update>,
    /// `Some(true)` for checked when the transaction commits.
    pub(crate) deferrable: Option<bool>,
    /// A unique field in place of the key.
    pub(crate) by: Option<Id>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Update {
    Restrict,
    Cascade,
    SetNull,
}

/// Several fields that hold the key of a parent together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tie {
    pub(crate) id: Id,
    pub(crate) parent: Id,
    pub(crate) on: Vec<Id>,
    pub(crate) action: Action,
    pub(crate) further: Further,
}

impl Model {
    /// Tells whether the reference can be: its fields hold what the key of the parent does.
    pub(crate) fn holds(&self, entity: &Entity, tie: &Tie) -> bool {
        let Some(parent) = self.entity(tie.parent) else { return false };
        let own: Option<Vec<&Field>> = tie.on.iter().map(|id| entity.field(*id)).collect();
        let keys: Vec<Kind> = parent.key_fields().map(|field| self.stored(field)).collect();
        let has_words = parent.key_fields().any(|field| matches!(field.kind, Kind::Key(KeyKind::Word(_))));
        let is_owned = [entity, parent].map(|entity| entity.tenancy == Tenancy::Owned);
        let within = parent.is_keyed_by_tenant();
        let Some(own) = own else { return false };
        let nullable = tie.action != Action::SetNull || own.iter().all(|field| field.nullable) && !within;
        parent.has_parts()
            && !has_words
            && nullable
            && (is_owned == [true, true] || !within)
            && own.iter().map(|field| &field.kind).eq(&keys)
            && !self.requires(parent.id, entity.id)
    }
}
