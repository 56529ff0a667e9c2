//! Questions about values of columns, with suggested answers.

use larder_format::plan::{CheckRule, Column, ColumnType, DefaultValue, Fill, ForeignKey, Literal, Table};
use larder_format::qualified;

use super::{Dialogue, Pair};
use crate::dialect::Dialect;
use crate::sql::{Problem, Question, QuestionKind};

/// Tells whether every row needs a value of its own, alone or among the rows of its tenant.
pub(in crate::sql::diff) fn needs_own_value(table: &Table, column: &str, tenant: Option<&str>) -> bool {
    let keys = table.uniques.iter().filter(|key| key.conditions.is_empty());
    keys.into_iter().any(|key| {
        let mut others = key.columns.iter().filter(|name| *name != column);
        key.columns.iter().any(|name| name == column) && others.all(|name| Some(name.as_str()) == tenant)
    })
}

/// Asks what rows get in a column that they have no value for, and says what the value must fulfil.
pub(in crate::sql::diff) fn fill(
    pair: Pair<'_>,
    column: &Column,
    mut message: String,
    dialogue: &Dialogue<'_>,
) -> Problem {
    let table = &pair.wanted.table;
    let subject = pair.subject(&column.name);
    let tenant = pair.wanted.tenant.as_deref();
    let is_own = |key: &&ForeignKey| pairs(key, tenant).iter().any(|(own, _)| *own == column.name);
    let reference = table.foreign_keys.iter().find(is_own);
    let own = needs_own_value(table, &column.name, tenant);
    if own {
        message += "; it is unique, so every row needs a value of its own";
    }
    if let Some(key) = reference {
        message += &format!("; it must reference a row of `{}`", key.parent);
        if dialogue.is_new(&key.parent) {
            message += ", which is new and empty, so no value is valid while the table has rows";
        }
    }
    let values = match reference {
        Some(key) => Ok(some_parents(table, key, &column.name, tenant)),
        None if own => of_its_own(table, column, tenant),
        None => neutral(pair, column).map(|value| vec![value]),
    };
    let values = values.unwrap_or_else(|reason| {
        message += &format!("; no value is suggested: {reason}");
        Vec::new()
    });
    let flag = |value: &String| match value.split_once('|') {
        Some((dialect, value)) => said("--fill", &format!("{subject}:{dialect}={value}")),
        None => said("--fill", &format!("{subject}={value}")),
    };
    let question = Question {
        kind: QuestionKind::Fill,
        flags: Some(values.iter().map(flag).collect::<Vec<_>>().join(" "))
            .filter(|flag| !flag.is_empty())
            .into_iter()
            .collect(),
        candidates: Vec::new(),
        subject,
    };
    Problem::asking("M0203", message, question)
}

/// Asks whether a column may take fewer values; `renames` is the answer that they have other names.
pub(in crate::sql::diff) fn narrow(pair: Pair<'_>, column: &Column, reason: &str, renames: Option<String>) -> Problem {
    let subject = pair.subject(&column.name);
    let narrow = format!("--narrow {subject}");
    let value = match &column.ty {
        // Cut, since a row then keeps what fits.
        ColumnType::String { max } | ColumnType::Text { max: Some(max) }
            if !is_ruled(pair, column) && is_unquoted(&column.name) =>
        {
            Some(format!("substr({}, 1, {max})", column.name))
        }
        _ if column.nullable => Some("null".to_owned()),
        _ => neutral(pair, column).ok(),
    };
    let with_fill = value.map(|value| format!("{narrow} {}", said("--fill", &format!("{subject}={value}"))));
    let message = format!(
        "`{subject}` would accept fewer values: {reason}. Without `--fill`, the migration fails if such rows exist"
    );
    let question = Question {
        kind: QuestionKind::Narrow,
        flags: renames.into_iter().chain([narrow]).chain(with_fill).collect(),
        candidates: Vec::new(),
        subject,
    };
    Problem::asking("M0204", message, question)
}

/// Tells whether a name stands bare in every dialect's SQL.
fn is_unquoted(name: &str) -> bool {
    Dialect::ALL.iter().all(|dialect| dialect.identifier(name) == name)
}

/// Returns the default as an expression, if it is the same for every row or can be made for each.
pub(in crate::sql::diff) fn of_default(default: &DefaultValue) -> Option<Fill> {
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
        DefaultValue::Sql(text) => {
            let of = |dialect| text.of(dialect).map(str::to_owned);
            Fill::each(of(Dialect::Postgres)?, of(Dialect::MySql)?, of(Dialect::Sqlite)?)
        }
    })
}

