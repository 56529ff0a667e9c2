//! Values of columns, of no engine.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::Kind;

/// How many digits behind the point a decimal has here, whatever its column has.
const SCALE: u32 = 6;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// In millionths.
    Decimal(i128),
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
            Self::Decimal(millionths) => Some(*millionths as f64 / 1e6),
            _ => None,
        }
    }

    /// Returns a decimal of this many units of the last of `scale` digits behind the point.
    pub(crate) fn decimal(units: i128, scale: u32) -> Self {
        Self::Decimal(units * 10_i128.pow(SCALE - scale))
    }
}

/// Returns how many units of the last digit a decimal has.
pub(crate) fn units(millionths: i128, scale: u32) -> i128 {
    millionths / 10_i128.pow(SCALE - scale)
}

/// Returns a decimal as it is written, with as many digits behind the point as it needs but at least `least`.
pub(crate) fn digits(millionths: i128, least: u32) -> String {
    let (sign, size) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    let behind = format!("{:06}", size % 1_000_000);
    let needed = behind.trim_end_matches('0').len().max(least as usize);
    let point = if needed == 0 { "" } else { "." };
    format!("{sign}{}{point}{}", size / 1_000_000, &behind[..needed])
}

/// Reads what `digits` writes.
pub(crate) fn parse_digits(text: &str) -> Option<Value> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    let scale = u32::try_from(behind.len()).ok()?;
    let units: i128 = format!("{whole}{behind}").parse().ok()?;
    (scale <= SCALE).then(|| Value::decimal(units, scale))
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
        (_, Kind::Decimal { .. }, Value::Int(value)) => Value::decimal((*value).into(), 0),
        (Kind::Decimal { .. }, _, Value::Decimal(value)) if is_integer(to) && value % 1_000_000 == 0 => {
            Value::Int(i64::try_from(value / 1_000_000).ok()?)
        }
        (Kind::Bool, _, Value::Bool(value)) if is_integer(to) => Value::Int(i64::from(*value)),
        (_, Kind::Bool, Value::Int(value @ 0..=1)) => Value::Bool(*value == 1),
        (Kind::Json | Kind::List | Kind::Array, Kind::Text, Value::Json(value)) => Value::Text(value.to_string()),
        (Kind::Text, Kind::Json | Kind::List | Kind::Array, Value::Text(text)) => {
            Value::Json(serde_json::from_str(text).ok()?)
        }
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
        (Kind::Decimal { precision, scale }, Value::Decimal(value)) => {
            value % 10_i128.pow(SCALE - scale) == 0 && units(*value, *scale).unsigned_abs() < 10_u128.pow(*precision)
        }
        (Kind::String(max), Value::Text(text)) => text.chars().count() <= *max as usize,
        (Kind::Text, Value::Text(_)) => true,
        (Kind::Enum(values), Value::Text(text)) => values.contains(text),
        (Kind::Bytes, Value::Bytes(_)) => true,
        (Kind::Blob(max), Value::Bytes(bytes)) => bytes.len() <= *max as usize,
        (Kind::Uuid, Value::Uuid(_)) => true,
        (Kind::Date, Value::Date(_)) => true,
        (Kind::Time, Value::Time(_)) => true,
        (Kind::DateTime, Value::DateTime(_)) => true,
        (Kind::Timestamp, Value::Timestamp(_)) => true,
        (Kind::Json, Value::Json(_)) => true,
        (Kind::List | Kind::Array, Value::Json(_)) => true,
        _ => false,
    }
}
