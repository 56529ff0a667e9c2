//! What a change makes impossible elsewhere goes with it, so that every sequence of changes gives a valid definition.

mod parts;

use std::collections::BTreeSet;

use super::{Action, Comparison, Condition, Entity, Field, Id, IndexOn, Kind, Model, Preset, Rules, Tenancy};
use crate::rows::obey;
use crate::value::{Value, belongs};

/// What every engine takes, in bytes; the names here are ASCII.
const LONGEST_NAME: usize = 62;

/// Bytes that a key or an index may have, at four for a character.
const KEY_BYTES: u32 = 2704;

/// What an index of MySQL's holds of a text without a bound.
const TEXT_BYTES: u32 = 764;

impl Model {
    /// Drops and corrects what does not fit any more.
    pub(crate) fn tidy(&mut self) {
        self.drop_lost_references();
        for at in 0..self.entities.len() {
            let mut entity = self.entities[at].clone();
            entity.fields.iter_mut().for_each(tidy_field);
            number_fields(&mut entity.fields);
            self.entities[at] = entity;
        }
        self.drop_lost_parts();
        self.break_circles();
        self.tidy_ties();
        for at in 0..self.entities.len() {
            let mut entity = self.entities[at].clone();
            tidy_keys(self, &mut entity);
            tidy_key_defaults(&mut entity);
            tidy_indexes(self, &mut entity);
            tidy_roles(&mut entity);
            self.entities[at] = entity;
        }
        number_names(self.entities.iter_mut().map(|entity| (entity.id, &mut entity.table)));
        number_names(self.entities.iter_mut().map(|entity| (entity.id, &mut entity.name)));
    }

    fn drop_lost_references(&mut self) {
        if self.root().is_none() {
            self.entities.retain(|entity| !entity.is_keyed_by_tenant());
        }
        let whole = |entity: &&Entity| !entity.has_parts();
        let known: Vec<Id> = self.entities.iter().filter(whole).map(|entity| entity.id).collect();
        let within: Vec<Id> =
            self.entities.iter().filter(|entity| entity.is_keyed_by_tenant()).map(|entity| entity.id).collect();
        let tenant_name = self.root().and_then(Entity::tenant_field).map(|field| field.name.clone());
        for entity in &mut self.entities {
            match &tenant_name {
                Some(name) if entity.tenancy == Tenancy::Owned => {
                    let tenant = entity.fields.iter_mut().find(|field| matches!(field.kind, Kind::Tenant { .. }));
                    tenant.into_iter().for_each(|field| field.name.clone_from(name));
                }
                None if entity.tenancy == Tenancy::Owned => {
                    entity.tenancy = Tenancy::Free;
                    entity.fields.retain(|field| !matches!(field.kind, Kind::Tenant { .. }));
                }
                _ => {}
            }
            let lost = |kind: &Kind| matches!(kind, Kind::Reference { parent, .. } if !known.contains(parent));
            let is_owned = entity.tenancy == Tenancy::Owned;
            let outside = |kind: &Kind| matches!(kind, Kind::Reference { parent, .. } if within.contains(parent));
            entity.fields.retain(|field| !lost(&field.kind) && (is_owned || !outside(&field.kind)));
            for field in entity.fields.iter_mut().filter(|field| outside(&field.kind)) {
                if let Kind::Reference { action: action @ Action::SetNull, .. } = &mut field.kind {
                    *action = Action::Cascade;
                }
            }
        }
    }

    /// Lets a required reference that leads back to its own entity be null.
    fn break_circles(&mut self) {
        for at in 0..self.entities.len() {
            for field in 0..self.entities[at].fields.len() {
                let start = self.entities[at].id;
                let this = &self.entities[at].fields[field];
                let Kind::Reference { parent, .. } = this.kind else { continue };
                if !this.nullable && self.requires(parent, start) {
                    self.entities[at].fields[field].nullable = true;
                }
            }
        }
    }

    /// Tells whether a row of `from` cannot be without one of `to`.
    pub(crate) fn requires(&self, from: Id, to: Id) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(at) = waiting.pop() {
            if at == to {
                return true;
            }
            if !seen.insert(at) {
                continue;
            }
            let Some(entity) = self.entity(at) else { continue };
            for field in entity.fields.iter().filter(|field| !field.nullable) {
                waiting.extend(self.parent(field).map(|parent| parent.id));
            }
            let is_required = |id: &Id| entity.field(*id).is_some_and(|field| !field.nullable);
            waiting.extend(entity.ties.iter().filter(|tie| tie.on.iter().all(is_required)).map(|tie| tie.parent));
        }
        false
    }
}

