//! Which rules take fewer values than others.

use larder_format::plan::{CheckRule, Column, ColumnType, Literal};

/// Returns the rules of `after` that do not follow from those before or from the type that the column had.
pub(in crate::sql) fn stricter(
    before: &[CheckRule],
    after: &[CheckRule],
    old: &Column,
    new: &Column,
) -> Vec<CheckRule> {
    let follows = |rule: &CheckRule| before.iter().any(|known| implies(known, rule));
    let of_type = |rule: &CheckRule| match (rule, &old.ty) {
        (CheckRule::Length { min: None, max }, ColumnType::String { max: known }) => {
            max.is_none_or(|max| *known <= max)
        }
        (CheckRule::OneOf(values), ColumnType::Enum { values: known }) => {
            known.iter().all(|value| values.contains(&Literal::Text(value.clone())))
        }
        _ => false,
    };
    let rules = after.iter().map(|rule| match (rule, &new.ty) {
        // The length of a string is in its type.
        (CheckRule::Length { min, .. }, ColumnType::String { .. }) => CheckRule::Length { min: *min, max: None },
        (rule, _) => rule.clone(),
    });
    rules.filter(|rule| !is_empty(rule) && !follows(rule) && !of_type(rule)).collect()
}

fn is_empty(rule: &CheckRule) -> bool {
    matches!(rule, CheckRule::Length { min: None, max: None } | CheckRule::Range { min: None, max: None })
}

/// Tells whether every value that keeps `known` keeps `rule`.
fn implies(known: &CheckRule, rule: &CheckRule) -> bool {
    match (known, rule) {
        (CheckRule::Length { min, max }, CheckRule::Length { min: least, max: most }) => {
            least.is_none_or(|least| min.is_some_and(|min| min >= least))
                && most.is_none_or(|most| max.is_some_and(|max| max <= most))
        }
        (CheckRule::Range { min, max }, CheckRule::Range { min: least, max: most }) => {
            least.as_ref().is_none_or(|least| min.as_ref().is_some_and(|min| at_most(least, min)))
                && most.as_ref().is_none_or(|most| max.as_ref().is_some_and(|max| at_most(max, most)))
        }
        (CheckRule::OneOf(known), CheckRule::OneOf(values)) => known.iter().all(|value| values.contains(value)),
        (known, rule) => known == rule,
    }
}

fn at_most(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Int(a), Literal::Int(b)) => a <= b,
        (a, b) => amount(a).zip(amount(b)).is_some_and(|(a, b)| a <= b),
    }
}

#[expect(clippy::cast_precision_loss, reason = "an end that is no whole number is of a field that holds none")]
fn amount(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(value) => Some(*value as f64),
        Literal::Float(value) => Some(*value),
        Literal::Bool(_) | Literal::Text(_) => None,
    }
}
