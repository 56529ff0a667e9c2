//! How an index is stored: by which method, with which operators, and which columns stand beside its own.

use crate::{
    diagnostic::Diagnostics,
    dialect::Dialect,
    draft::{EntityDraft, IndexDraft},
    ir::{Field, FieldId, FieldType, IndexColumn, SqlText, TEXT_PREFIX},
    resolve::lookup::{Fields, find},
};

/// Returns the columns that stand in an index beside those that it is over.
pub(super) fn included(
    index: &IndexDraft,
    draft: &EntityDraft,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) -> Vec<FieldId> {
    let named = index.include.iter().flat_map(|include| include.list());
    named.filter_map(|name| find(&name, draft, fields, diagnostics)).collect()
}

/// Returns the text of an index by a method or with operators, which PostgreSQL alone has; elsewhere stands a plain
/// index, where that serves the same conditions.
pub(super) fn text(index: &IndexDraft, columns: &[IndexColumn], fields: &Fields) -> Option<SqlText> {
    let method = index.using.as_ref().map_or("btree", |using| using.value.as_str());
    if method == "btree" && index.operators.is_none() || columns.is_empty() {
        return None;
    }
    let of: Vec<&Field> = columns.iter().map(|column| &fields.fields[column.field.0]).collect();
    let operators: Vec<String> = index.operators.iter().flat_map(|words| words.list()).map(|word| word.value).collect();
    let part = |(at, field): (usize, &&Field)| {
        let class = operators.get(at).or_else(|| operators.first().filter(|_| operators.len() == 1));
        let name = Dialect::Postgres.identifier(field.column());
        class.map_or_else(|| name.clone(), |class| format!("{name} {class}"))
    };
    let parts: Vec<String> = of.iter().enumerate().map(part).collect();
    let postgres = format!("using {method} ({})", parts.join(", "));
    let is_plain = ["btree", "hash", "brin"].contains(&method);
    let other = |dialect: Dialect| {
        let parts: Option<Vec<String>> = of.iter().map(|field| plain(field, dialect)).collect();
        parts.filter(|_| is_plain).map(|parts| format!("({})", parts.join(", ")))
    };
    Some(SqlText { postgres: Some(postgres), mysql: other(Dialect::MySql), sqlite: other(Dialect::Sqlite) })
}

/// Returns a column as a plain index has it; `None` for one that no plain index holds.
fn plain(field: &Field, dialect: Dialect) -> Option<String> {
    let name = dialect.identifier(field.column());
    match (&field.ty, dialect) {
        (FieldType::Json(_), _) => None,
        (FieldType::Text, Dialect::MySql) if field.native.is_none() => Some(format!("{name}({TEXT_PREFIX})")),
        _ => Some(name),
    }
}