/// The tenant's name stays, since it is the same in every entity.
fn number_fields(fields: &mut [Field]) {
    let is_tenant = |field: &&mut Field| matches!(field.kind, Kind::TenantId | Kind::Tenant { .. });
    let (tenant, others): (Vec<_>, Vec<_>) = fields.iter_mut().partition(is_tenant);
    number_names(tenant.into_iter().chain(others).map(|field| (field.id, &mut field.name)));
}

fn number_names<'a>(names: impl Iterator<Item = (Id, &'a mut String)>) {
    let mut taken = BTreeSet::new();
    for (id, name) in names {
        if !taken.insert(name.to_lowercase()) {
            let number = id.to_string();
            name.truncate(LONGEST_NAME - number.len());
            name.push_str(&number);
            taken.insert(name.to_lowercase());
        }
    }
}

fn tidy_field(field: &mut Field) {
    if field.kind.is_special() {
        field.nullable = false;
        field.default = None;
    }
    match &mut field.kind {
        Kind::Key(_) | Kind::Part { .. } | Kind::Tenant { .. } => {
            field.rules = Rules::default();
            field.unique = None;
        }
        Kind::Reference { action, .. } => {
            if *action == Action::SetNull && !field.nullable {
                *action = Action::Cascade;
            }
            if *action == Action::SetNull {
                field.unique = None;
            }
        }
        _ => {}
    }
    tidy_rules(&field.kind, &mut field.rules);
    if matches!(field.default, Some(Preset::Value(_))) && is_time(&field.kind) {
        field.default = Some(Preset::Now);
    }
    let suits = match &field.default {
        None => true,
        Some(Preset::Now) => is_time(&field.kind),
        Some(Preset::UuidV7) => field.kind == Kind::Uuid,
        Some(Preset::Made(value)) => {
            let is_plain = field.kind.is_integer() || matches!(field.kind, Kind::String(_));
            is_plain && obey::accepts(value, &field.kind, &field.rules)
        }
        Some(Preset::Value(value)) => {
            let no_literal = matches!(
                field.kind,
                Kind::Bytes | Kind::Blob(_) | Kind::Uuid | Kind::Reference { .. } | Kind::Computed { .. }
            );
            let literal = !no_literal && !is_time(&field.kind);
            let is_before_zero = field.kind == Kind::Duration && matches!(value, Value::Int(..0));
            literal
                && !is_before_zero
                && !parts::is_long_constant(value)
                && obey::accepts(value, &field.kind, &field.rules)
        }
    };
    if !suits {
        field.default = None;
    }
    if !field.kind.is_exact() {
        field.unique = None;
    }
}

fn tidy_rules(kind: &Kind, rules: &mut Rules) {
    let max = match kind {
        Kind::String(max) => Some(*max),
        Kind::Text => rules.max_length,
        _ => None,
    };
    if !kind.is_text() || max.is_some_and(|max| rules.min_length.is_some_and(|min| min > max)) {
        rules.min_length = None;
    }
    if *kind != Kind::Text {
        rules.max_length = None;
    }
    if !kind.is_text() {
        rules.pattern = None;
        rules.url = false;
    }
    let ends = |ends: &(Option<Value>, Option<Value>)| {
        kind.is_number() && [&ends.0, &ends.1].into_iter().flatten().all(|end| belongs(end, kind))
    };
    if !rules.range.as_ref().is_some_and(ends) {
        rules.range = None;
    }
    let listed =
        |values: &Vec<Value>| (kind.is_text() || kind.is_integer()) && values.iter().all(|value| belongs(value, kind));
    if !rules.one_of.as_ref().is_some_and(listed) {
        rules.one_of = None;
    }
}

fn tidy_keys(model: &Model, entity: &mut Entity) {
    let mut uniques = std::mem::take(&mut entity.uniques);
    uniques.retain_mut(|unique| {
        let fields: Vec<_> = unique.on.iter().filter_map(|id| entity.field(*id)).collect();
        let suits = |field: &&Field| {
            let by_tie = |tie: &super::Tie| tie.action == Action::SetNull && tie.on.contains(&field.id);
            let nulled =
                matches!(field.kind, Kind::Reference { action: Action::SetNull, .. }) || entity.ties.iter().any(by_tie);
            field.kind.is_exact() && !nulled && !(unique.nulls_equal && field.nullable && field.kind == Kind::Time)
        };
        fields.len() == unique.on.len()
            && !fields.is_empty()
            && fields.iter().all(suits)
            && key_bytes(model, entity, &unique.on) <= KEY_BYTES
            && unique.condition.iter().all(|condition| can_ask(entity, condition))
    });
    for unique in uniques {
        let same = |other: &super::Unique| {
            let mut on = unique.on.clone();
            if other.on.len() > on.len() {
                on.splice(0..0, entity.tenant_field().map(|field| field.id));
            }
            other.on == on && other.condition == unique.condition
        };
        if !entity.keys().iter().any(same) {
            entity.uniques.push(unique);
        }
    }
}

