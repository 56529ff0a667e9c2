//! Checks how databases compare and order texts.

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::dialect::Dialect;
use crate::draft::{FieldDraft, NativeDraft, Text};
use crate::ir::{Field, FieldId, FieldType, Index};

/// A collation is of a text that is no key, and is one that the database has.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (id, field, draft) in subject.fields() {
        let Some(collation) = &draft.collation else { continue };
        target(subject, id, field, draft, collation, diagnostics);
        for (dialect, said) in said(collation) {
            name(dialect, said, diagnostics);
        }
        if said(collation).next().is_none() {
            let message = format!("`collation` of `{}` names none", field.name);
            push(collation.origin, message, "write `{ postgres = \"de-x-icu\" }`", diagnostics);
        }
    }
}

fn push(origin: Origin, message: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(Code::Collation, origin, message).help(help));
}

fn said(collation: &NativeDraft) -> impl Iterator<Item = (Dialect, &Text)> {
    let all = [
        (Dialect::Postgres, &collation.postgres),
        (Dialect::MySql, &collation.mysql),
        (Dialect::Sqlite, &collation.sqlite),
    ];
    all.into_iter().filter_map(|(dialect, said)| Some((dialect, said.as_ref()?)))
}

fn target(
    subject: &CheckedEntity<'_>,
    id: FieldId,
    field: &Field,
    draft: &FieldDraft,
    collation: &NativeDraft,
    diagnostics: &mut Diagnostics,
) {
    let is_key = subject.entity.primary.contains(&id) || subject.entity.relations_over(id).next().is_some();
    if is_key || draft.tenant.is_some() {
        let message = format!("`{}` is a key, whose texts are compared to the byte on every database", field.name);
        push(collation.origin, message, "remove `collation`", diagnostics);
    } else if !matches!(field.ty, FieldType::String { .. } | FieldType::Text) {
        let message = format!("`{}` is no text, so that it has no collation", field.name);
        push(collation.origin, message, "remove `collation`, or make the field a `string` or `text`", diagnostics);
    } else if let Some(native) = &draft.native {
        let message = format!("`native` of `{}` says the whole type, its collation included", field.name);
        push(
            native.origin,
            message,
            "remove `native`, or write `COLLATE …` in it in place of `collation`",
            diagnostics,
        );
    } else if field.ty == FieldType::Text && is_sought(subject, id) {
        let message = format!("`{}` has a collation and no bound, so that MySQL makes no index over it", field.name);
        push(collation.origin, message, "make it a `string` with a length, or remove `collation`", diagnostics);
    }
}

fn is_sought(subject: &CheckedEntity<'_>, id: FieldId) -> bool {
    let entity = subject.entity;
    let is_on_mysql = |index: &Index| index.text.as_ref().is_none_or(|text| text.mysql.is_some());
    let in_index = |index: &Index| is_on_mysql(index) && index.columns.iter().any(|column| column.field == id);
    entity.uniques.iter().any(|unique| unique.columns.contains(&id)) || entity.indexes.iter().any(in_index)
}

fn name(dialect: Dialect, said: &Text, diagnostics: &mut Diagnostics) {
    if is_name(&said.value, dialect) {
        return;
    }
    let (message, help) = match dialect {
        Dialect::Postgres => ("is no name of a collation", "write the name alone, such as `de-x-icu` or `C`"),
        Dialect::MySql => (
            "is no collation of utf8mb4, in which larder's columns are on MySQL and MariaDB",
            "write one such as `utf8mb4_unicode_ci`; for another character set say the whole type with `native`",
        ),
        Dialect::Sqlite => ("is no collation of SQLite", "SQLite has `BINARY`, `NOCASE` and `RTRIM`"),
    };
    push(said.origin, format!("`{}` {message}", said.value), help, diagnostics);
}

/// Tells whether a database may have a collation of the name.
pub(crate) fn is_name(name: &str, dialect: Dialect) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_-.@".contains(c);
    let is_plain = !name.is_empty() && name.len() < 64 && name.chars().all(is_word);
    match dialect {
        Dialect::Postgres => is_plain,
        Dialect::MySql => {
            let is_of_set = name.starts_with("utf8mb4_") || name.starts_with("uca1400_");
            is_of_set && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        }
        Dialect::Sqlite => ["BINARY", "NOCASE", "RTRIM"].contains(&name.to_ascii_uppercase().as_str()),
    }
}
