//! Writes `plan.toml`.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::{PlanError, PlanFile};

/// Writes one line for each column, key and step, so that a review shows what changed.
pub(super) fn plan(plan: &PlanFile) -> Result<String, PlanError> {
    let document = Table::try_from(plan).map_err(PlanError::syntax)?;
    let mut text = String::from("# Written by codegen. Edit the SQL beside it, not this file.\n");
    let (sections, entries): (Vec<_>, Vec<_>) = document.iter().partition(|(_, value)| is_section(value));
    for (key, value) in entries {
        entry(&mut text, key, value);
    }
    for (key, value) in sections {
        match value {
            Value::Array(items) => {
                for item in items {
                    let _ = write!(text, "\n[[{key}]]\n");
                    body(&mut text, item);
                }
            }
            Value::Table(table) if table.values().all(Value::is_table) => {
                for (name, inner) in table {
                    let _ = write!(text, "\n[{key}.{name}]\n");
                    body(&mut text, inner);
                }
            }
            other => {
                let _ = write!(text, "\n[{key}]\n");
                body(&mut text, other);
            }
        }
    }
    Ok(text)
}

fn is_section(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::Array(items) => items.first().is_some_and(Value::is_table),
        _ => false,
    }
}

fn body(text: &mut String, value: &Value) {
    for (key, value) in value.as_table().into_iter().flatten() {
        entry(text, key, value);
    }
}

fn entry(text: &mut String, key: &str, value: &Value) {
    let key = self::key(key);
    match value {
        Value::Array(items) if items.iter().any(Value::is_table) => {
            let _ = writeln!(text, "{key} = [");
            for item in items {
                let _ = writeln!(text, "    {},", inline(item));
            }
            text.push_str("]\n");
        }
        other => {
            let _ = writeln!(text, "{key} = {}", inline(other));
        }
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let entries: Vec<_> =
                table.iter().map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        // On one line: a checkout may write other line ends.
        Value::String(text) if text.contains(['\n', '\r']) => escaped(text),
        scalar => scalar.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '"' | '\\' => quoted.extend(['\\', character]),
            other if other.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { name.to_owned() } else { Value::from(name).to_string() }
}
