//! Lowers types, defaults and rules to SQLite.

use larder_format::plan::{self, CheckRule, ColumnType, DefaultValue, Nulls, Search, Unique};

use super::expression::{between, column, enum_check, parts, plain_rule, predicate, typed_literal};
use super::{CheckedColumn, Lowering, identifiers};
use crate::decimal::INTEGER_DIGITS;
use crate::dialect::Dialect;
use crate::sql::physical::{Column, PhysicalIndex, PhysicalIndexKind, Table, Trigger, UniqueKey, WordTable};
use crate::sql::rules::Rules;
use crate::sql::value::decimal;
use crate::sql::value::pattern;
use crate::sql::value::scalar;

const DIALECT: Dialect = Dialect::Sqlite;

/// The stable rowid of the full-text table; the implicit one may change in a VACUUM.
pub(crate) const SEARCH_ID: &str = "search_id";

pub(super) const LOWERING: Lowering = Lowering {
    shaped: |_| None,
    column_type,
    default,
    type_check,
    rule,
    unique,
    index,
    said_index,
    search,
    partition: |_, _, _| {},
    policy: |_, _, _| {},
    spread: |_| None,
    implied: |_| (),
    options: "STRICT",
};

fn column_type(column: &plan::Column) -> String {
    if matches!(column.ty, ColumnType::Decimal { precision: ..=INTEGER_DIGITS, .. }) {
        return "INTEGER".to_owned();
    }
    if matches!(column.ty, ColumnType::Bytes { .. }) {
        return "BLOB".to_owned();
    }
    // Long decimals, texts, enums and JSON are TEXT.
    scalar::of(&column.ty).map_or("TEXT", |row| row.spelled(DIALECT)).to_owned()
}

fn default(value: &DefaultValue, column: &plan::Column) -> Option<String> {
    let ty = &column.ty;
    match value {
        DefaultValue::Literal(value) => Some(typed_literal(value, ty, DIALECT)),
        DefaultValue::Json(text) => Some(DIALECT.text_literal(text)),
        DefaultValue::Now => scalar::of(ty).and_then(|row| row.now(DIALECT)).map(str::to_owned),
        // An INTEGER primary key numbers itself.
        DefaultValue::UuidV7 | DefaultValue::Identity => None,
        DefaultValue::Sql(text) => text.of(DIALECT).map(|text| format!("({text})")),
    }
}

fn type_check(subject: &CheckedColumn<'_>) -> Option<String> {
    let name = &subject.name;
    match subject.ty {
        ColumnType::Enum { values } => Some(enum_check(values, name, DIALECT)),
        ColumnType::Bool => Some(format!("{name} IN (0, 1)")),
        ColumnType::Decimal { precision: precision @ ..=INTEGER_DIGITS, scale } => {
            Some(decimal::sqlite_check(name, *precision, *scale))
        }
        ColumnType::String { max } | ColumnType::Bytes { max: Some(max) } => Some(format!("length({name}) <= {max}")),
        ColumnType::Json => Some(format!("json_valid({name})")),
        _ => None,
    }
}

fn rule(rule: &CheckRule, subject: &CheckedColumn<'_>) -> Option<String> {
    let name = &subject.name;
    match rule {
        CheckRule::Length { min, max } => {
            let bound = match subject.ty {
                ColumnType::String { max } => Some(*max),
                _ => None,
            };
            let max = max.or(bound);
            between(&format!("length({name})"), min.map(|min| min.to_string()), max.map(|max| max.to_string()))
        }
        // GLOB can say one class; other patterns are left to the application.
        CheckRule::Pattern(pattern) => {
            let pattern = pattern::parse(pattern)?;
            let (class, not_empty) = pattern.one_class()?;
            let other = DIALECT.text_literal(&format!("*[^{class}]*"));
            let filled = if not_empty && !subject.filled { format!("{name} <> '' AND ") } else { String::new() };
            Some(format!("{filled}{name} NOT GLOB {other}"))
        }
        other => plain_rule(other, subject, DIALECT),
    }
}

