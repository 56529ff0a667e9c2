//! Chooses the neutral value that a rollback puts in place of lost values.

use larder_format::plan::{CheckRule, Column, ColumnType, Literal, Table};

use super::constant::{self, Constant};
use super::{FillKind, FillValue};
use crate::dialect::Dialect;
use crate::native::is_collated;
use crate::sql::lower;
use crate::sql::value::array;
use crate::sql::value::pattern;
use crate::sql::value::scalar::{self, Neutral};

/// Returns a value that stands in for lost ones; `None` where no value can, since it would have to be another in each
/// row, be one of a parent's, or be of a type that only the database knows.
pub(super) fn value(table: &Table, column: &Column, dialect: Dialect) -> Option<FillValue> {
    let in_key = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
        || table.uniques.iter().any(|key| key.columns.contains(&column.name))
        || table.primary_key.columns.contains(&column.name);
    if in_key || column.is_foreign() && !is_collated(column) {
        return None;
    }
    let declared = table.checks.iter().find(|check| check.column == column.name);
    let rules = declared.map_or(&[][..], |check| &check.rules);
    let one_of = rules.iter().find_map(|rule| match rule {
        CheckRule::OneOf(values) => Some(values),
        _ => None,
    });
    if let Some(values) = one_of {
        let allowed = values.iter().find(|value| rules.iter().all(|rule| obeys(value, rule)))?;
        return Some(FillValue { text: lower::literal(allowed, &column.ty, dialect), kind: FillKind::Constant });
    }
    let neutral = by_type(column, rules)?;
    let array = match &neutral {
        Constant::Text(json) => array::of_column(json, column, dialect),
        _ => None,
    };
    Some(match array {
        Some(text) => FillValue { text, kind: FillKind::Constant },
        None => constant::value(&neutral, &column.ty, dialect),
    })
}

/// Tells whether a value that is listed keeps another rule as well; of a pattern it is believed.
pub(super) fn obeys(value: &Literal, rule: &CheckRule) -> bool {
    match (rule, value) {
        (CheckRule::Length { min, max }, Literal::Text(text)) => {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
        }
        (CheckRule::Range { min, max }, Literal::Int(_) | Literal::Float(_)) => {
            min.as_ref().is_none_or(|min| amount(value) >= amount(min))
                && max.as_ref().is_none_or(|max| amount(value) <= amount(max))
        }
        (CheckRule::NoTrailingSpace, Literal::Text(text)) => !text.ends_with(' '),
        _ => true,
    }
}

/// Tells whether two literals are one value; numbers are compared as such.
pub(super) fn is_same(one: &Literal, other: &Literal) -> bool {
    let is_number = |literal: &Literal| matches!(literal, Literal::Int(_) | Literal::Float(_));
    one == other || is_number(one) && is_number(other) && amount(one).total_cmp(&amount(other)).is_eq()
}

fn by_type(column: &Column, rules: &[CheckRule]) -> Option<Constant> {
    let text = |text: &str| Some(Constant::Text(text.to_owned()));
    match &column.ty {
        ColumnType::String { .. } | ColumnType::Text { .. } => words(rules).map(Constant::Text),
        ColumnType::Decimal { .. } => Some(Constant::Number(number(rules, false))),
        ColumnType::Bytes { .. } => Some(Constant::Bytes(String::new())),
        ColumnType::Json => text(column.stand_in.as_deref().unwrap_or("{}")),
        ColumnType::Enum { values } => values.first().cloned().map(Constant::Text),
        ty => Some(match scalar::of(ty)?.neutral {
            Neutral::False => Constant::Bool(false),
            Neutral::Whole => Constant::Number(number(rules, true)),
            Neutral::Number => Constant::Number(number(rules, false)),
            Neutral::Bytes => Constant::Bytes(String::new()),
            Neutral::Text(text) => Constant::Text(text.to_owned()),
        }),
    }
}

/// Zero, or the end of the range that is nearest to it; of whole numbers the first within.
fn number(rules: &[CheckRule], is_whole: bool) -> String {
    let end = rules.iter().find_map(|rule| match rule {
        CheckRule::Range { min: Some(min), .. } if amount(min) > 0.0 => Some((min, true)),
        CheckRule::Range { max: Some(max), .. } if amount(max) < 0.0 => Some((max, false)),
        _ => None,
    });
    match end {
        None => "0".to_owned(),
        Some((Literal::Float(end), is_least)) if is_whole => {
            format!("{:.0}", if is_least { end.ceil() } else { end.floor() })
        }
        Some((end, _)) => lower::literal(end, &ColumnType::F64, Dialect::Postgres),
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rules are small")]
fn amount(value: &Literal) -> f64 {
    match value {
        Literal::Int(value) => *value as f64,
        Literal::Float(value) => *value,
        Literal::Bool(_) | Literal::Text(_) => 0.0,
    }
}

/// The shortest text that the rules allow; `None` where none is to be seen.
fn words(rules: &[CheckRule]) -> Option<String> {
    let shortest = rules.iter().find_map(|rule| match rule {
        CheckRule::Length { min, .. } => *min,
        _ => None,
    });
    let shortest = shortest.unwrap_or(0);
    let asked = rules.iter().find_map(|rule| match rule {
        CheckRule::Pattern(text) => Some(pattern::parse(text)),
        _ => None,
    });
    let text = match asked {
        None => "-".repeat(shortest as usize),
        Some(asked) => matching(&asked?, shortest)?,
    };
    let literal = Literal::Text(text.clone());
    rules.iter().all(|rule| obeys(&literal, rule)).then_some(text)
}

/// One plain character, as often as it takes, or what the pattern itself spells.
fn matching(pattern: &pattern::Pattern, shortest: u32) -> Option<String> {
    let by_class = pattern.one_class().and_then(|(_, filled)| {
        let character = ['-', '0', 'a', 'A', '_'].into_iter().find(|c| !pattern.excludes(*c))?;
        Some(character.to_string().repeat(shortest.max(u32::from(filled)) as usize))
    });
    by_class.or_else(|| pattern.sample(shortest))
}
