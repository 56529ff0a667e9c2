//! Types of databases' own, and types of the application's over what a column holds.

use crate::dialect::Dialect;
use crate::draft::{FieldDraft, NativeDraft, Text};
use crate::ir::{FieldType, JsonShape, Native, SCALARS};
use crate::native::{is_name, is_word};

/// Returns the type that a plain Rust type stands for, where a field says no other: `text` for `String`.
pub(in crate::resolve) fn plain(draft: &FieldDraft) -> Option<Text> {
    let rust = draft.rust.as_ref()?;
    let bare = rust.value.trim().trim_end_matches('?');
    let word = word(bare)?;
    let mark = if rust.value.trim().ends_with('?') { "?" } else { "" };
    Some(Text::whole(format!("{word}{mark}"), rust.origin))
}

fn word(rust: &str) -> Option<&'static str> {
    match rust {
        "String" => Some("text"),
        "Vec<u8>" => Some("bytes"),
        "Json" | "Value" => Some("json"),
        name => {
            let row = SCALARS.iter().find(|row| row.word == name || row.names.contains(&name))?;
            Some(row.word)
        }
    }
}

/// Returns the application's type over the type of the column; `None` for a plain one.
pub(in crate::resolve) fn rust(draft: &FieldDraft) -> Option<String> {
    let rust = draft.rust.as_ref()?;
    (word(rust.value.trim_end_matches('?')).is_none()).then(|| rust.value.clone())
}

/// Returns what databases call the type; what is missing is empty, and reported by the checks. The name of an enum is
/// one that larder gives, and that may need quotes.
pub(in crate::resolve) fn native(draft: &FieldDraft, ty: &FieldType) -> Option<Native> {
    if let Some(collation) = &draft.collation {
        return collated(collation, ty);
    }
    let NativeDraft { postgres, mysql, sqlite, .. } = draft.native.as_ref()?;
    let [postgres, mysql, sqlite] = [postgres, mysql, sqlite]
        .map(|words| words.as_ref().map(|words| words.value.trim().to_owned()).unwrap_or_default());
    let postgres = match ty {
        FieldType::Enum(_) if !postgres.is_empty() => Dialect::Postgres.identifier(&postgres),
        FieldType::Json(JsonShape::ScalarList(member)) if matches!(**member, FieldType::Enum(_)) => of_made(postgres),
        _ => postgres,
    };
    Some(Native { postgres, mysql, sqlite })
}

/// Returns the array of a type that larder makes; any other as it stands.
fn of_made(array: String) -> String {
    match array.strip_suffix("[]") {
        Some(of) if is_name(of) && !is_word(of) => format!("{}[]", Dialect::Postgres.identifier(of)),
        _ => array,
    }
}

/// Returns a text with a collation in the words of databases: larder's own type, and the collation where one is said.
fn collated(collation: &NativeDraft, ty: &FieldType) -> Option<Native> {
    let types = match ty {
        FieldType::String { max } => [format!("varchar({max})"), format!("VARCHAR({max})"), "TEXT".to_owned()],
        FieldType::Text => ["text", "LONGTEXT", "TEXT"].map(str::to_owned),
        _ => return None,
    };
    let said = |ty: String, name: &Option<Text>, dialect: Dialect| match name {
        Some(name) if dialect == Dialect::Postgres => format!("{ty} COLLATE {}", dialect.identifier(&name.value)),
        Some(name) => format!("{ty} COLLATE {}", name.value),
        None => ty,
    };
    let [postgres, mysql, sqlite] = types;
    Some(Native {
        postgres: said(postgres, &collation.postgres, Dialect::Postgres),
        mysql: said(mysql, &collation.mysql, Dialect::MySql),
        sqlite: said(sqlite, &collation.sqlite, Dialect::Sqlite),
    })
}
