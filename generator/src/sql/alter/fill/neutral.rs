use larder_format::plan::{CheckRule, Column, ColumnType, Literal, Table};

use super::constant::{self, Constant};
use super::{Kind, Value};
use crate::dialect::Dialect;
use crate::sql::{lower, pattern};

/// Returns a value that stands in for lost ones; `None` where no value can, since it would have to be another in each
/// row or be one of a parent's.
pub(super) fn value(table: &Table, column: &Column, dialect: Dialect) -> Option<Value> {
    let in_key = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
        || table.uniques.iter().any(|key| key.columns.contains(&column.name))
        || table.primary_key.columns.contains(&column.name);
    if in_key {
        return None;
    }
    let declared = table.checks.iter().find(|check| check.column == column.name);
    let rules = declared.map_or(&[][..], |check| &check.rules);
    let one_of = rules.iter().find_map(|rule| match rule {
        CheckRule::OneOf(values) => values.first(),
        _ => None,
    });
    if let Some(first) = one_of {
        return Some(Value { text: lower::literal(first, dialect), kind: Kind::Constant });
    }
    Some(constant::value(&by_type(&column.ty, rules)?, &column.ty, dialect))
}

fn by_type(ty: &ColumnType, rules: &[CheckRule]) -> Option<Constant> {
    let text = |text: &str| Some(Constant::Text(text.to_owned()));
    match ty {
        ColumnType::Bool => Some(Constant::Bool(false)),
        ColumnType::I16
        | ColumnType::I32
        | ColumnType::I64
        | ColumnType::F32
        | ColumnType::F64
        | ColumnType::Decimal { .. }
        | ColumnType::Duration => Some(Constant::Number(number(rules))),
        ColumnType::String { .. } | ColumnType::Text { .. } => words(rules).map(Constant::Text),
        ColumnType::Bytes => Some(Constant::Bytes(String::new())),
        ColumnType::Uuid => text("00000000-0000-0000-0000-000000000000"),
        ColumnType::Date => text("1970-01-01"),
        ColumnType::Time => text("00:00:00"),
        ColumnType::Timestamp => text("1970-01-01 00:00:00"),
        ColumnType::Json => text("{}"),
        ColumnType::Enum { values } => values.first().cloned().map(Constant::Text),
    }
}

/// Zero, or the end of the range that is nearest to it.
fn number(rules: &[CheckRule]) -> String {
    let end = rules.iter().find_map(|rule| match rule {
        CheckRule::Range { min: Some(min), .. } if amount(min) > 0.0 => Some(min),
        CheckRule::Range { max: Some(max), .. } if amount(max) < 0.0 => Some(max),
        _ => None,
    });
    end.map_or_else(|| "0".to_owned(), |end| lower::literal(end, Dialect::Postgres))
}

#[expect(clippy::cast_precision_loss, reason = "only the sign is asked for")]
fn amount(value: &Literal) -> f64 {
    match value {
        Literal::Int(value) => *value as f64,
        Literal::Float(value) => *value,
        Literal::Bool(_) | Literal::Text(_) => 0.0,
    }
}

/// The shortest text of one character that the rules allow; `None` where a pattern asks for more.
fn words(rules: &[CheckRule]) -> Option<String> {
    let shortest = rules.iter().find_map(|rule| match rule {
        CheckRule::Length { min, .. } => *min,
        _ => None,
    });
    let asked = rules.iter().find_map(|rule| match rule {
        CheckRule::Pattern(text) => Some(pattern::parse(text)),
        _ => None,
    });
    let Some(asked) = asked else { return Some("-".repeat(shortest.unwrap_or(0) as usize)) };
    let asked = asked?;
    let (_, filled) = asked.one_class()?;
    let character = ['-', '0', 'a', 'A', '_'].into_iter().find(|c| !asked.excludes(*c))?;
    Some(character.to_string().repeat(shortest.unwrap_or(0).max(u32::from(filled)) as usize))
}
