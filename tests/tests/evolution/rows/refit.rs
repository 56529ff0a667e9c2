//! Values that a narrower column does not take and that `--fill` gives another for, as the databases tell them apart.

use super::fill::Fill;
use crate::model::{Field, Kind};
use crate::value::{Value, convert};

/// Tells whether the databases find out which values of one type are none of the other.
pub(crate) fn is_told(from: &Kind, to: &Kind) -> bool {
    let is_text = |kind: &Kind| kind.is_text() || matches!(kind, Kind::Enum(_));
    let is_whole = |kind: &Kind| kind.is_integer() || *kind == Kind::Duration;
    match to {
        Kind::Enum(_) | Kind::String(_) => from != to && is_text(from),
        Kind::Decimal { .. } => from != to && (is_whole(from) || matches!(from, Kind::Decimal { .. })),
        Kind::Blob(_) => from != to,
        Kind::F32 => *from == Kind::F64,
        Kind::F64 => matches!(from, Kind::I64 | Kind::Duration),
        to => from != to && is_whole(from) && is_whole(to),
    }
}

/// Tells whether rows with the value get another.
pub(crate) fn misfits(value: &Value, from: &Kind, to: &Kind) -> bool {
    let fits = match (to, value) {
        (Kind::Enum(values), Value::Text(text)) => values.contains(text),
        (Kind::String(max), Value::Text(text)) => text.chars().count() <= *max as usize,
        (Kind::I16, Value::Int(value)) => i16::try_from(*value).is_ok(),
        (Kind::I32, Value::Int(value)) => i32::try_from(*value).is_ok(),
        (Kind::Duration, Value::Int(value)) => *value >= 0,
        (Kind::F32, Value::Float(value)) => (*value as f32).is_finite(),
        (Kind::F64, Value::Int(value)) => value.unsigned_abs() <= 1 << 53,
        (Kind::Blob(max), Value::Bytes(bytes)) => bytes.len() <= *max as usize,
        (Kind::Decimal { .. }, value) => convert(value, from, to).is_some(),
        _ => true,
    };
    !fits && is_told(from, to)
}

/// Returns the value that every row with `value` had before, where one alone was replaced by it.
pub(crate) fn taken_back(value: &Value, before: &Field, after: &Field, fill: &Fill) -> Option<Value> {
    let (Kind::Enum(old), Kind::Enum(new)) = (&before.kind, &after.kind) else { return None };
    let Fill::Literal(Value::Text(put)) = fill else { return None };
    let mut gone = old.iter().filter(|value| !new.contains(value));
    let (Some(one), None) = (gone.next(), gone.next()) else { return None };
    let is_alone = new.contains(put) && !old.contains(put) && before.nullable == after.nullable;
    (is_alone && *value == Value::Text(put.clone())).then(|| Value::text(one))
}
