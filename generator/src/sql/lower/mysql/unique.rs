//! Unique keys that MySQL has no words for, by way of computed columns.
//!
//! The columns are virtual: a stored one may not be computed from a column of a cascading foreign key.

use larder_format::plan::{self, ColumnType, Comparison, Nulls, Unique};

use super::super::expression::{column, predicate};
use super::DIALECT;
use crate::ir::digest_column;
use crate::sql::physical::naming;
use crate::sql::physical::{Column, ComputedColumn, Table, UniqueKey};
use crate::sql::value::scalar::{self, ToldFromNull};

/// Adds a unique key and the computed columns it needs.
pub(in super::super) fn lower(source: &plan::Table, unique: &Unique, table: &mut Table) {
    let condition = needed_condition(source, unique);
    let mut columns = Vec::new();
    for (position, name) in unique.columns.iter().enumerate() {
        let is_last = position + 1 == unique.columns.len();
        let condition = condition.as_ref().filter(|_| is_last);
        columns.push(member(source, unique.nulls, name, condition, table));
    }
    table.uniques.push(UniqueKey { name: DIALECT.identifier(&unique.name), columns, nulls_equal: false });
}

/// Returns the column that stands in the key for `name`: itself, or one computed from it.
fn member(source: &plan::Table, nulls: Nulls, name: &str, condition: Option<&String>, table: &mut Table) -> String {
    let spelled = DIALECT.identifier(name);
    let Some(column) = column(source, name) else { return spelled };
    let equal = (nulls == Nulls::Equal && column.nullable).then(|| never_null(column));
    if is_unbounded(column) {
        return digest(equal, name, condition, table);
    }
    match (equal, condition) {
        (None, None) => spelled,
        (Some((ty, value)), None) => computed(table, &format!("{name}_unique"), ty, value),
        (equal, Some(condition)) => {
            // A copy of a numbered column numbers nothing.
            let copy = plan::Column { default: None, ..column.clone() };
            let (ty, value) = equal.unwrap_or_else(|| (super::column_type(&copy), spelled));
            computed(table, &format!("{name}_unique"), ty, format!("CASE WHEN {condition} THEN {value} END"))
        }
    }
}

/// Whether a key cannot hold the whole value.
pub(super) fn is_unbounded(column: &plan::Column) -> bool {
    matches!(column.ty, ColumnType::Text { .. }) && column.native(DIALECT).is_none()
}

/// Returns the column that stands in the key for a text without a bound: texts are the same if their digests are.
fn digest(equal: Option<(String, String)>, name: &str, condition: Option<&String>, table: &mut Table) -> String {
    let is_plain = equal.is_none() && condition.is_none();
    let base = if is_plain { digest_column(name) } else { format!("{name}_unique") };
    let value = equal.map_or_else(|| sha256(&DIALECT.identifier(name)), |(_, value)| value);
    let value = condition.map_or(value.clone(), |condition| format!("CASE WHEN {condition} THEN {value} END"));
    computed(table, &base, "VARBINARY(32)".to_owned(), value)
}

fn sha256(name: &str) -> String {
    format!("UNHEX(SHA2({name}, 256))")
}

/// Rows with a null in the key never collide, so a condition that only leaves them out needs no column.
fn needed_condition(source: &plan::Table, unique: &Unique) -> Option<String> {
    let told = |condition: &plan::Condition| {
        condition.is == Comparison::NotNull
            && unique.nulls == Nulls::Distinct
            && unique.columns.contains(&condition.column)
    };
    if unique.conditions.iter().all(told) { None } else { predicate(&unique.conditions, source, DIALECT) }
}

/// Returns type and expression of a column that has, in place of null, a value that the original cannot have.
fn never_null(column: &plan::Column) -> (String, String) {
    let name = DIALECT.identifier(&column.name);
    if is_unbounded(column) {
        return ("VARBINARY(32)".to_owned(), format!("COALESCE({}, X'')", sha256(&name)));
    }
    let characters = match &column.ty {
        ColumnType::String { max } => *max,
        ColumnType::Bytes { max: Some(max) } => {
            return (format!("VARBINARY({})", max + 1), format!("COALESCE(CONCAT(X'00', {name}), X'')"));
        }
        // With a sign, a zero before the point, and the point.
        ColumnType::Decimal { precision, .. } => precision + 3,
        ColumnType::Enum { values } => values.iter().map(|value| value.chars().count() as u32).max().unwrap_or(1),
        ty => return beyond(scalar::of(ty).map_or(ToldFromNull::No, |row| row.told_from_null), &name),
    };
    (format!("VARCHAR({})", characters + 1), format!("COALESCE(CONCAT('=', {name}), '')"))
}

fn beyond(told: ToldFromNull, name: &str) -> (String, String) {
    match told {
        ToldFromNull::Uuid => ("VARBINARY(16)".to_owned(), format!("COALESCE({name}, X'')")),
        ToldFromNull::Day => ("INT".to_owned(), format!("COALESCE(TO_DAYS({name}), 0)")),
        ToldFromNull::Moment => {
            let since = format!("TIMESTAMPDIFF(MICROSECOND, '1970-01-01', {name})");
            ("BIGINT".to_owned(), format!("COALESCE({since}, {})", i64::MAX))
        }
        // One more than the largest BIGINT.
        ToldFromNull::Integer | ToldFromNull::No => {
            ("DECIMAL(20, 0)".to_owned(), format!("COALESCE({name}, 9223372036854775808)"))
        }
    }
}

/// Adds a computed column unless it stands there already, and returns what it is called: `base`, or numbered.
pub(super) fn computed(table: &mut Table, base: &str, ty: String, expression: String) -> String {
    let mut number = 1;
    let generated = Some(ComputedColumn::virtually(expression));
    loop {
        let suffix = if number == 1 { String::new() } else { number.to_string() };
        let candidate = DIALECT.identifier(&naming::cut(&format!("{base}{suffix}")));
        match table.columns.iter().find(|column| column.name == candidate) {
            Some(column) if column.generated == generated => return candidate,
            Some(_) => number += 1,
            None => {
                table.columns.push(Column {
                    name: candidate.clone(),
                    ty,
                    nullable: true,
                    default: None,
                    generated,
                    comment: None,
                });
                return candidate;
            }
        }
    }
}
