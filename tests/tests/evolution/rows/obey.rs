//! What a definition asks of a value, of a row and of a whole table.

use std::collections::BTreeMap;

use super::{Ledger, Row};
use crate::model::{Comparison, Condition, Entity, Field, Id, Kind, Model, Rules, Tie};
use crate::value::{Value, belongs};

/// Tells whether a column of this type and with these rules takes the value; null is asked for elsewhere.
pub(crate) fn accepts(value: &Value, kind: &Kind, rules: &Rules) -> bool {
    belongs(value, kind) && (matches!(value, Value::Null | Value::Made(_)) || obeys(value, rules))
}

fn obeys(value: &Value, rules: &Rules) -> bool {
    if let Value::Text(text) = value {
        let length = text.chars().count();
        let long_enough = rules.min_length.is_none_or(|min| length >= min as usize);
        let short_enough = rules.max_length.is_none_or(|max| length <= max as usize);
        if !(long_enough && short_enough && rules.pattern.is_none_or(|pattern| pattern.matches(text))) {
            return false;
        }
    }
    if let (Some((min, max)), Some(number)) = (&rules.range, value.number()) {
        let above = min.as_ref().and_then(Value::number).is_none_or(|min| number >= min);
        let below = max.as_ref().and_then(Value::number).is_none_or(|max| number <= max);
        if !(above && below) {
            return false;
        }
    }
    rules.one_of.as_ref().is_none_or(|values| values.contains(value))
}

/// Tells whether one field of a row has a value that it may have by itself.
pub(crate) fn field_holds(model: &Model, field: &Field, in_key: bool, value: &Value) -> bool {
    let spaced = matches!(value, Value::Text(text) if text.ends_with(' '));
    let kind = model.stored(field);
    (field.nullable || !value.is_null()) && accepts(value, &kind, &field.rules) && !(in_key && spaced)
}

/// Tells whether the field stands in a unique key or refers to a parent: trailing spaces are refused there.
pub(crate) fn is_in_key(entity: &Entity, field: &Field) -> bool {
    field.kind.is_special()
        || matches!(&field.kind, Kind::Reference { further, .. } if further.by.is_some())
        || entity.is_tied(field.id)
        || entity.keys().iter().any(|key| key.on.contains(&field.id))
}

/// Returns the rows that break a rule, a key or a reference of `model`, as entity and position.
pub(crate) fn broken(model: &Model, ledger: &Ledger) -> Vec<(Id, usize)> {
    let mut broken = Vec::new();
    for entity in &model.entities {
        let rows = ledger.rows(entity.id);
        for (position, row) in rows.iter().enumerate() {
            let alone = entity.fields.iter().all(|field| {
                field_holds(model, field, is_in_key(entity, field), &row.value(field.id))
                    && refers(model, ledger, entity, field, row)
            });
            let unique = entity.keys().iter().all(|key| {
                !rows[..position].iter().any(|other| collide(&key.on, key.nulls_equal, &key.condition, row, other))
            });
            let tied = entity.ties.iter().all(|tie| is_held(model, ledger, entity, tie, row));
            if !(alone && unique && tied) {
                broken.push((entity.id, position));
            }
        }
    }
    broken
}

fn refers(model: &Model, ledger: &Ledger, entity: &Entity, field: &Field, row: &Row) -> bool {
    let Some(parent) = model.parent(field) else { return true };
    let value = row.value(field.id);
    if value.is_null() {
        return true;
    }
    let by = model.target(field).map_or(0, |field| field.id);
    let tenants = (entity.tenant_field(), parent.tenant_field());
    ledger.rows(parent.id).iter().any(|other| {
        let tenant = match tenants {
            (Some(own), Some(theirs)) if model.is_composite(entity, field) => {
                row.value(own.id) == other.value(theirs.id)
            }
            _ => true,
        };
        (other.value(by) == value || matches!(value, Value::Made(_))) && tenant
    })
}

/// Tells whether the parent that several fields refer to is there; a null refers to none.
fn is_held(model: &Model, ledger: &Ledger, entity: &Entity, tie: &Tie, row: &Row) -> bool {
    let values: Vec<Value> = tie.on.iter().map(|id| row.value(*id)).collect();
    let Some(parent) = model.entity(tie.parent) else { return true };
    if values.iter().any(Value::is_null) {
        return true;
    }
    let tenants = (entity.tenant_field(), parent.tenant_field());
    let within = model.is_within_tenant(entity, tie.parent, tie.action);
    ledger.rows(parent.id).iter().any(|other| {
        let tenant = match tenants {
            (Some(own), Some(theirs)) if within => row.value(own.id) == other.value(theirs.id),
            _ => true,
        };
        tenant && parent.key_fields().map(|field| other.value(field.id)).eq(values.iter().cloned())
    })
}

fn collide(on: &[Id], nulls_equal: bool, condition: &[Condition], row: &Row, other: &Row) -> bool {
    let equal = |id: &Id| {
        let (one, two) = (row.value(*id), other.value(*id));
        one == two && (nulls_equal || !one.is_null())
    };
    condition.iter().all(|condition| is_true(condition, row) && is_true(condition, other)) && on.iter().all(equal)
}

fn is_true(condition: &Condition, row: &Row) -> bool {
    let value = row.value(condition.field);
    match &condition.is {
        Comparison::Null => value.is_null(),
        Comparison::NotNull => !value.is_null(),
        _ if value.is_null() => false,
        Comparison::Equal(other) => value == *other,
        Comparison::NotEqual(other) => value != *other,
        Comparison::Above(other) => value.number() > other.number(),
        Comparison::AtMost(other) => value.number() <= other.number(),
    }
}

/// Takes rows out until every one left is allowed by both models, `carry` giving the rows under the second.
pub(crate) fn prune(model: &Model, other: &Model, ledger: &mut Ledger, carry: impl Fn(&Ledger) -> Ledger) {
    loop {
        let mut lost: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (entity, position) in broken(model, ledger).into_iter().chain(broken(other, &carry(ledger))) {
            lost.entry(entity).or_default().push(position);
        }
        if lost.is_empty() {
            return;
        }
        for (entity, positions) in lost {
            let mut position = 0;
            ledger.rows_mut(entity).retain(|_| {
                position += 1;
                !positions.contains(&(position - 1))
            });
        }
    }
}
