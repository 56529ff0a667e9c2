use larder_format::plan::{Column, ColumnType, DefaultValue, Fill, ForeignKey, Literal, Table};

use super::Tables;
use super::dialogue::Pair;
use crate::sql::{Problem, Question, QuestionKind};

/// Tells whether every row needs a value of its own, alone or among the rows of its tenant.
pub(super) fn needs_own_value(table: &Table, column: &str, tenant: Option<&str>) -> bool {
    let keys = table.uniques.iter().filter(|key| key.conditions.is_empty());
    keys.into_iter().any(|key| {
        let mut others = key.columns.iter().filter(|name| *name != column);
        key.columns.iter().any(|name| name == column) && others.all(|name| Some(name.as_str()) == tenant)
    })
}

/// Asks what rows get in a column that they have no value for, and says what the value must fulfil.
pub(super) fn fill(pair: Pair<'_>, column: &Column, mut message: String, before: &Tables) -> Problem {
    let table = &pair.wanted.table;
    let subject = pair.subject(&column.name);
    let reference = table.foreign_keys.iter().find(|key| key.columns.last() == Some(&column.name));
    let own = needs_own_value(table, &column.name, pair.wanted.tenant.as_deref());
    if own {
        message += "; it is unique, so every row needs a value of its own";
    }
    if let Some(key) = reference {
        message += &format!("; it must name a row of `{}`", key.parent);
        if !before.contains_key(&key.parent) {
            message += ", which is new and empty, so that no value fits while rows are there";
        }
    }
    let values = match reference {
        Some(key) => vec![some_parent(table, key)],
        None if own => of_its_own(table, column),
        None => vec![neutral(column)],
    };
    let flag = |value: &String| match value.split_once('|') {
        Some((dialect, value)) => said("--fill", &format!("{subject}:{dialect}={value}")),
        None => said("--fill", &format!("{subject}={value}")),
    };
    let question = Question {
        kind: QuestionKind::Fill,
        flags: vec![values.iter().map(flag).collect::<Vec<_>>().join(" ")],
        candidates: Vec::new(),
        subject,
    };
    Problem::asking("M0203", message, question)
}

/// Asks whether a column may take fewer values.
pub(super) fn narrow(pair: Pair<'_>, column: &Column, reason: &str) -> Problem {
    let subject = pair.subject(&column.name);
    let narrow = format!("--narrow {subject}");
    let value = match &column.ty {
        // Cut, since a row then keeps what fits.
        ColumnType::String { max } | ColumnType::Text { max: Some(max) } => {
            format!("substr({}, 1, {max})", column.name)
        }
        _ if column.nullable => "null".to_owned(),
        _ => neutral(column),
    };
    let fill = said("--fill", &format!("{subject}={value}"));
    let message = format!(
        "`{subject}` would take fewer values: {reason}. Without `--fill` the migration fails when there are such rows"
    );
    let question = Question {
        kind: QuestionKind::Narrow,
        flags: vec![narrow.clone(), format!("{narrow} {fill}")],
        candidates: Vec::new(),
        subject,
    };
    Problem::asking("M0204", message, question)
}

/// Returns the default as an expression, if it is the same for every row or can be made for each.
pub(super) fn of_default(default: &DefaultValue) -> Option<Fill> {
    Some(match default {
        // As somebody would type it: each dialect makes its own spelling of a literal.
        DefaultValue::Literal(Literal::Text(text)) | DefaultValue::Json(text) => {
            Fill::All(format!("'{}'", text.replace('\'', "''")))
        }
        DefaultValue::Literal(Literal::Bool(value)) => Fill::All(value.to_string()),
        DefaultValue::Literal(Literal::Int(value)) => Fill::All(value.to_string()),
        DefaultValue::Literal(Literal::Float(value)) => Fill::All(format!("{value:?}")),
        DefaultValue::Now => Fill::All("now".to_owned()),
        DefaultValue::UuidV7 => Fill::All("uuid_v7".to_owned()),
        DefaultValue::Identity => return None,
    })
}

/// Returns a type as the definition writes it.
pub(super) fn type_name(ty: &ColumnType) -> String {
    match ty {
        ColumnType::String { max } => format!("string({max})"),
        ColumnType::Text { .. } => "text".to_owned(),
        ColumnType::Enum { .. } => "an enum".to_owned(),
        ColumnType::Decimal { .. } => "decimal".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// A value that says nothing.
fn neutral(column: &Column) -> String {
    if let Some(Fill::All(value)) = column.default.as_ref().and_then(of_default) {
        return value;
    }
    match &column.ty {
        ColumnType::Bool => "false".to_owned(),
        ColumnType::I16 | ColumnType::I32 | ColumnType::I64 | ColumnType::Duration => "0".to_owned(),
        ColumnType::F32 | ColumnType::F64 | ColumnType::Decimal { .. } => "0".to_owned(),
        ColumnType::String { .. } | ColumnType::Text { .. } | ColumnType::Bytes => "''".to_owned(),
        ColumnType::Uuid => "uuid_v7".to_owned(),
        ColumnType::Date => "'2000-01-01'".to_owned(),
        ColumnType::Time => "'00:00:00'".to_owned(),
        ColumnType::Timestamp => "now".to_owned(),
        ColumnType::Json => "'{}'".to_owned(),
        ColumnType::Enum { values } => {
            format!("'{}'", values.first().map(|value| value.replace('\'', "''")).unwrap_or_default())
        }
    }
}

/// A value for each row that no other row has, made of the row's key; `dialect|value` where the databases differ.
fn of_its_own(table: &Table, column: &Column) -> Vec<String> {
    let key = table.primary_key.columns.first().map_or("id", String::as_str);
    match &column.ty {
        ColumnType::Uuid => vec!["uuid_v7".to_owned()],
        ColumnType::String { .. } | ColumnType::Text { .. } => {
            let is_uuid = table.columns.iter().any(|other| other.name == key && other.ty == ColumnType::Uuid);
            let [mysql, sqlite] = match is_uuid {
                true => [format!("lower(hex({key}))"), format!("lower(hex({key}))")],
                false => [format!("CAST({key} AS CHAR)"), format!("CAST({key} AS TEXT)")],
            };
            vec![format!("postgres|CAST({key} AS text)"), format!("mysql|{mysql}"), format!("sqlite|{sqlite}")]
        }
        _ => vec![key.to_owned()],
    }
}

/// The first row of the parent, of the row's own tenant where the key holds one.
fn some_parent(table: &Table, key: &ForeignKey) -> String {
    let Some(wanted) = key.parent_columns.last() else { return "…".to_owned() };
    let shared = key.columns.iter().zip(&key.parent_columns).rev().skip(1);
    let conditions: Vec<_> =
        shared.map(|(own, theirs)| format!("{0}.{theirs} = {1}.{own}", key.parent, table.name)).collect();
    let condition = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    format!("(SELECT {wanted} FROM {}{condition} ORDER BY {wanted} LIMIT 1)", key.parent)
}

/// Returns a flag with its value, quoted for a shell where needed.
fn said(flag: &str, value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_.,:=-".contains(c);
    if value.chars().all(plain) {
        format!("{flag} {value}")
    } else if value.contains('\'') {
        let escaped: String =
            value.chars().flat_map(|c| "\"\\$`".contains(c).then_some('\\').into_iter().chain([c])).collect();
        format!("{flag} \"{escaped}\"")
    } else {
        format!("{flag} '{value}'")
    }
}
