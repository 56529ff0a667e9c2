//! Lowers types, defaults and rules to MySQL and MariaDB.

use larder_format::plan::{self, CheckRule, ColumnType, DefaultValue, IndexColumn, NullOrder, Order, Search};

use super::expression::{between, enum_check, parts, plain_rule, typed_literal};
use super::{CheckedColumn, Lowering};
use crate::dialect::Dialect;
use crate::ir::{TEXT_PREFIX, nulls_column};
use crate::sql::physical::{Column, ComputedColumn, PhysicalIndex, PhysicalIndexKind, Table};
use crate::sql::rules::Rules;
use crate::sql::value::pattern;
use crate::sql::value::scalar;

mod serving;
mod text;
mod unique;

pub(in crate::sql) use serving::serves;

const DIALECT: Dialect = Dialect::MySql;

/// utf8mb4_bin is the one exact collation that both servers have.
pub(super) const LOWERING: Lowering = Lowering {
    shaped: |_| None,
    column_type,
    default,
    type_check,
    rule,
    unique: unique::lower,
    index,
    said_index: text::lower,
    search,
    partition: |_, _, _| {},
    policy: |_, _, _| {},
    spread: |_| None,
    implied: serving::add,
    options: "ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
};

/// Columns of an index of MySQL's; MariaDB has 32.
pub(crate) const MOST_PARTS: usize = 16;

/// The most characters of four bytes each that fit into a MEDIUMTEXT.
const MEDIUM_TEXT: u32 = 4_194_303;

fn column_type(column: &plan::Column) -> String {
    let ty = match &column.ty {
        ColumnType::Decimal { precision, scale } => return format!("DECIMAL({precision}, {scale})"),
        ColumnType::String { max } => return format!("VARCHAR({max})"),
        ColumnType::Bytes { max: Some(max) } => return format!("VARBINARY({max})"),
        ColumnType::Text { max: Some(..=MEDIUM_TEXT) } => "MEDIUMTEXT",
        ColumnType::Enum { values } => {
            let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or(1);
            return format!("VARCHAR({longest})");
        }
        ColumnType::Json => "JSON",
        ty => scalar::of(ty).map_or("LONGTEXT", |row| row.spelled(DIALECT)),
    };
    match column.default {
        Some(DefaultValue::Identity) => format!("{ty} AUTO_INCREMENT"),
        _ => ty.to_owned(),
    }
}

/// Expressions stand in parentheses: a JSON or TEXT column takes no other default, and UTC_TIMESTAMP, unlike
/// CURRENT_TIMESTAMP, does not follow the session's time zone.
fn default(value: &DefaultValue, column: &plan::Column) -> Option<String> {
    let ty = &column.ty;
    let text = match value {
        DefaultValue::Literal(value) => typed_literal(value, ty, DIALECT),
        DefaultValue::Json(text) => DIALECT.text_literal(text),
        DefaultValue::Now => scalar::of(ty)?.now(DIALECT)?.to_owned(),
        DefaultValue::UuidV7 | DefaultValue::Identity => return None,
        DefaultValue::Sql(text) => text.of(DIALECT)?.to_owned(),
    };
    let is_long = column.native(DIALECT).is_some() || matches!(ty, ColumnType::Text { .. } | ColumnType::Json);
    let bare = matches!(value, DefaultValue::Literal(_)) && !is_long;
    Some(if bare { text } else { format!("({text})") })
}

/// The JSON type checks its own values on both servers.
fn type_check(subject: &CheckedColumn<'_>) -> Option<String> {
    let name = &subject.name;
    match subject.ty {
        ColumnType::Enum { values } => Some(enum_check(values, name, DIALECT)),
        ColumnType::Bool => Some(format!("{name} IN (0, 1)")),
        _ => None,
    }
}

fn rule(rule: &CheckRule, subject: &CheckedColumn<'_>) -> Option<String> {
    let name = &subject.name;
    match rule {
        CheckRule::Length { min, max } => {
            let max = max.filter(|max| !matches!(subject.ty, ColumnType::String { max: bound } if max >= bound));
            between(&format!("CHAR_LENGTH({name})"), min.map(|min| min.to_string()), max.map(|max| max.to_string()))
        }
        CheckRule::Pattern(pattern) => Some(pattern_check(&pattern::parse(pattern)?, subject)),
        other => plain_rule(other, subject, DIALECT),
    }
}