/// Returns a type as the definition writes it.
pub(in crate::sql::diff) fn type_name(ty: &ColumnType) -> String {
    match ty {
        ColumnType::String { max } => format!("string({max})"),
        ColumnType::Text { .. } => "text".to_owned(),
        ColumnType::Bytes { max: Some(max) } => format!("bytes({max})"),
        ColumnType::Bytes { max: None } => "bytes".to_owned(),
        ColumnType::Enum { .. } => "an enum".to_owned(),
        ColumnType::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// A value that says nothing and that the column takes.
fn neutral(pair: Pair<'_>, column: &Column) -> Result<String, String> {
    if let Some(Fill::All(value)) = column.default.as_ref().and_then(of_default) {
        return Ok(value);
    }
    let proposed = pair.wanted.proposals.get(&column.name).cloned();
    proposed.unwrap_or_else(|| Err("nothing is known about its values".to_owned()))
}

/// Tells whether rules ask more of a text than a length.
fn is_ruled(pair: Pair<'_>, column: &Column) -> bool {
    let mut checks = pair.wanted.table.checks.iter().filter(|check| check.column == column.name);
    checks.any(|check| check.rules.iter().any(|rule| matches!(rule, CheckRule::Pattern(_) | CheckRule::OneOf(_))))
}

/// A value for each row that no other row has, made of the row's key; `dialect|value` where the databases differ.
fn of_its_own(table: &Table, column: &Column, tenant: Option<&str>) -> Result<Vec<String>, String> {
    let keys = &table.primary_key.columns;
    let mut own = keys.iter().filter(|name| keys.len() == 1 || Some(name.as_str()) != tenant);
    let (Some(key), None) = (own.next(), own.next()) else {
        return Err("each row needs a different value, and the row's key has several columns".to_owned());
    };
    let is_uuid = table.columns.iter().any(|other| other.name == *key && other.ty == ColumnType::Uuid);
    let rules = table.checks.iter().filter(|check| check.column == column.name).flat_map(|check| &check.rules);
    // A key as text has no space at its end.
    let is_ruled = rules.into_iter().any(|rule| *rule != CheckRule::NoTrailingSpace);
    let has_room = match &column.ty {
        ColumnType::String { max } => *max >= if is_uuid { 36 } else { 20 },
        ColumnType::Text { max } => max.is_none_or(|max| max >= 36),
        _ => true,
    };
    if is_ruled || !has_room {
        return Err(
            "each row needs a different value, and the rules do not allow one derived from the row's key".to_owned()
        );
    }
    match &column.ty {
        ColumnType::Uuid => Ok(vec!["uuid_v7".to_owned()]),
        ColumnType::String { .. } | ColumnType::Text { .. } => {
            let [mysql, sqlite] = match is_uuid {
                true => [format!("lower(hex({key}))"), format!("lower(hex({key}))")],
                false => [format!("CAST({key} AS CHAR)"), format!("CAST({key} AS TEXT)")],
            };
            Ok(vec![format!("postgres|CAST({key} AS text)"), format!("mysql|{mysql}"), format!("sqlite|{sqlite}")])
        }
        ColumnType::I64 if !is_uuid => Ok(vec![key.to_owned()]),
        _ => Err("each row needs a different value, and none can be derived from the row's key".to_owned()),
    }
}

/// That of PostgreSQL apart where a table has a schema.
fn some_parents(table: &Table, key: &ForeignKey, column: &str, tenant: Option<&str>) -> Vec<String> {
    let qualified = some_parent([&table.name, &key.parent], key, column, tenant);
    let plain = some_parent([qualified::plain(&table.name), qualified::plain(&key.parent)], key, column, tenant);
    if qualified == plain { vec![plain] } else { vec![format!("postgres|{qualified}"), plain] }
}

/// The first row of the parent, of the row's own tenant where the key holds one; of several columns each is of the same
/// row.
fn some_parent([table, parent]: [&str; 2], key: &ForeignKey, column: &str, tenant: Option<&str>) -> String {
    let pairs = pairs(key, tenant);
    let Some((_, wanted)) = pairs.iter().find(|(own, _)| *own == column) else { return "…".to_owned() };
    let shared =
        key.columns.iter().zip(&key.parent_columns).filter(|(own, _)| pairs.iter().all(|(other, _)| other != own));
    let conditions: Vec<_> = shared.map(|(own, theirs)| format!("{parent}.{theirs} = {table}.{own}")).collect();
    let condition = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let order = pairs.iter().map(|(_, theirs)| *theirs).collect::<Vec<_>>().join(", ");
    format!("(SELECT {wanted} FROM {parent}{condition} ORDER BY {order} LIMIT 1)")
}

/// Returns the columns of a reference, each with the parent's, but for the tenant that it may hold as well.
pub(in crate::sql::diff) fn pairs<'k>(key: &'k ForeignKey, tenant: Option<&str>) -> Vec<(&'k str, &'k str)> {
    let all = key.columns.iter().map(String::as_str).zip(key.parent_columns.iter().map(String::as_str));
    all.filter(|(own, _)| key.columns.len() == 1 || Some(*own) != tenant).collect()
}

/// Returns a flag with its value, quoted for a shell where needed.
pub(in crate::sql::diff) fn said(flag: &str, value: &str) -> String {
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
