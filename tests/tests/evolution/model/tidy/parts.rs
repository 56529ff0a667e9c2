//! Computed fields, references by a unique field and references of several fields: what they stand on may be gone.

use crate::model::{Action, Entity, Field, Further, Id, Kind, Model, Preset, Rules, Scope, Tenancy, Update};
use crate::value::Value;

/// The constants of definitions have at most as many digits.
const CONSTANT: u128 = 10_u128.pow(15);

impl Model {
    pub(super) fn drop_lost_parts(&mut self) {
        for at in 0..self.entities.len() {
            let lost: Vec<Id> = {
                let entity = &self.entities[at];
                entity.fields.iter().filter(|field| self.is_lost(entity, field)).map(|field| field.id).collect()
            };
            self.entities[at].fields.retain(|field| !lost.contains(&field.id));
            let owned = self.owned_parents(at);
            let entity = &mut self.entities[at];
            let fields = entity.fields.clone();
            for field in &mut entity.fields {
                tidy(field, &fields, &owned);
            }
        }
    }

    fn is_lost(&self, entity: &Entity, field: &Field) -> bool {
        match &field.kind {
            Kind::Computed { from } => {
                let is_plain = |field: &Field| field.kind.is_integer() || matches!(field.kind, Kind::String(_));
                !entity.field(*from).is_some_and(is_plain)
            }
            Kind::Reference { parent, action, further: Further { by: Some(by), .. } } => {
                let parent = self.entity(*parent);
                !parent.is_some_and(|parent| can_be_referred_to(parent, *by, entity.tenancy, *action))
            }
            _ => false,
        }
    }

    /// Returns the fields of an entity of tenants that refer to another one.
    fn owned_parents(&self, at: usize) -> Vec<Id> {
        let entity = &self.entities[at];
        let is_owned = |field: &&Field| {
            let parent = self.parent(field).filter(|parent| parent.tenancy == Tenancy::Owned);
            entity.tenancy == Tenancy::Owned && parent.is_some()
        };
        entity.fields.iter().filter(is_owned).map(|field| field.id).collect()
    }

    /// Keeps the references of several fields that can be, one after the other, since each may close a circle.
    pub(super) fn tidy_ties(&mut self) {
        let ties: Vec<_> = self.entities.iter_mut().map(|entity| std::mem::take(&mut entity.ties)).collect();
        for (at, ties) in ties.into_iter().enumerate() {
            for mut tie in ties {
                let entity = &self.entities[at];
                let nullable = |id: &Id| entity.field(*id).is_some_and(|field| field.nullable);
                if tie.action == Action::SetNull && !tie.on.iter().all(nullable) {
                    tie.action = Action::Cascade;
                }
                let is_owned = |entity: &Entity| entity.tenancy == Tenancy::Owned;
                let within = is_owned(entity) && self.entity(tie.parent).is_some_and(is_owned);
                let all_nullable = tie.on.iter().all(nullable);
                tie.further.update = tie.further.update.filter(|update| can_update(*update, within, all_nullable));
                let is_new = !entity.ties.iter().any(|other| other.on == tie.on);
                if is_new && self.holds(entity, &tie) && self.is_alone(entity, &tie.on) {
                    self.entities[at].ties.push(tie);
                }
            }
            let entity = &mut self.entities[at];
            let tied: Vec<Id> = entity.ties.iter().flat_map(|tie| tie.on.clone()).collect();
            let nulled = entity.ties.iter().filter(|tie| tie.action == Action::SetNull);
            let nulled: Vec<Id> = nulled.flat_map(|tie| tie.on.clone()).collect();
            for field in entity.fields.iter_mut().filter(|field| tied.contains(&field.id)) {
                field.rules = Rules::default();
                field.default = None;
                field.unique = field.unique.filter(|_| !nulled.contains(&field.id));
            }
        }
    }

    /// Tells whether nothing is computed from the fields, and no row refers to one of them.
    fn is_alone(&self, entity: &Entity, on: &[Id]) -> bool {
        let computed =
            entity.fields.iter().any(|field| matches!(field.kind, Kind::Computed { from } if on.contains(&from)));
        let mut all = self.entities.iter().flat_map(|entity| &entity.fields);
        !computed && !all.any(|field| matches!(field.kind, Kind::Reference { further, .. } if further.by.is_some_and(|by| on.contains(&by))))
    }
}

fn can_be_referred_to(parent: &Entity, by: Id, child: Tenancy, action: Action) -> bool {
    let is_owned = parent.tenancy == Tenancy::Owned;
    let is_plain = |field: &Field| {
        let kind = &field.kind;
        // A type of PostgreSQL's own is the type of no reference.
        let is_native = matches!(kind, Kind::Enum(_)) && field.id.is_multiple_of(4);
        let composed =
            is_native || kind.is_special() || kind.is_computed() || matches!(kind, Kind::Reference { .. } | Kind::Text);
        let has_scope = field.unique.is_some_and(|scope| !is_owned || scope == Scope::Tenant);
        has_scope && kind.is_exact() && !composed && field.rules.immutable
    };
    let within = !is_owned || child == Tenancy::Owned && action != Action::SetNull;
    within && !parent.is_keyed_by_tenant() && parent.field(by).is_some_and(is_plain) && !parent.is_tied(by)
}

fn can_update(update: Update, within: bool, nullable: bool) -> bool {
    match update {
        Update::Restrict => true,
        Update::Cascade => !within,
        Update::SetNull => !within && nullable,
    }
}

fn tidy(field: &mut Field, fields: &[Field], owned: &[Id]) {
    let (nullable, within) = (field.nullable, owned.contains(&field.id));
    match &mut field.kind {
        Kind::Computed { from } => {
            let from = fields.iter().find(|other| other.id == *from);
            field.nullable = from.is_some_and(|from| from.nullable && from.kind.is_integer());
            field.rules = Rules::default();
            field.default = None;
        }
        Kind::Reference { further, .. } => {
            further.update = further.update.filter(|update| can_update(*update, within, nullable));
        }
        _ => {}
    }
}

pub(super) fn is_long_constant(value: &Value) -> bool {
    // Trailing zeros are not written.
    let mut millionths = match value {
        Value::Decimal(millionths) => millionths.unsigned_abs(),
        _ => return false,
    };
    while millionths != 0 && millionths.is_multiple_of(10) {
        millionths /= 10;
    }
    millionths >= CONSTANT
}

/// Returns the type by which the bytes of a column in a key are counted.
pub(super) fn measured(model: &Model, field: &Field) -> Kind {
    match &field.kind {
        Kind::Reference { further: Further { by: None, .. }, .. } | Kind::Key(_) | Kind::Part { .. } => Kind::Uuid,
        Kind::Reference { .. } | Kind::Computed { .. } => model.stored(field),
        kind => kind.clone(),
    }
}

/// A field whose default an expression makes is none that larder writes.
pub(super) fn is_made(field: &Field) -> bool {
    matches!(field.default, Some(Preset::Made(_)))
}
