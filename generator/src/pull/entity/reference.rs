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
    let key = parent.primary.as_ref().map_or(&[][..], |key| &key.columns);
    if reference.columns.len() > 1 {
        return Some("a reference of a definition has one column");
    }
    let refers_to_key = reference.parent_columns.is_empty()
        || reference.parent_columns.len() == key.len()
            && reference.parent_columns.iter().zip(key).all(|(own, theirs)| subject.is_same(own, theirs));
    if !refers_to_key || key.len() != 1 {
        return Some("a reference of a definition is to a primary key of one column");
    }
    None
}

fn piece(reference: &LiveReference, subject: &mut Subject<'_>) -> ReferencePiece {
    let mut entries = Vec::new();
    let is_restrict = subject.dialect == Dialect::MySql && reference.on_delete == "NO ACTION";
    match reference.on_delete.as_str() {
        "CASCADE" => entries.push(SaidEntry::new("on_delete", "\"cascade\"")),
        "SET NULL" => entries.push(SaidEntry::new("on_delete", "\"set_null\"")),
        "RESTRICT" => {}
        _ if is_restrict => {}
        "NO ACTION" => entries.push(SaidEntry::new("on_delete", "\"no_action\"")),
        other => {
            let why = "larder's is RESTRICT, which refuses the delete";
            subject.miss(MissKind::Otherwise, &name(reference), format!("ON DELETE {other}"), why);
        }
    }
    if !["NO ACTION", "RESTRICT"].contains(&reference.on_update.as_str()) {
        let why = "a definition does not say it; the database goes on doing it";
        subject.miss(MissKind::Otherwise, &name(reference), format!("ON UPDATE {}", reference.on_update), why);
    }
    if !reference.others.is_empty() {
        let why = "a definition does not say it";
        subject.miss(MissKind::Otherwise, &name(reference), reference.others.clone(), why);
    }
    ReferencePiece { parent: reference.parent.clone(), entries, what: said(reference), name: name(reference) }
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
