//! The rows of a case: made under one model, carried over to another, and compared with what the database holds.

pub(crate) mod draw;
pub(crate) mod fill;
pub(crate) mod make;
pub(crate) mod obey;
pub(crate) mod refit;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Entity, Field, Id, Kind, Model, Pattern, Preset};
use crate::value::{Value, convert};

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Row(pub(crate) BTreeMap<Id, Value>);

impl Row {
    /// Returns the value of a field; null where the row has none.
    pub(crate) fn value(&self, field: Id) -> Value {
        self.0.get(&field).cloned().unwrap_or(Value::Null)
    }

    /// Computes what the database does.
    pub(crate) fn compute(&mut self, entity: &Entity) {
        for field in &entity.fields {
            let Kind::Computed { from } = field.kind else { continue };
            let is_text = entity.field(from).is_some_and(|from| matches!(from.kind, Kind::String(_)));
            let value = match self.value(from) {
                Value::Null if is_text => Value::text("x"),
                Value::Int(number) => Value::Int(number % 7),
                value => value,
            };
            self.0.insert(field.id, value);
        }
    }
}

/// The rows of every entity.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ledger(BTreeMap<Id, Vec<Row>>);

impl Ledger {
    pub(crate) fn rows(&self, entity: Id) -> &[Row] {
        self.0.get(&entity).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rows_mut(&mut self, entity: Id) -> &mut Vec<Row> {
        self.0.entry(entity).or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// Returns the rows as they are after a migration from one model to the other, each at the place it had; `filled` are
/// the fields whose fill was asked for.
pub(crate) fn carry(ledger: &Ledger, from: &Model, to: &Model, filled: &BTreeSet<Id>, way: Way) -> Ledger {
    let mut carried = Ledger::default();
    for entity in &to.entities {
        let Some(before) = from.entity(entity.id) else { continue };
        let rows = ledger.rows(entity.id).iter().enumerate();
        *carried.rows_mut(entity.id) = rows
            .map(|(position, row)| {
                let cells = entity.fields.iter().map(|field| {
                    let value =
                        cell(row, position, (from, before), (to, entity), field, way, filled.contains(&field.id));
                    (field.id, value)
                });
                let mut row = Row(cells.collect());
                row.compute(entity);
                row
            })
            .collect();
    }
    carried
}

fn cell(
    row: &Row,
    position: usize,
    (from, before): (&Model, &Entity),
    (to, entity): (&Model, &Entity),
    field: &Field,
    way: Way,
    is_filled: bool,
) -> Value {
    let kept = before.field(field.id);
    if let Some(old) = kept {
        let (kind, was) = (to.stored(field), from.stored(old));
        if way == Way::Up && is_filled && refit::misfits(&row.value(field.id), &was, &kind) {
            return fill::of(before, to, entity, field).value(row, position);
        }
        let undone = |fill| refit::taken_back(&row.value(field.id), field, old, &fill);
        if way == Way::Down
            && is_filled
            && let Some(value) = undone(fill::of(entity, from, before, old))
        {
            return value;
        }
        let value = convert(&row.value(field.id), &from.stored(old), &to.stored(field)).unwrap_or(Value::Misfit);
        if !value.is_null() || field.nullable {
            return value;
        }
    }
    if way == Way::Up && is_filled {
        return fill::of(before, to, entity, field).value(row, position);
    }
    if way == Way::Down && field.nullable {
        return Value::Null;
    }
    match &field.default {
        Some(Preset::Value(value) | Preset::Made(value)) => return value.clone(),
        Some(Preset::Now) => return Value::Made(0),
        Some(Preset::UuidV7) => return Value::Made(position + 1),
        None => {}
    }
    match way {
        _ if field.nullable => Value::Null,
        Way::Up => Value::Misfit,
        Way::Down => neutral(entity, field),
    }
}

/// What stands in a required column whose values are lost: anything that its rules take, where that is the same for
/// all rows.
fn neutral(entity: &Entity, field: &Field) -> Value {
    let refers = matches!(field.kind, Kind::Tenant { .. } | Kind::Reference { .. });
    let is_code = field.rules.pattern == Some(Pattern::Code) && field.rules.one_of.is_none();
    if refers || is_code || obey::is_in_key(entity, field) { Value::Misfit } else { Value::Made(0) }
}