/// Both servers let `$` match before a final line end, so it is written without: as the absence of any other
/// character, or with `\z`.
fn pattern_check(pattern: &pattern::Pattern, subject: &CheckedColumn<'_>) -> String {
    let name = &subject.name;
    match pattern.one_class() {
        Some((class, not_empty)) => {
            let other = DIALECT.text_literal(&format!("[^{class}]"));
            let filled = if not_empty && !subject.filled { format!("{name} <> '' AND ") } else { String::new() };
            format!("{filled}{name} NOT REGEXP {other}")
        }
        None => format!("{name} REGEXP {}", DIALECT.text_literal(&format!("^{}\\z", pattern.body()))),
    }
}

/// An index over all rows stands in for a partial one; containment is served by a scan.
fn index(source: &plan::Table, index: &plan::Index, rules: Rules, table: &mut Table) {
    if index.kind == plan::IndexKind::Ordered {
        let key = if rules.key_follows_descending() { descending_key(source, index) } else { None };
        let columns: Vec<_> = index.columns.iter().cloned().chain(key).collect();
        let columns: Vec<_> = columns.into_iter().flat_map(|column| with_nulls(column, table)).collect();
        let parts = parts(&columns, DIALECT).into_iter().zip(&columns);
        let parts = parts.map(|(part, column)| part + &prefix(source, column)).collect();
        let name = DIALECT.identifier(&index.name);
        table.indexes.push(PhysicalIndex {
            name,
            kind: PhysicalIndexKind::Ordered,
            parts,
            condition: None,
            text: None,
            include: Vec::new(),
        });
    }
}

/// Returns how much of a column an index holds, where it does not hold the whole.
fn prefix(source: &plan::Table, column: &IndexColumn) -> String {
    let column = super::expression::column(source, &column.name).filter(|column| unique::is_unbounded(column));
    column.map_or_else(String::new, |_| format!("({TEXT_PREFIX})"))
}

/// Returns a column of an index, and before one whose nulls stand above every value the computed column that tells
/// them: the server itself has them below.
fn with_nulls(column: IndexColumn, table: &mut Table) -> Vec<IndexColumn> {
    if column.nulls != NullOrder::Highest {
        return vec![column];
    }
    let name = nulls_column(&column.name);
    let spelled = DIALECT.identifier(&name);
    if table.columns.iter().all(|other| other.name != spelled) {
        let expression = format!("{} IS NULL", DIALECT.identifier(&column.name));
        let (ty, generated) = ("TINYINT".to_owned(), Some(ComputedColumn::virtually(expression)));
        table.columns.push(Column { name: spelled, ty, nullable: true, default: None, generated, comment: None });
    }
    vec![IndexColumn { name, order: column.order, nulls: NullOrder::Any }, column]
}

/// Returns the key that goes behind a descending column. A list ends in the key, in the order of its last column.
/// InnoDB keeps the key behind every entry, but ascending, so that the server would sort the rows of a descending list;
/// one that the index names is not kept twice.
fn descending_key(source: &plan::Table, index: &plan::Index) -> Option<IndexColumn> {
    let is_descending = index.columns.last().is_some_and(|column| column.order == Order::Descending);
    let mut lacking =
        source.primary_key.columns.iter().filter(|key| !index.columns.iter().any(|column| column.name == **key));
    match (lacking.next(), lacking.next()) {
        (Some(key), None) if is_descending && index.columns.len() < MOST_PARTS => {
            Some(IndexColumn { name: key.clone(), order: Order::Descending, nulls: NullOrder::Any })
        }
        _ => None,
    }
}

fn search(search: &Search, table: &mut Table) {
    let tokens = DIALECT.identifier(&search.tokens);
    let ty = "LONGTEXT CHARACTER SET ascii COLLATE ascii_bin";
    table.columns.push(Column::plain(tokens.clone(), ty, false));
    let name = DIALECT.identifier(&search.name);
    table.indexes.push(PhysicalIndex {
        name,
        kind: PhysicalIndexKind::FullText,
        parts: vec![tokens],
        condition: None,
        text: None,
        include: Vec::new(),
    });
}