/// A default is refused that would not be found again.
fn tidy_key_defaults(entity: &mut Entity) {
    let ends_in_space = |field: &Field| {
        matches!(&field.default, Some(Preset::Value(Value::Text(text))) if text.ends_with(' '))
            && obey::is_in_key(entity, field)
    };
    let lost: Vec<Id> = entity.fields.iter().filter(|field| ends_in_space(field)).map(|field| field.id).collect();
    for field in entity.fields.iter_mut().filter(|field| lost.contains(&field.id)) {
        field.default = None;
    }
}

fn tidy_indexes(model: &Model, entity: &mut Entity) {
    let mut indexes = std::mem::take(&mut entity.indexes);
    indexes.retain(|index| match &index.on {
        IndexOn::Contains(field) => entity.field(*field).is_some_and(|field| field.kind == Kind::Json),
        IndexOn::Lower(field) => entity.field(*field).is_some_and(|field| matches!(field.kind, Kind::String(_))),
        IndexOn::Columns(columns) => {
            let ids: Vec<Id> = columns.iter().map(|(field, _)| *field).collect();
            let suits = |(id, order): &(Id, Option<bool>)| {
                let kind = entity.field(*id).map(|field| &field.kind);
                kind.is_some_and(|kind| kind.is_indexable() && (*kind != Kind::Text || order.is_none()))
            };
            columns.iter().all(suits)
                && key_bytes(model, entity, &ids) <= KEY_BYTES
                && index.condition.iter().all(|condition| can_ask(entity, condition))
        }
    });
    for index in indexes {
        if !entity.indexes.iter().any(|other| other.on == index.on && other.condition == index.condition) {
            entity.indexes.push(index);
        }
    }
}

/// Tells whether a column of the type takes `now`.
fn is_time(kind: &Kind) -> bool {
    matches!(kind, Kind::Date | Kind::Time | Kind::DateTime | Kind::Timestamp)
}

fn tidy_roles(entity: &mut Entity) {
    let is_written = |field: &Field| !parts::is_made(field);
    let texts = entity.fields.iter().filter(|field| field.kind.is_text() && is_written(field));
    let texts: Vec<Id> = texts.map(|field| field.id).collect();
    let has_one_key = !entity.has_parts() && !entity.is_keyed_by_tenant();
    entity.search.retain(|id| has_one_key && texts.contains(id));
    let timestamp = |field: &Field| field.kind == Kind::Timestamp && field.nullable;
    entity.soft_delete = entity.soft_delete.filter(|id| entity.field(*id).is_some_and(timestamp));
    let ties = entity.ties.clone();
    let is_tied = |field: &Field| ties.iter().any(|tie| tie.on.contains(&field.id));
    let number = |field: &Field| field.kind.is_integer() && !field.nullable && is_written(field) && !is_tied(field);
    entity.version = entity.version.filter(|id| entity.field(*id).is_some_and(number));
}

fn key_bytes(model: &Model, entity: &Entity, columns: &[Id]) -> u32 {
    let bytes = |id: &Id| match entity.field(*id).map(|field| parts::measured(model, field)) {
        Some(Kind::String(max)) => max * 4,
        Some(Kind::Blob(max)) => max,
        Some(Kind::Text) => TEXT_BYTES,
        Some(Kind::TenantId | Kind::Tenant { .. }) => super::text::TENANT_LENGTH * 4,
        _ => 16,
    };
    let tenant = u32::from(entity.tenancy == Tenancy::Owned) * super::text::TENANT_LENGTH * 4;
    columns.iter().map(bytes).sum::<u32>() + tenant
}

fn can_ask(entity: &Entity, condition: &Condition) -> bool {
    let Some(field) = entity.field(condition.field) else { return false };
    match &condition.is {
        Comparison::Null | Comparison::NotNull => true,
        Comparison::Equal(value) | Comparison::NotEqual(value) => {
            let plain = matches!(field.kind, Kind::Bool | Kind::String(_) | Kind::Enum(_)) || field.kind.is_integer();
            plain && belongs(value, &field.kind)
        }
        Comparison::Above(value) | Comparison::AtMost(value) => field.kind.is_integer() && belongs(value, &field.kind),
    }
}
