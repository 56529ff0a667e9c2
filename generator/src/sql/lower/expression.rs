//! Expressions that read the same in every dialect but for names and literals.

use larder_format::plan::{
    CheckRule, Column, ColumnType, Comparison, Condition, IndexColumn, Literal, NullOrder, Order, Table,
};

use super::CheckedColumn;
use crate::decimal;
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

/// Returns a constant of a column's type.
pub(super) fn typed_literal(value: &Literal, ty: &ColumnType, dialect: Dialect) -> String {
    let digits = match value {
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Bool(_) | Literal::Text(_) => return literal(value, dialect),
    };
    match ty {
        ColumnType::Decimal { precision, scale } => decimal::spelled(&digits, *precision, *scale, dialect),
        _ => literal(value, dialect),
    }
}

/// Returns `column IN ('a', 'b')`.
pub(super) fn one_of<'a>(
    name: &str,
    values: impl Iterator<Item = &'a Literal>,
    ty: &ColumnType,
    dialect: Dialect,
) -> String {
    let values: Vec<_> = values.map(|value| typed_literal(value, ty, dialect)).collect();
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
pub(super) fn plain_rule(rule: &CheckRule, subject: &CheckedColumn<'_>, dialect: Dialect) -> Option<String> {
    let CheckedColumn { name, ty, .. } = subject;
    match rule {
        CheckRule::Range { min, max } => {
            let [min, max] = [min, max].map(|end| end.as_ref().map(|value| typed_literal(value, ty, dialect)));
            between(name, min, max)
        }
        CheckRule::OneOf(values) if dialect == Dialect::MySql && values.iter().any(ends_in_space) => {
            Some(one_of(&bytes_of(name), values.iter(), ty, dialect))
        }
        CheckRule::OneOf(values) => Some(one_of(name, values.iter(), ty, dialect)),
        CheckRule::NoTrailingSpace => Some(format!("{name} NOT LIKE '% '")),
        CheckRule::Length { .. } | CheckRule::Pattern(_) | CheckRule::Json => None,
    }
}

/// Returns the conjunction over a row of the table, or `None` when there is no condition.
pub(super) fn predicate(conditions: &[Condition], table: &Table, dialect: Dialect) -> Option<String> {
    let condition = |condition: &Condition| {
        let name = dialect.identifier(&condition.column);
        let compared = |operator, value| {
            let subject = subject(condition, operator, value, table, dialect).unwrap_or_else(|| name.clone());
            let value = match column(table, &condition.column) {
                Some(column) => typed_literal(value, &column.ty, dialect) + &cast(column, dialect),
                None => literal(value, dialect),
            };
            format!("{subject} {operator} {value}")
        };
        match &condition.is {
            Comparison::Null => format!("{name} IS NULL"),
            Comparison::NotNull => format!("{name} IS NOT NULL"),
            Comparison::Equal(value) => compared("=", value),
            Comparison::NotEqual(value) => compared("<>", value),
            Comparison::Less(value) => compared("<", value),
            Comparison::LessOrEqual(value) => compared("<=", value),
            Comparison::Greater(value) => compared(">", value),
            Comparison::GreaterOrEqual(value) => compared(">=", value),
        }
    };
    let all: Vec<_> = conditions.iter().map(condition).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// Returns what makes a literal one of an enum type of PostgreSQL's, so that an index is known to hang on the type.
fn cast(column: &Column, dialect: Dialect) -> String {
    match column.enum_type() {
        Some((ty, _)) if dialect == Dialect::Postgres => format!("::{ty}"),
        _ => String::new(),
    }
}

/// Returns what of a text is compared, where it is not the bare column: all databases tell trailing spaces, and order
/// by bytes. MySQL's one exact collation of both servers tells no trailing spaces, and PostgreSQL orders as the
/// database does.
fn subject(condition: &Condition, operator: &str, value: &Literal, table: &Table, dialect: Dialect) -> Option<String> {
    let column = column(table, &condition.column)?;
    let is_order = !matches!(operator, "=" | "<>");
    let name = dialect.identifier(&column.name);
    match (dialect, &column.ty) {
        (Dialect::MySql, ColumnType::String { .. } | ColumnType::Text { .. }) => {
            let is_told = never_ends_in_space(table, &column.name) && !ends_in_space(value);
            (is_order || !is_told).then(|| bytes_of(&name))
        }
        (Dialect::Postgres, ColumnType::String { .. } | ColumnType::Text { .. } | ColumnType::Enum { .. }) => {
            is_order.then(|| format!("{name} COLLATE \"C\""))
        }
        _ => None,
    }
}

/// Returns the bytes of a text of MySQL's.
pub(in crate::sql) fn bytes_of(name: &str) -> String {
    format!("CAST({name} AS BINARY)")
}

fn never_ends_in_space(table: &Table, column: &str) -> bool {
    let mut rules = table.checks.iter().filter(|check| check.column == column).flat_map(|check| &check.rules);
    rules.any(|rule| *rule == CheckRule::NoTrailingSpace)
}

fn ends_in_space(value: &Literal) -> bool {
    matches!(value, Literal::Text(text) if text.ends_with(' '))
}

/// Returns `column` or `column DESC` for each column of an index. PostgreSQL alone takes a null for the highest value
/// by default, and an index serves an order only with its nulls.
pub(super) fn parts(columns: &[IndexColumn], dialect: Dialect) -> Vec<String> {
    let part = |column: &IndexColumn| {
        let says_nulls = column.nulls == NullOrder::Lowest && dialect.capabilities().nulls_highest;
        let order = match (column.order, says_nulls) {
            (Order::Ascending, false) => "",
            (Order::Ascending, true) => " NULLS FIRST",
            (Order::Descending, false) => " DESC",
            (Order::Descending, true) => " DESC NULLS LAST",
        };
        dialect.identifier(&column.name) + order
    };
    columns.iter().map(part).collect()
}

/// Returns the column called `name`.
pub(super) fn column<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.columns.iter().find(|column| column.name == name)
}
