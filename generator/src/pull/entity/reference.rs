//! The foreign keys of a table as references of fields.

use larder_format::catalogue::{LiveColumn, LiveReference};

use super::Subject;
use crate::dialect::Dialect;
use crate::pull::miss::MissKind;
use crate::pull::piece::{ReferencePiece, SaidEntry};

/// Returns the reference that a column is; lists those that a definition cannot say, each at its first column.
pub(super) fn of(column: &LiveColumn, subject: &mut Subject<'_>) -> Option<ReferencePiece> {
    let mut found = None;
    for reference in &subject.table.references {
        if !reference.columns.first().is_some_and(|first| subject.is_same(first, &column.name)) {
            continue;
        }
        match (refusal(reference, subject), found.is_some()) {
            (None, false) => found = Some(piece(reference, subject)),
            (None, true) => {
                let why = "a field is a reference to one entity, and this one is to another already";
                subject.miss(MissKind::Left, &name(reference), said(reference), why);
            }
            (Some(why), _) => subject.miss(MissKind::Left, &name(reference), said(reference), why),
        }
    }
    found
}

/// Returns why a definition cannot say the reference.
fn refusal(reference: &LiveReference, subject: &Subject<'_>) -> Option<&'static str> {
    let Some(parent) = subject.catalogue.tables.iter().find(|table| table.name == reference.parent) else {
        return Some("its table is in another schema, or not there");
    };
    if reference.columns.len() > 1 {
        return Some("a reference of a definition has one column");
    }
    let is_unique = |column: &String| {
        let by_key = parent.uniques.iter().any(|key| key.columns == std::slice::from_ref(column));
        let plain = parent.indexes.iter().filter(|index| index.unique && index.condition.is_none());
        by_key || plain.into_iter().any(|index| matches!(index.parts.as_slice(), [part] if part.text == *column))
    };
    let is_target = by(reference, subject).as_ref().is_some_and(is_unique);
    if !is_target && !is_to_key(reference, subject) {
        return Some("a reference of a definition is to a key of one column, primary or unique");
    }
    None
}

/// Returns the columns of the parent's primary key.
fn key_of<'a>(reference: &LiveReference, subject: &Subject<'a>) -> &'a [String] {
    let parent = subject.catalogue.tables.iter().find(|table| table.name == reference.parent);
    parent.and_then(|table| table.primary.as_ref()).map_or(&[], |key| &key.columns)
}

fn is_to_key(reference: &LiveReference, subject: &Subject<'_>) -> bool {
    match (key_of(reference, subject), reference.parent_columns.as_slice()) {
        ([_], []) => true,
        ([key], [theirs]) => subject.is_same(key, theirs),
        _ => false,
    }
}

/// Returns the column of the parent that the reference holds in place of its primary key.
fn by(reference: &LiveReference, subject: &Subject<'_>) -> Option<String> {
    match reference.parent_columns.as_slice() {
        [theirs] if !is_to_key(reference, subject) => Some(theirs.clone()),
        _ => None,
    }
}

/// Returns the word for an action.
fn action(said: &str) -> &'static str {
    match said {
        "CASCADE" => "\"cascade\"",
        "SET NULL" => "\"set_null\"",
        "SET DEFAULT" => "\"set_default\"",
        "NO ACTION" => "\"no_action\"",
        _ => "\"restrict\"",
    }
}

fn piece(reference: &LiveReference, subject: &mut Subject<'_>) -> ReferencePiece {
    let mut entries = Vec::new();
    if reference.on_delete != "RESTRICT" {
        entries.push(SaidEntry::new("on_delete", action(&reference.on_delete)));
    }
    // MySQL and MariaDB refuse in both cases.
    let refuses = subject.dialect == Dialect::MySql && reference.on_update == "RESTRICT";
    if reference.on_update != "NO ACTION" && !refuses {
        entries.push(SaidEntry::new("on_update", action(&reference.on_update)));
    }
    match reference.others.as_str() {
        "" => {}
        "DEFERRABLE INITIALLY DEFERRED" => entries.push(SaidEntry::new("deferrable", "\"deferred\"")),
        "DEFERRABLE" => entries.push(SaidEntry::new("deferrable", "\"immediate\"")),
        other => {
            let why = "a definition does not say it";
            subject.miss(MissKind::Otherwise, &name(reference), other.to_owned(), why);
        }
    }
    ReferencePiece {
        parent: reference.parent.clone(),
        by: by(reference, subject),
        entries,
        what: said(reference),
        name: name(reference),
    }
}

fn name(reference: &LiveReference) -> String {
    reference.name.clone().unwrap_or_else(|| reference.columns.join(", "))
}

/// Returns the foreign key as SQL says it.
fn said(reference: &LiveReference) -> String {
    let columns = |list: &[String]| if list.is_empty() { String::new() } else { format!(" ({})", list.join(", ")) };
    format!(
        "FOREIGN KEY{} REFERENCES {}{} ON DELETE {}",
        columns(&reference.columns),
        reference.parent,
        columns(&reference.parent_columns),
        reference.on_delete
    )
}
