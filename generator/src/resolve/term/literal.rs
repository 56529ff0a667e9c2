//! Resolves constants of a given type.

use crate::decimal;
use crate::ir::{Constants, FieldType, Json, JsonShape, Literal, Scalar};

/// Returns `value` as a constant of type `ty`, or `None` if it is not one.
///
/// Times, keys, bytes and json have no constants in a definition.
pub(in crate::resolve) fn literal(value: &Json, ty: &FieldType) -> Option<Literal> {
    match (ty, value) {
        (FieldType::String { .. } | FieldType::Text, Json::Text(text)) => Some(Literal::Text(text.clone())),
        (FieldType::Enum(values), Json::Text(text)) => {
            // An enum out of sight knows its values itself.
            let known = values.values.is_empty() || values.values.iter().any(|value| value.text == *text);
            known.then(|| Literal::Text(text.clone()))
        }
        (FieldType::Scalar(scalar), value) => scalar_literal(value, *scalar),
        (FieldType::Decimal { precision, scale }, value) => decimal_literal(value, *precision, *scale),
        _ => None,
    }
}

/// Tells whether a value is a text that PostgreSQL stores in no row, and reads in no statement.
pub(in crate::resolve) fn has_nul(value: &Json) -> bool {
    matches!(value, Json::Text(text) if text.contains('\0'))
}

fn scalar_literal(value: &Json, scalar: Scalar) -> Option<Literal> {
    match (scalar, value) {
        (Scalar::Bool, Json::Bool(value)) => Some(Literal::Bool(*value)),
        (Scalar::I16, Json::Int(value)) => i16::try_from(*value).ok().map(|_| Literal::Int(*value)),
        (Scalar::I32, Json::Int(value)) => i32::try_from(*value).ok().map(|_| Literal::Int(*value)),
        (Scalar::I64, Json::Int(value)) => Some(Literal::Int(*value)),
        (Scalar::Duration, Json::Int(value)) => (*value >= 0).then_some(Literal::Int(*value)),
        (Scalar::F32 | Scalar::F64, Json::Float(value)) => value.is_finite().then_some(Literal::Float(*value)),
        #[expect(clippy::cast_precision_loss, reason = "a whole number written for a float means the nearest float")]
        (Scalar::F32 | Scalar::F64, Json::Int(value)) => Some(Literal::Float(*value as f64)),
        _ => None,
    }
}

/// A number with a fraction is read as a float, of which fifteen digits are those that were written.
fn decimal_literal(value: &Json, precision: u32, scale: u32) -> Option<Literal> {
    let literal = match value {
        Json::Int(value) => Literal::Int(*value),
        Json::Float(value) if is_exact(*value) => Literal::Float(*value),
        _ => return None,
    };
    decimal::fits(&literal.digits()?, precision, scale).then_some(literal)
}

/// Tells whether a float stands for the digits that were written.
pub(crate) fn is_exact(value: f64) -> bool {
    let digits = value.abs().to_string();
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    value.is_finite() && digits.trim_matches('0').len() <= f64::DIGITS as usize
}

/// Returns what a constant of type `ty` looks like, for advice.
pub(in crate::resolve) fn example(ty: &FieldType) -> String {
    match ty {
        FieldType::String { .. } | FieldType::Text => "a string".to_owned(),
        FieldType::Enum(values) if values.values.is_empty() => format!("the text of a `{}`", values.name),
        FieldType::Enum(values) => {
            let values: Vec<String> = values.values.iter().map(|value| format!("`\"{}\"`", value.text)).collect();
            format!("one of {}", values.join(", "))
        }
        FieldType::Decimal { precision, scale } => {
            format!("a number of at most {} digits before the point and {scale} after it", precision - scale)
        }
        FieldType::Scalar(scalar) => match scalar.info().constants {
            Constants::Any(example) => example.to_owned(),
            Constants::Word(word) => format!("`\"{word}\"`"),
            Constants::None => "no constant".to_owned(),
        },
        FieldType::Json(JsonShape::Value(name)) => format!("a table with the members of `{name}`"),
        FieldType::Json(JsonShape::ValueList(name)) => format!("a list of `{name}`"),
        FieldType::Json(JsonShape::ScalarList(_)) => "a list of scalars".to_owned(),
        FieldType::Json(JsonShape::Any) => "any value".to_owned(),
        FieldType::Key(_) | FieldType::Bytes { .. } => "no constant".to_owned(),
    }
}
