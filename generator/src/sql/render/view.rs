//! What the templates print.

use serde::Serialize;

use crate::dialect::Dialect;
use crate::sql::physical::{Column, Index, IndexKind, Table, Trigger};

#[derive(Serialize)]
pub(super) struct CreateTable {
    header: String,
    extensions: Vec<&'static str>,
    table: String,
    /// Columns and, after them, everything else that stands between the parentheses.
    members: Vec<String>,
    options: &'static str,
    indexes: Vec<IndexView>,
    word_tables: Vec<WordTableView>,
    triggers: Vec<TriggerView>,
}

#[derive(Serialize)]
pub(super) struct DropTable {
    header: String,
    /// The table, then what stands beside it.
    tables: Vec<String>,
    /// Extensions that are left in place.
    extensions: Vec<&'static str>,
}

#[derive(Serialize)]
struct IndexView {
    kind: &'static str,
    name: String,
    table: String,
    using: &'static str,
    parts: String,
    condition: Option<String>,
}

#[derive(Serialize)]
struct WordTableView {
    name: String,
    arguments: String,
}

#[derive(Serialize)]
struct TriggerView {
    name: String,
    event: String,
    table: String,
    body: Vec<String>,
}

impl CreateTable {
    pub(super) fn new(table: &Table, dialect: Dialect, migration: &str) -> Self {
        let inline = dialect.capabilities().inline_indexes;
        let mut members: Vec<_> = table.columns.iter().map(column).collect();
        members.extend(constraints(table));
        if inline {
            members.extend(table.indexes.iter().map(inline_index));
        }
        let separate = table.indexes.iter().filter(|_| !inline);
        let words = table.word_table.iter();
        Self {
            header: header(dialect, migration),
            extensions: table.extensions.clone(),
            table: table.name.clone(),
            members,
            options: table.options,
            indexes: separate.map(|index| index_view(&table.name, index)).collect(),
            word_tables: words
                .map(|words| WordTableView { name: words.name.clone(), arguments: words.arguments.join(", ") })
                .collect(),
            triggers: table.triggers.iter().map(trigger).collect(),
        }
    }
}

impl DropTable {
    pub(super) fn new(table: &Table, dialect: Dialect, migration: &str) -> Self {
        let words = table.word_table.iter().map(|words| words.name.clone());
        Self {
            header: header(dialect, migration),
            tables: std::iter::once(table.name.clone()).chain(words).collect(),
            extensions: table.extensions.clone(),
        }
    }
}

fn header(dialect: Dialect, migration: &str) -> String {
    format!("{migration} on {}", dialect.title())
}

fn column(column: &Column) -> String {
    let mut text = format!("{} {}", column.name, column.ty);
    if let Some(expression) = &column.generated {
        text += &format!(" GENERATED ALWAYS AS ({expression}) VIRTUAL");
    } else if !column.nullable {
        text += " NOT NULL";
    }
    if let Some(default) = &column.default {
        text += &format!(" DEFAULT {default}");
    }
    text
}

fn constraints(table: &Table) -> Vec<String> {
    let mut texts = Vec::new();
    if let Some(key) = &table.primary_key {
        texts.push(format!("CONSTRAINT {} PRIMARY KEY ({})", key.name, key.columns.join(", ")));
    }
    for key in &table.uniques {
        let nulls = if key.nulls_equal { " NULLS NOT DISTINCT" } else { "" };
        texts.push(format!("CONSTRAINT {} UNIQUE{nulls} ({})", key.name, key.columns.join(", ")));
    }
    for key in &table.foreign_keys {
        let (columns, theirs) = (key.columns.join(", "), key.parent_columns.join(", "));
        texts.push(format!(
            "CONSTRAINT {} FOREIGN KEY ({columns}) REFERENCES {} ({theirs}) ON DELETE {}",
            key.name, key.parent, key.on_delete
        ));
    }
    let check = |check: &crate::sql::physical::Check| format!("CONSTRAINT {} CHECK ({})", check.name, check.expression);
    texts.extend(table.checks.iter().map(check));
    texts
}

fn inline_index(index: &Index) -> String {
    let kind = match index.kind {
        IndexKind::Unique => "UNIQUE KEY",
        IndexKind::FullText => "FULLTEXT KEY",
        IndexKind::Ordered | IndexKind::Gin => "KEY",
    };
    format!("{kind} {} ({})", index.name, index.parts.join(", "))
}

fn index_view(table: &str, index: &Index) -> IndexView {
    IndexView {
        kind: if index.kind == IndexKind::Unique { "UNIQUE INDEX" } else { "INDEX" },
        name: index.name.clone(),
        table: table.to_owned(),
        using: if index.kind == IndexKind::Gin { " USING gin" } else { "" },
        parts: index.parts.join(", "),
        condition: index.condition.clone(),
    }
}

fn trigger(trigger: &Trigger) -> TriggerView {
    TriggerView {
        name: trigger.name.clone(),
        event: trigger.event.clone(),
        table: trigger.table.clone(),
        body: trigger.body.clone(),
    }
}
