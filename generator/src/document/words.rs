//! Types, rules, defaults and conditions in words.

use crate::ir::{Bound, Comparison, Condition, Default, FieldType, Json, JsonShape, Literal, Predicate, Rule};

/// Returns words one after another.
pub(super) fn listed(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// Returns one word for a type, as a diagram takes it.
pub(super) fn word(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Scalar(scalar) => scalar.info().word,
        FieldType::Key(key) => word(&key.column),
        FieldType::Decimal { .. } => "decimal",
        FieldType::String { .. } => "string",
        FieldType::Text => "text",
        FieldType::Bytes { .. } => "bytes",
        FieldType::Json(_) => "json",
        FieldType::Enum(_) => "enum",
    }
}

/// Returns the type as a cell of a table.
pub(super) fn type_name(ty: &FieldType) -> String {
    match ty {
        FieldType::Decimal { precision, scale } => format!("decimal, {precision} digits, {scale} after the point"),
        FieldType::String { max } => format!("string, up to {max} characters"),
        FieldType::Bytes { max } => format!("bytes, up to {max}"),
        FieldType::Enum(values) => listed(values.values.iter().map(|value| format!("`{}`", value.text))),
        FieldType::Json(JsonShape::Value(name)) => format!("json, {name}"),
        FieldType::Json(JsonShape::ValueList(name)) => format!("json, a list of {name}"),
        FieldType::Json(JsonShape::ScalarList(of)) => format!("json, a list of {}", type_name(of)),
        FieldType::Key(key) => format!("{}, key of {}", type_name(&key.column), key.entity),
        FieldType::Scalar(_) | FieldType::Text | FieldType::Json(JsonShape::Any) => word(ty).to_owned(),
    }
}

pub(super) fn rules(rules: &[Rule]) -> String {
    rules.iter().map(rule).collect::<Vec<_>>().join("; ")
}

fn rule(rule: &Rule) -> String {
    let between = |min: Option<Bound>, max: Option<Bound>| match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any".to_owned(),
    };
    match rule {
        Rule::Length { min, max } => {
            let bound = |length: u32| Bound::Int(length.into());
            format!("length {}", between(Some(bound(*min)), max.map(bound)))
        }
        Rule::Range { min, max } => between(*min, *max),
        Rule::Pattern(pattern) => format!("matches `{pattern}`"),
        Rule::OneOf(values) => {
            format!("one of {}", listed(values.iter().map(|value| format!("`{}`", literal(value)))))
        }
        Rule::Future => "in the future".to_owned(),
        Rule::Past => "in the past".to_owned(),
        Rule::Custom(path) => format!("`{path}`"),
        Rule::Email | Rule::Phone | Rule::Url | Rule::Slug => {
            rule.format().map_or_else(String::new, |format| format.noun.to_owned())
        }
    }
}

pub(super) fn default(default: &Default) -> String {
    match default {
        Default::Literal(value) => format!("`{}`", literal(value)),
        Default::Json(value) => format!("`{}`", json(value)),
        Default::Now => "now".to_owned(),
        Default::UuidV7 => "a new UUID".to_owned(),
        Default::Identity => "the next number".to_owned(),
        Default::Sql(_) => "made by the database".to_owned(),
    }
}

pub(super) fn predicate(predicate: &Predicate) -> String {
    predicate.conditions.iter().map(condition).collect::<Vec<_>>().join(" and ")
}

fn condition(Condition { field, comparison }: &Condition) -> String {
    let (sign, value) = match comparison {
        Comparison::IsNull => return format!("`{field}` is null"),
        Comparison::IsNotNull => return format!("`{field}` is not null"),
        Comparison::Equal(value) => ("=", value),
        Comparison::NotEqual(value) => ("<>", value),
        Comparison::Less(value) => ("<", value),
        Comparison::LessOrEqual(value) => ("<=", value),
        Comparison::Greater(value) => (">", value),
        Comparison::GreaterOrEqual(value) => (">=", value),
    };
    format!("`{field} {sign} {}`", literal(value))
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(value) => value.clone(),
    }
}

fn json(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Int(value) => value.to_string(),
        Json::Float(value) => value.to_string(),
        Json::Text(value) => format!("{value:?}"),
        Json::List(values) => format!("[{}]", values.iter().map(json).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name:?}: {}", json(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}
