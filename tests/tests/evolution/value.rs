//! Values of columns, of no engine.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::Kind;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(u128),
    Date(NaiveDate),
    Time(NaiveTime),
    /// Of no zone.
    DateTime(NaiveDateTime),
    Timestamp(NaiveDateTime),
    Json(serde_json::Value),
    /// Whatever the engine made of `now` and the like; equal numbers are equal values.
    Made(usize),
    /// What no column can hold.
    Misfit,
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Returns the number that a rule compares.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }
}

/// Returns `value` as a column of another type holds it; `None` when it does not fit or there is no way. A float that
/// would lose digits does not fit, since SQLite keeps them.
pub(crate) fn convert(value: &Value, from: &Kind, to: &Kind) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    let converted = match (from, to, value) {
        (_, Kind::F64, Value::Int(value)) if value.unsigned_abs() <= 1 << 53 => Value::Float(*value as f64),
        (Kind::F64, _, Value::Float(value)) if is_integer(to) && value.fract() == 0.0 => Value::Int(*value as i64),
        (Kind::Bool, _, Value::Bool(value)) if is_integer(to) => Value::Int(i64::from(*value)),
        (_, Kind::Bool, Value::Int(value @ 0..=1)) => Value::Bool(*value == 1),
        (Kind::Json | Kind::List, Kind::Text, Value::Json(value)) => Value::Text(value.to_string()),
        (Kind::Text, Kind::Json | Kind::List, Value::Text(text)) => Value::Json(serde_json::from_str(text).ok()?),
        _ => value.clone(),
    };
    belongs(&converted, to).then_some(converted)
}

fn is_integer(kind: &Kind) -> bool {
    kind.is_integer() || *kind == Kind::Duration
}

/// Tells whether a column of the type can hold the value at all.
pub(crate) fn belongs(value: &Value, kind: &Kind) -> bool {
    match (kind, value) {
        (_, Value::Null | Value::Made(_)) => true,
        (Kind::Bool, Value::Bool(_)) => true,
        (Kind::I16, Value::Int(value)) => i16::try_from(*value).is_ok(),
        (Kind::I32, Value::Int(value)) => i32::try_from(*value).is_ok(),
        (Kind::I64, Value::Int(_)) => true,
        (Kind::Duration, Value::Int(value)) => *value >= 0,
        (Kind::F32, Value::Float(value)) => f64::from(*value as f32) == *value && (*value as f32).is_finite(),
        (Kind::F64, Value::Float(_)) => true,
        (Kind::String(max), Value::Text(text)) => text.chars().count() <= *max as usize,
        (Kind::Text, Value::Text(_)) => true,
        (Kind::Enum(values), Value::Text(text)) => values.contains(text),
        (Kind::Bytes, Value::Bytes(_)) => true,
        (Kind::Uuid, Value::Uuid(_)) => true,
        (Kind::Date, Value::Date(_)) => true,
        (Kind::Time, Value::Time(_)) => true,
        (Kind::DateTime, Value::DateTime(_)) => true,
        (Kind::Timestamp, Value::Timestamp(_)) => true,
        (Kind::Json, Value::Json(_)) => true,
        (Kind::List, Value::Json(_)) => true,
        _ => false,
    }
}
