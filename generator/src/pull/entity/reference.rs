//! The foreign keys of a table as references of fields.

use larder_format::catalogue::{LiveColumn, LiveReference};

use super::Subject;
use crate::dialect::Dialect;
use crate::name::snake;
use crate::pull::miss::MissKind;
use crate::pull::piece::{CompositePiece, ReferencePiece, SaidEntry};

/// Returns the reference that a column alone is; lists those that a definition cannot say.
pub(super) fn of(column: &LiveColumn, subject: &mut Subject<'_>) -> Option<ReferencePiece> {
    let mut found = None;
    for reference in &subject.table.references {
        let first = reference.columns.first().filter(|_| reference.columns.len() == 1);
        if !first.is_some_and(|first| subject.is_same(first, &column.name)) {
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

/// Returns the references that several columns are together; lists those that a definition cannot say.
pub(super) fn composite(subject: &mut Subject<'_>) -> Vec<CompositePiece> {
    let mut found: Vec<CompositePiece> = Vec::new();
    for reference in subject.table.references.iter().filter(|reference| reference.columns.len() > 1) {
        let Some((pairs, is_to_key)) = pairs(reference, subject) else {
            let why = "what it refers to is in another schema, or no key of its table";
            subject.miss(MissKind::Left, &name(reference), said(reference), why);
            continue;
        };
        let mut piece = piece(reference, subject);
        piece.by = pairs.first().map(|(_, theirs)| theirs.clone()).filter(|_| !is_to_key);
        found.push(CompositePiece { pairs, reference: piece, called: None });
    }
    for at in 0..found.len() {
        let parent = &found[at].reference.parent;
        if found.iter().filter(|other| other.reference.parent == *parent).count() > 1 {
            let columns: Vec<String> = found[at].pairs.iter().map(|(own, _)| snake(own)).collect();
            found[at].called = Some(columns.join("_and_"));
        }
    }
    found
}

/// Returns the columns of both sides in the order of the key that is referred to, and whether that is the primary one.
fn pairs(reference: &LiveReference, subject: &Subject<'_>) -> Option<(Vec<(String, String)>, bool)> {
    let parent = subject.catalogue.tables.iter().find(|table| table.name == reference.parent)?;
    let key = key_of(reference, subject);
    let theirs = if reference.parent_columns.is_empty() { key } else { &reference.parent_columns };
    let in_order = |key: &[String]| {
        let place = |column: &String| theirs.iter().position(|other| subject.is_same(other, column));
        let pair = |column: &String| Some((reference.columns.get(place(column)?)?.clone(), column.clone()));
        let pairs: Vec<(String, String)> = key.iter().map(pair).collect::<Option<_>>()?;
        (pairs.len() == theirs.len()).then_some(pairs)
    };
    if let Some(pairs) = in_order(key) {
        return Some((pairs, true));
    }
    let plain = parent.indexes.iter().filter(|index| index.unique && index.condition.is_none());
    let by_index = plain.map(|index| index.parts.iter().map(|part| part.text.clone()).collect());
    let mut keys = parent.uniques.iter().map(|key| key.columns.clone()).chain(by_index);
    keys.find_map(|key: Vec<String>| in_order(&key)).map(|pairs| (pairs, false))
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