fn unique(source: &plan::Table, unique: &Unique, table: &mut Table) {
    let name = DIALECT.identifier(&unique.name);
    let columns = identifiers(&unique.columns, DIALECT);
    if unique.nulls == Nulls::Distinct && unique.conditions.is_empty() {
        table.uniques.push(UniqueKey { name, columns, nulls_equal: false });
        return;
    }
    let parts = match unique.nulls {
        Nulls::Distinct => columns,
        Nulls::Equal => unique.columns.iter().map(|name| never_null(source, name)).collect(),
    };
    let condition = predicate(&unique.conditions, source, DIALECT);
    table.indexes.push(PhysicalIndex {
        name,
        kind: PhysicalIndexKind::Unique,
        parts,
        condition,
        text: None,
        include: Vec::new(),
    });
}

/// In place of null stands a value of another storage class, or of another length, than the column can hold.
fn never_null(source: &plan::Table, name: &str) -> String {
    let spelled = DIALECT.identifier(name);
    match column(source, name) {
        Some(column) if column.nullable && matches!(column.ty, ColumnType::Bytes { .. }) => {
            format!("coalesce({spelled}, 0)")
        }
        Some(column) if column.nullable => format!("coalesce({spelled}, x'')"),
        _ => spelled,
    }
}

fn said_index(_: &plan::Table, index: PhysicalIndex, _: &mut Table) -> PhysicalIndex {
    index
}

/// Containment is served by a scan.
fn index(source: &plan::Table, index: &plan::Index, _: Rules, table: &mut Table) {
    if index.kind == plan::IndexKind::Ordered {
        let parts = parts(&index.columns, DIALECT);
        let condition = predicate(&index.conditions, source, DIALECT);
        table.indexes.push(PhysicalIndex {
            name: DIALECT.identifier(&index.name),
            kind: PhysicalIndexKind::Ordered,
            parts,
            condition,
            text: None,
            include: Vec::new(),
        });
    }
}

/// The words stand in an FTS5 table without content of its own, which triggers keep in step with the tokens.
fn search(search: &Search, table: &mut Table) {
    let [tokens, words] = [&search.tokens, &search.shadow].map(|name| DIALECT.identifier(name));
    table.columns.push(Column::plain(tokens.clone(), "TEXT", false));
    table.columns.push(Column::plain(SEARCH_ID.to_owned(), "INTEGER", true));
    table.uniques.push(UniqueKey {
        name: DIALECT.identifier(&format!("{}_{SEARCH_ID}_key", table.bare_name)),
        columns: vec![SEARCH_ID.to_owned()],
        nulls_equal: false,
    });
    let arguments = [tokens.as_str(), "content = ''", "contentless_delete = 1", "detail = none", "tokenize = 'ascii'"];
    table.word_table = Some(WordTable { name: words.clone(), arguments: arguments.map(str::to_owned).to_vec() });
    table.triggers = triggers(search, &table.name, &tokens, &words);
}

fn triggers(search: &Search, table: &str, tokens: &str, words: &str) -> Vec<Trigger> {
    let trigger = |suffix: &str, event: String, body: Vec<String>| Trigger {
        name: DIALECT.identifier(&format!("{}_{suffix}", search.shadow)),
        event,
        table: table.to_owned(),
        body,
    };
    let next = format!("(SELECT coalesce(max({SEARCH_ID}), 0) + 1 FROM {table})");
    vec![
        trigger(
            "insert",
            "AFTER INSERT".to_owned(),
            vec![
                format!("UPDATE {table} SET {SEARCH_ID} = {next} WHERE rowid = new.rowid"),
                format!(
                    "INSERT INTO {words} (rowid, {tokens}) SELECT {SEARCH_ID}, {tokens} FROM {table} WHERE rowid = new.rowid"
                ),
            ],
        ),
        trigger(
            "update",
            format!("AFTER UPDATE OF {tokens}"),
            vec![format!("UPDATE {words} SET {tokens} = new.{tokens} WHERE rowid = new.{SEARCH_ID}")],
        ),
        trigger(
            "delete",
            "AFTER DELETE".to_owned(),
            vec![format!("DELETE FROM {words} WHERE rowid = old.{SEARCH_ID}")],
        ),
    ]
}
