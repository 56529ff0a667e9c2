//! The rows of a case: made under one model, carried over to another, and compared with what the database holds.

pub(crate) mod draw;
pub(crate) mod fill;
pub(crate) mod make;
pub(crate) mod obey;

use std::collections::BTreeMap;

use crate::model::{Entity, Field, Id, Kind, Model, Preset};
use crate::value::{Value, convert};

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Row(pub(crate) BTreeMap<Id, Value>);

impl Row {
    /// Returns the value of a field; null where the row has none.
    pub(crate) fn value(&self, field: Id) -> Value {
        self.0.get(&field).cloned().unwrap_or(Value::Null)
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

/// Returns the rows as they are after a migration from one model to the other, each at the place it had.
pub(crate) fn carry(ledger: &Ledger, from: &Model, to: &Model, way: Way) -> Ledger {
    let mut carried = Ledger::default();
    for entity in &to.entities {
        let Some(before) = from.entity(entity.id) else { continue };
        let rows = ledger.rows(entity.id).iter().enumerate();
        *carried.rows_mut(entity.id) = rows
            .map(|(position, row)| {
                let cells = entity.fields.iter().map(|field| {
                    let value = cell(row, position, (from, before), (to, entity), field, way);
                    (field.id, value)
                });
                Row(cells.collect())
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
) -> Value {
    let kept = before.field(field.id);
    if let Some(old) = kept {
        let value = convert(&row.value(field.id), &from.stored(old), &to.stored(field)).unwrap_or(Value::Misfit);
        if !value.is_null() || field.nullable {
            return value;
        }
    }
    match &field.default {
        Some(Preset::Value(value)) => return value.clone(),
        Some(Preset::Now) => return Value::Made(0),
        // No engine makes these; on the way up the migration does, on the way down nobody.
        Some(Preset::UuidV7) if way == Way::Up && !field.nullable => return Value::Made(position + 1),
        Some(Preset::UuidV7) | None => {}
    }
    match way {
        _ if field.nullable => Value::Null,
        Way::Up => fill::of(before, to, entity, field).value(row, position),
        Way::Down => neutral(&to.stored(field)),
    }
}

/// What stands in a required column whose values are lost.
fn neutral(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => Value::Bool(false),
        Kind::I16 | Kind::I32 | Kind::I64 | Kind::Duration => Value::Int(0),
        Kind::F32 | Kind::F64 => Value::Float(0.0),
        Kind::String(_) | Kind::Text => Value::text(""),
        Kind::Enum(values) => Value::text(&values[0]),
        Kind::Bytes => Value::Bytes(Vec::new()),
        Kind::Uuid => Value::Uuid(0),
        Kind::Date => Value::Date(chrono::NaiveDate::default()),
        Kind::Time => Value::Time(chrono::NaiveTime::default()),
        Kind::Timestamp => Value::Timestamp(chrono::NaiveDateTime::default()),
        Kind::Json | Kind::List => Value::Json(serde_json::json!({})),
        Kind::Key { .. } | Kind::TenantId | Kind::Tenant { .. } | Kind::Reference { .. } => Value::Misfit,
    }
}
