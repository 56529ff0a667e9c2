//! Rows that one model allows, and the other too once they are carried over.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};

use super::{Ledger, Row, draw, obey, refit};
use crate::model::{Action, Entity, Field, Id, KEY_WORDS, KeyKind, Kind, Model, Rules, Tenancy, Tie};
use crate::random::Random;
use crate::value::{Value, convert};

/// Returns rows under `from` that a migration to `to` and back finds nothing wrong with.
/// Those of columns in `filled` may hold what does not fit and is replaced.
pub(crate) fn make(
    random: &mut Random,
    from: &Model,
    to: &Model,
    filled: &BTreeSet<Id>,
    carried: impl Fn(&Ledger) -> Ledger,
) -> Ledger {
    let mut ledger = Ledger::default();
    for id in parents_first(from) {
        let Some(entity) = from.entity(id) else { continue };
        let count = if random.chance(10) { random.below(60) } else { 1 + random.below(6) };
        for number in 0..count {
            if let Some(row) = row(random, (from, to), filled, entity, number, &ledger) {
                ledger.rows_mut(id).push(row);
            }
        }
    }
    obey::prune(from, to, &mut ledger, carried);
    ledger
}

/// Returns the entities, those first that the rows of others need.
pub(crate) fn parents_first(model: &Model) -> Vec<Id> {
    let mut ordered: Vec<Id> = Vec::new();
    let mut waiting: BTreeSet<Id> = model.entities.iter().map(|entity| entity.id).collect();
    while !waiting.is_empty() {
        let needs = |id: &Id, all: bool| {
            let entity = model.entity(*id).expect("the ids are those of the model");
            let fields = entity.fields.iter().filter(|field| all || !field.nullable);
            let parents = fields.filter_map(|field| model.parent(field)).map(|parent| parent.id);
            let is_required = |id: &Id| entity.field(*id).is_some_and(|field| !field.nullable);
            let ties = entity.ties.iter().filter(|tie| all || tie.on.iter().all(is_required));
            let mut parents = parents.chain(ties.map(|tie| tie.parent));
            parents.any(|parent| parent != *id && waiting.contains(&parent))
        };
        // A circle has a reference that may be null.
        let next = waiting.iter().find(|id| !needs(id, true)).or_else(|| waiting.iter().find(|id| !needs(id, false)));
        let next = *next.expect("required references make no circle");
        waiting.remove(&next);
        ordered.push(next);
    }
    ordered
}

fn row(
    random: &mut Random,
    (from, to): (&Model, &Model),
    filled: &BTreeSet<Id>,
    entity: &Entity,
    number: usize,
    ledger: &Ledger,
) -> Option<Row> {
    let mut row = Row::default();
    // The tenant comes first, since the parents of the row belong to it.
    let tenant = entity.tenant_field();
    for field in tenant.into_iter().chain(entity.fields.iter().filter(|field| tenant != Some(field))) {
        let value = match &field.kind {
            Kind::Key(kind) => key(random, *kind, number)?,
            Kind::Part { text: true } => Value::Text(format!("part-{number}")),
            Kind::Part { text: false } => Value::Int(number as i64 % 3),
            Kind::TenantId => Value::Text(format!("tenant-{number}")),
            Kind::Computed { .. } => continue,
            Kind::Tenant { .. } | Kind::Reference { .. } => reference(random, (from, to), entity, field, &row, ledger)?,
            _ => plain(random, (from, to), filled, entity, field)?,
        };
        row.0.insert(field.id, value);
    }
    for tie in &entity.ties {
        hold(random, (from, to), entity, tie, &mut row, ledger)?;
    }
    row.compute(entity);
    Some(row)
}

fn key(random: &mut Random, kind: KeyKind, number: usize) -> Option<Value> {
    Some(match kind {
        KeyKind::Number | KeyKind::I16 | KeyKind::I32 | KeyKind::Given => Value::Int(number as i64 * 3 + 1),
        KeyKind::Text => Value::Text(format!("key-{number}")),
        KeyKind::Uuid => draw::draw(random, &Kind::Uuid, &Rules::default()),
        KeyKind::Day => Value::Date(NaiveDate::default() + TimeDelta::days(number as i64 * 400 - 2000)),
        KeyKind::Bytes => Value::Bytes(vec![number as u8, 0, 255 - number as u8]),
        KeyKind::Word(count) => Value::text(KEY_WORDS[..count].get(number)?),
    })
}

