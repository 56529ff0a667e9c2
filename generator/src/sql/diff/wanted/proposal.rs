//! A value for rows that are there which the field takes, or why there is none to propose.

use crate::ir::{Field, FieldType, Json, Rule, Scalar, Schema};
use crate::sql::operation;
use crate::sql::value::sample;

/// As `--fill` takes it, or the reason why nothing is proposed.
pub(super) type Proposal = Result<String, String>;

/// Returns a value of a field as it would be typed.
pub(in crate::sql::diff) fn of(field: &Field, schema: &Schema) -> Proposal {
    if let FieldType::Scalar(Scalar::Bytes) | FieldType::Bytes { .. } = field.ty {
        return sample::custom(&field.rules).map_or_else(|| Ok("x''".to_owned()), Err);
    }
    let spoken = match field.ty {
        FieldType::Scalar(Scalar::Uuid) => Some("uuid_v7"),
        FieldType::Scalar(Scalar::Timestamp) if !field.rules.contains(&Rule::Future) => Some("now"),
        _ => None,
    };
    if let Some(word) = spoken {
        return sample::custom(&field.rules).map_or_else(|| Ok(word.to_owned()), Err);
    }
    Ok(match sample::of(&field.ty, &field.rules, schema)? {
        Json::Text(text) => quoted(&text),
        Json::Bool(value) => value.to_string(),
        Json::Int(value) => value.to_string(),
        Json::Float(value) => format!("{value:?}"),
        json => quoted(&operation::json_text(&json)),
    })
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
