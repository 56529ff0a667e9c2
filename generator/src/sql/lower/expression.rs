//! Expressions that read the same in every dialect but for names and literals.

use larder_format::plan::{CheckRule, Column, Comparison, Condition, IndexColumn, Literal, Order, Table};

use crate::dialect::Dialect;

/// Returns a constant; integers and floats are written alike everywhere.
pub(super) fn literal(value: &Literal, dialect: Dialect) -> String {
    match value {
        Literal::Bool(value) => dialect.bool_literal(*value).to_owned(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(value) => dialect.text_literal(value),
    }
}

/// Returns `column IN ('a', 'b')`.
pub(super) fn one_of<'a>(name: &str, values: impl Iterator<Item = &'a Literal>, dialect: Dialect) -> String {
    let values: Vec<_> = values.map(|value| literal(value, dialect)).collect();
    format!("{name} IN ({})", values.join(", "))
}

/// Returns `column IN (…)` over the texts of an enum.
pub(super) fn enum_check(values: &[String], name: &str, dialect: Dialect) -> String {
    let values: Vec<_> = values.iter().map(|value| dialect.text_literal(value)).collect();
    format!("{name} IN ({})", values.join(", "))
}

/// Returns a comparison of `subject` with both ends, one of them, or nothing.
pub(super) fn between(subject: &str, min: Option<String>, max: Option<String>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("{subject} = {min}")),
        (Some(min), Some(max)) => Some(format!("{subject} BETWEEN {min} AND {max}")),
        (Some(min), None) => Some(format!("{subject} >= {min}")),
        (None, Some(max)) => Some(format!("{subject} <= {max}")),
        (None, None) => None,
    }
}

/// Returns the condition of a rule that all dialects say alike; `None` for one that they do not.
pub(super) fn plain_rule(rule: &CheckRule, name: &str, dialect: Dialect) -> Option<String> {
    match rule {
        CheckRule::Range { min, max } => {
            let [min, max] = [min, max].map(|end| end.as_ref().map(|value| literal(value, dialect)));
            between(name, min, max)
        }
        CheckRule::OneOf(values) => Some(one_of(name, values.iter(), dialect)),
        CheckRule::NoTrailingSpace => Some(format!("{name} NOT LIKE '% '")),
        CheckRule::Length { .. } | CheckRule::Pattern(_) | CheckRule::Json => None,
    }
}

/// Returns the conjunction, or `None` when there is no condition.
pub(super) fn predicate(conditions: &[Condition], dialect: Dialect) -> Option<String> {
    let condition = |condition: &Condition| {
        let name = dialect.identifier(&condition.column);
        match &condition.is {
            Comparison::Null => format!("{name} IS NULL"),
            Comparison::NotNull => format!("{name} IS NOT NULL"),
            Comparison::Equal(value) => format!("{name} = {}", literal(value, dialect)),
            Comparison::NotEqual(value) => format!("{name} <> {}", literal(value, dialect)),
            Comparison::Less(value) => format!("{name} < {}", literal(value, dialect)),
            Comparison::LessOrEqual(value) => format!("{name} <= {}", literal(value, dialect)),
            Comparison::Greater(value) => format!("{name} > {}", literal(value, dialect)),
            Comparison::GreaterOrEqual(value) => format!("{name} >= {}", literal(value, dialect)),
        }
    };
    let all: Vec<_> = conditions.iter().map(condition).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// Returns `column` or `column DESC` for each column of an index.
pub(super) fn parts(columns: &[IndexColumn], dialect: Dialect) -> Vec<String> {
    let part = |column: &IndexColumn| match column.order {
        Order::Ascending => dialect.identifier(&column.name),
        Order::Descending => format!("{} DESC", dialect.identifier(&column.name)),
    };
    columns.iter().map(part).collect()
}

/// Returns the column called `name`.
pub(super) fn column<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.columns.iter().find(|column| column.name == name)
}