/// Gives the fields of a reference the key of a parent; none of them where there is none, if one may be null.
fn hold(
    random: &mut Random,
    (from, to): (&Model, &Model),
    entity: &Entity,
    tie: &Tie,
    row: &mut Row,
    ledger: &Ledger,
) -> Option<()> {
    let parent = from.entity(tie.parent)?;
    let null = tie.on.iter().copied().find(|id| entity.field(*id).is_some_and(|field| field.nullable));
    let after = to.entity(entity.id).filter(|after| after.ties.iter().any(|other| other.id == tie.id));
    let alike = from.is_within_tenant(entity, parent.id, tie.action)
        || after.is_some_and(|after| to.is_within_tenant(after, parent.id, Action::Cascade));
    let tenants = (entity.tenant_field(), parent.tenant_field());
    let suits = |other: &&Row| match tenants {
        (Some(own), Some(theirs)) if alike => row.value(own.id) == other.value(theirs.id),
        _ => true,
    };
    let found = random.any(ledger.rows(parent.id).iter().filter(suits)).filter(|_| null.is_none() || random.chance(70));
    match (found, null) {
        (Some(other), _) => {
            for (id, key) in tie.on.iter().zip(parent.key_fields()) {
                row.0.insert(*id, other.value(key.id));
            }
        }
        (None, Some(id)) => {
            row.0.insert(id, Value::Null);
        }
        (None, None) => return None,
    }
    Some(())
}

fn reference(
    random: &mut Random,
    (from, to): (&Model, &Model),
    entity: &Entity,
    field: &Field,
    row: &Row,
    ledger: &Ledger,
) -> Option<Value> {
    let parent = from.parent(field)?;
    if let Kind::Tenant { .. } = field.kind {
        let id = parent.tenant_field()?.id;
        return random.any(ledger.rows(parent.id).iter().map(|row| row.value(id)));
    }
    let null = Some(Value::Null).filter(|_| field.nullable);
    if field.nullable && random.chance(25) {
        return null;
    }
    let after = to.entity(entity.id).and_then(|after| Some((after, after.field(field.id)?)));
    let alike = from.is_composite(entity, field) || after.is_some_and(|(after, field)| to.is_composite(after, field));
    let tenants = (entity.tenant_field(), parent.tenant_field().filter(|_| parent.tenancy == Tenancy::Owned));
    let suits = |other: &&Row| match tenants {
        (Some(own), Some(theirs)) if alike => row.value(own.id) == other.value(theirs.id),
        _ => true,
    };
    let key = from.target(field)?.id;
    random.any(ledger.rows(parent.id).iter().filter(suits).map(|row| row.value(key))).or(null)
}

fn plain(
    random: &mut Random,
    (from, to): (&Model, &Model),
    filled: &BTreeSet<Id>,
    entity: &Entity,
    field: &Field,
) -> Option<Value> {
    if field.nullable && random.chance(25) {
        return Some(Value::Null);
    }
    let kind = from.stored(field);
    let after = to.entity(entity.id).and_then(|after| Some((after, after.field(field.id)?)));
    let in_key = obey::is_in_key(entity, field) || after.is_some_and(|(after, field)| obey::is_in_key(after, field));
    if let Some((_, narrower)) = after.filter(|_| filled.contains(&field.id))
        && random.chance(50)
    {
        let misfits = |value: &Value| {
            obey::field_holds(from, field, in_key, value) && refit::misfits(value, &kind, &to.stored(narrower))
        };
        let mut drawn = (0..20).map(|_| draw::draw(random, &kind, &field.rules));
        if let Some(value) = drawn.find(misfits) {
            return Some(value);
        }
    }
    let holds = |value: &Value| {
        let there_and_back = after.is_none_or(|(_, after)| {
            let to_kind = to.stored(after);
            let there = convert(value, &kind, &to_kind).filter(|value| obey::field_holds(to, after, in_key, value));
            let back = there.and_then(|value| convert(&value, &to_kind, &kind));
            back.is_some_and(|value| obey::field_holds(from, field, in_key, &value))
        });
        obey::field_holds(from, field, in_key, value) && there_and_back
    };
    for _ in 0..40 {
        // The rules after the change are the narrower ones about as often.
        let rules = after.filter(|_| random.chance(50)).map_or(&field.rules, |(_, after)| &after.rules);
        let mut value = draw::draw(random, &kind, rules);
        if let (Some((_, after)), true) = (after, random.chance(40)) {
            let narrower = draw::draw(random, &to.stored(after), rules);
            value = convert(&narrower, &to.stored(after), &kind).unwrap_or(value);
        }
        if holds(&value) {
            return Some(value);
        }
    }
    Some(Value::Null).filter(|_| field.nullable)
}
