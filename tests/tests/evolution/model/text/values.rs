//! Values and rules in TOML.

use std::fmt::Write as _;

use super::TENANT_LENGTH;
use crate::model::{Id, Kind, Preset, Rules};
use crate::value::{Value, digits};

pub(super) fn values(kind: &Kind, id: Id) -> String {
    let Kind::Enum(values) = kind else { unreachable!("{kind:?} has no values") };
    let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
    format!("enum = [{}], enum_name = \"Enum{id}\"", values.join(", "))
}

/// Returns an expression that every database computes alike.
fn made(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"lower('{text}')\""),
        value => format!("\"{} + 0\"", literal(value)),
    }
}

pub(super) fn preset(preset: &Preset) -> String {
    match preset {
        Preset::Made(value) => made(value),
        Preset::Value(value) => literal(value),
        Preset::Now => "\"now\"".to_owned(),
        Preset::UuidV7 => "\"uuid_v7\"".to_owned(),
    }
}

pub(super) fn rules(kind: &Kind, rules: &Rules, parts: &mut Vec<String>) {
    let max = match kind {
        Kind::String(max) => Some(*max),
        Kind::TenantId => Some(TENANT_LENGTH),
        _ => rules.max_length,
    };
    match (rules.min_length, max) {
        (None, None) => {}
        (None, Some(max)) if *kind == Kind::Text => parts.push(format!("length = {{ max = {max} }}")),
        (None, Some(max)) => parts.push(format!("length = {max}")),
        (Some(min), None) => parts.push(format!("length = {{ min = {min} }}")),
        (Some(min), Some(max)) => parts.push(format!("length = [{min}, {max}]")),
    }
    if let Some((min, max)) = &rules.range {
        let ends = [("min", min), ("max", max)];
        let ends = ends.iter().filter_map(|(key, end)| end.as_ref().map(|end| format!("{key} = {}", literal(end))));
        parts.push(format!("range = {{ {} }}", ends.collect::<Vec<_>>().join(", ")));
    }
    if let Some(pattern) = rules.pattern {
        parts.push(format!("pattern = '{}'", pattern.source()));
    }
    if let Some(values) = &rules.one_of {
        parts.push(format!("one_of = [{}]", values.iter().map(literal).collect::<Vec<_>>().join(", ")));
    }
    if rules.url {
        parts.push("url = true".to_owned());
    }
    if rules.immutable {
        parts.push("immutable = true".to_owned());
    }
}

/// A TOML value; JSON of lists and objects of scalars is written with `=` in place of `:`.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Decimal(value) => digits(*value, 0),
        Value::Text(text) => quoted(text),
        Value::Json(value) => json(value),
        other => unreachable!("{other:?} is never written in a definition"),
    }
}

fn json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        serde_json::Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{} = {}", quoted(name), json(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

pub(super) fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            character if character.is_control() => write!(quoted, "\\u{:04X}", character as u32).unwrap(),
            character => quoted.push(character),
        }
    }
    quoted + "\""
}
