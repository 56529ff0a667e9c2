//! Checks keys and kinds of values against the grammar.

use toml::de::DeValue;

use super::{
    grammar::{Key, ValueShape},
    table::{TomlTable, Value},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::Text,
    name,
};

/// Reports every key that `keys` does not have and every value of the wrong kind.
pub(super) fn check(table: &TomlTable<'_>, keys: &[Key], diagnostics: &mut Diagnostics) {
    for entry in table.entries() {
        match keys.iter().find(|key| key.name == entry.key.value) {
            Some(key) => value(&entry.value, key.shape, &entry.key, diagnostics),
            None => diagnostics.push(unknown(&entry.key, keys)),
        }
    }
}

fn value(value: &Value<'_>, shape: &ValueShape, key: &Text, diagnostics: &mut Diagnostics) {
    let Some(shape) = choose(value.value, shape) else {
        diagnostics.push(wrong(value, shape, key));
        return;
    };
    match shape {
        ValueShape::Any | ValueShape::Integer | ValueShape::Number => numbers(value, diagnostics),
        ValueShape::List { of, min, max } => {
            let elements = value.elements();
            if elements.len() < *min || elements.len() > *max {
                let message = format!("`{}` takes {min} or {max} numbers, not {}", key.value, elements.len());
                diagnostics.push(Diagnostic::error(Code::WrongShape, value.origin, message));
            }
            for element in elements {
                self::value(&element, of, key, diagnostics);
            }
        }
        ValueShape::Table(keys) => {
            if let Some(table) = value.table() {
                check(&table, keys, diagnostics);
            }
        }
        ValueShape::Map(of) => {
            for entry in value.table().map(|table| table.entries()).unwrap_or_default() {
                self::value(&entry.value, of, &entry.key, diagnostics);
            }
        }
        _ => {}
    }
}

/// Reports numbers, at any depth, that are written in TOML but held by no column.
fn numbers(value: &Value<'_>, diagnostics: &mut Diagnostics) {
    let message = match value.value {
        DeValue::Integer(_) if value.integer().is_none() => "this number does not fit in 64 bits",
        DeValue::Float(_) if !value.float().is_some_and(f64::is_finite) => "databases cannot store infinity or NaN",
        DeValue::Array(_) => return value.elements().iter().for_each(|element| numbers(element, diagnostics)),
        DeValue::Table(_) => {
            let entries = value.table().map(|table| table.entries()).unwrap_or_default();
            return entries.iter().for_each(|entry| numbers(&entry.value, diagnostics));
        }
        _ => return,
    };
    diagnostics.push(Diagnostic::error(Code::WrongShape, value.origin, message).help("write another number"));
}

/// Returns the alternative of `shape` that takes this kind of value.
fn choose<'s>(value: &DeValue<'_>, shape: &'s ValueShape) -> Option<&'s ValueShape> {
    let takes = match shape {
        ValueShape::Any => true,
        ValueShape::Text | ValueShape::Words(_) => value.is_str(),
        ValueShape::Bool => value.is_bool(),
        ValueShape::Integer => value.is_integer(),
        ValueShape::Number => value.is_integer() || value.is_float(),
        ValueShape::List { .. } => value.is_array(),
        ValueShape::Table(_) | ValueShape::Map(_) => value.is_table(),
        ValueShape::Either(shapes) => return shapes.iter().find_map(|shape| choose(value, shape)),
    };
    takes.then_some(shape)
}

fn unknown(key: &Text, keys: &[Key]) -> Diagnostic {
    let names = keys.iter().map(|key| key.name);
    let help = match name::nearest_key(&key.value, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("expected one of: {}", names.collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error(Code::UnknownKey, key.origin, format!("unknown key `{}`", key.value)).help(help)
}

fn wrong(value: &Value<'_>, shape: &ValueShape, key: &Text) -> Diagnostic {
    let found = value.value.type_str();
    let message = format!("`{}` takes {}, not {} {found}", key.value, kind(shape), article(found));
    Diagnostic::error(Code::WrongShape, value.origin, message)
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn kind(shape: &ValueShape) -> String {
    match shape {
        ValueShape::Text => "a string".to_owned(),
        ValueShape::Words(words) => words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or "),
        ValueShape::Bool => "`true` or `false`".to_owned(),
        ValueShape::Integer => "an integer".to_owned(),
        ValueShape::Number => "a number".to_owned(),
        ValueShape::Any => "a value".to_owned(),
        ValueShape::List { .. } => "a list".to_owned(),
        ValueShape::Table(_) | ValueShape::Map(_) => "a table".to_owned(),
        ValueShape::Either(shapes) => shapes.iter().map(kind).collect::<Vec<_>>().join(" or "),
    }
}
