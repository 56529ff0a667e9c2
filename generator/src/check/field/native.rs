//! Checks types of the databases' own, and types of the application's over a column's.

use std::collections::BTreeMap;

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::dialect::Dialect;
use crate::draft::{FieldDraft, NativeDraft, Text};
use crate::ir::{EnumType, Field, FieldId, FieldType, JsonShape, Scalar};
use crate::native;

/// The words of every database are there, and the column is one of which larder need not know more.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (id, field, draft) in subject.fields() {
        if let Some(native) = &draft.native {
            target(subject, id, field, draft, native.origin, diagnostics);
            match &field.ty {
                FieldType::Enum(_) => enumeration(field, native, diagnostics),
                FieldType::Json(JsonShape::ScalarList(member)) => array(field, member, native, diagnostics),
                // A struct's members are JSON, and those of an enum texts.
                FieldType::Json(JsonShape::ValueList(_)) => array(field, &FieldType::Text, native, diagnostics),
                _ => Dialect::ALL.into_iter().for_each(|dialect| words(field, native, dialect, diagnostics)),
            }
        }
        if let Some(rust) = draft.rust.as_ref().filter(|_| field.rust.is_some()) {
            own(subject, id, field, rust, diagnostics);
        }
    }
}

fn push(origin: Origin, message: String, help: impl Into<String>, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(Code::Native, origin, message).help(help));
}

/// Returns what larder does with a field that a type of a database's own is not made for.
fn role(subject: &CheckedEntity<'_>, id: FieldId, draft: &FieldDraft) -> Option<&'static str> {
    let entity = subject.entity;
    if entity.primary.contains(&id) {
        Some("the primary key")
    } else if draft.belongs_to.is_some() {
        Some("a reference")
    } else if draft.counts.is_some() || draft.sums.is_some() {
        Some("a counter")
    } else if entity.version == Some(id) {
        Some("the version")
    } else if entity.soft_delete == Some(id) || draft.on_update.is_some() {
        Some("set by larder")
    } else {
        None
    }
}

fn target(
    subject: &CheckedEntity<'_>,
    id: FieldId,
    field: &Field,
    draft: &FieldDraft,
    origin: Origin,
    diagnostics: &mut Diagnostics,
) {
    if let Some(role) = role(subject, id, draft) {
        let message = format!("`{}` is {role}, so larder chooses its type on every database", field.name);
        push(origin, message, "remove `native`", diagnostics);
    }
    let help = match &field.ty {
        FieldType::Json(JsonShape::Value(_)) => "write `type = \"json\"`",
        _ => return,
    };
    let message = format!("`{}` cannot have a type of the databases' own", field.name);
    push(origin, message, help, diagnostics);
}

/// An enum is a type of PostgreSQL's, which larder makes; elsewhere its texts stand under a check.
fn enumeration(field: &Field, native: &NativeDraft, diagnostics: &mut Diagnostics) {
    let help = "leave it out: only PostgreSQL has enum types that change without reading the rows";
    let keeps = format!("keeps the enum `{}` as text with a check", field.name);
    elsewhere(native, &keeps, (Code::NativeEnum, help), diagnostics);
    let Some(said) = &native.postgres else {
        let message = format!("`native` of `{}` does not say what PostgreSQL calls the enum", field.name);
        let help =
            format!("add `postgres = \"{}\"`, the name that the type gets", crate::name::snake(&enum_name(field)));
        return diagnostics.push(Diagnostic::error(Code::NativeEnum, native.origin, message).help(help));
    };
    type_name(said.value.trim(), said.origin, diagnostics);
}

fn type_name(name: &str, origin: Origin, diagnostics: &mut Diagnostics) {
    if !native::is_name(name) || name.len() > MOST_NAME || native::is_word(name) {
        let message = format!("`{name}` cannot be the name of an enum's type");
        let help = "larder makes the type: give it a name of letters, digits and `_`, at most 55 of them, that no \
                    built-in type of PostgreSQL has";
        diagnostics.push(Diagnostic::error(Code::NativeEnum, origin, message).help(help));
    }
}

/// Reports words of databases that keep what larder keeps without them.
fn elsewhere(native: &NativeDraft, keeps: &str, (code, help): (Code, &str), diagnostics: &mut Diagnostics) {
    for (name, said) in [("MySQL", &native.mysql), ("SQLite", &native.sqlite)] {
        if let Some(said) = said {
            diagnostics.push(Diagnostic::error(code, said.origin, format!("{name} {keeps}")).help(help));
        }
    }
}

/// A list is an array of PostgreSQL's, with members that JSON writes as the array does; elsewhere it is JSON.
fn array(field: &Field, member: &FieldType, native: &NativeDraft, diagnostics: &mut Diagnostics) {
    let help = "leave it out: only PostgreSQL has arrays";
    elsewhere(native, &format!("keeps the list `{}` as JSON", field.name), (Code::NativeArray, help), diagnostics);
    let mut push =
        |origin, message, help| diagnostics.push(Diagnostic::error(Code::NativeArray, origin, message).help(help));
    let ty = plain(member, Dialect::Postgres);
    let Some(said) = &native.postgres else {
        let message = format!("`native` of `{}` does not say what PostgreSQL calls the array", field.name);
        return push(native.origin, message, format!("add `postgres = \"{ty}[]\"`"));
    };
    if let FieldType::Scalar(Scalar::Bytes | Scalar::Duration) = member {
        let message = format!("the members of `{}` are written otherwise in JSON than in an array", field.name);
        return push(native.origin, message, "remove `native`, or have a list of strings or numbers".to_owned());
    }
    let of = said.value.trim().strip_suffix("[]").unwrap_or_default();
    if of.is_empty() || of.contains('[') || !is_one_type(&said.value) {
        let message = format!("`{}` is no array of PostgreSQL's for a list of one dimension", said.value);
        return push(said.origin, message, format!("write `{ty}[]`, or another type with `[]` behind it"));
    }
    // The values are texts, or of a type that larder makes of them.
    if matches!(member, FieldType::Enum(_)) && !["text", "varchar"].contains(&native::unmodified(of).as_str()) {
        type_name(of, said.origin, diagnostics);
    }
}

/// PostgreSQL's 63 bytes, less what a type is called while another takes its name.
const MOST_NAME: usize = 55;

fn enum_name(field: &Field) -> String {
    match &field.ty {
        FieldType::Enum(ty) => ty.name.clone(),
        _ => field.name.clone(),
    }
}

/// Columns of one enum type have its values, and no table has its name.
pub(in crate::check) fn across(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, (&EnumType, Origin)> = BTreeMap::new();
    for subject in subjects {
        for (_, field, draft) in subject.fields() {
            let (Some(ty), Some(types), Some(said)) = (subject.entity.enum_of(field), &field.native, &draft.native)
            else {
                continue;
            };
            let Some(name) = types.of(Dialect::Postgres) else { continue };
            let name = if field.is_array() { name.trim_end_matches("[]") } else { name };
            if native::unmodified(name) != name || native::is_word(name) {
                continue;
            }
            let (first, origin) = *seen.entry(name).or_insert((ty, said.origin));
            if values(first) != values(ty) {
                let message = format!("the type `{name}` cannot have the values of two enums");
                diagnostics.push(
                    Diagnostic::error(Code::NativeEnumValues, said.origin, message)
                        .related(origin, "the other values")
                        .help("give one of the types another name, or let both fields have one enum of `types`"),
                );
            }
            if let Some(table) = subjects.iter().find(|other| Dialect::Postgres.table(&other.entity.table) == name) {
                let message = format!("`{name}` is also a table, and PostgreSQL has a type of each table's name");
                diagnostics.push(
                    Diagnostic::error(Code::NativeEnum, said.origin, message)
                        .related(table.table_origin(), "the table")
                        .help("give the type of the enum another name"),
                );
            }
        }
    }
}

fn values(ty: &EnumType) -> Vec<&str> {
    ty.values.iter().map(|value| value.text.as_str()).collect()
}

/// What one database calls the type stands there, and is one type.
fn words(field: &Field, native: &NativeDraft, dialect: Dialect, diagnostics: &mut Diagnostics) {
    let (key, said, name) = match dialect {
        Dialect::Postgres => ("postgres", &native.postgres, "PostgreSQL"),
        Dialect::MySql => ("mysql", &native.mysql, "MySQL"),
        Dialect::Sqlite => ("sqlite", &native.sqlite, "SQLite"),
    };
    let Some(said) = said else {
        let message = format!("`native` of `{}` does not say what {name} calls the type", field.name);
        let help = format!("add `{key} = \"{}\"`, or another type of its own", plain(&field.ty, dialect));
        return push(native.origin, message, help, diagnostics);
    };
    if !is_one_type(&said.value) {
        let message = format!("`{}` is not a single type of {name}", said.value);
        return push(said.origin, message, "write the type as a column of `CREATE TABLE` has it", diagnostics);
    }
    if dialect == Dialect::Sqlite {
        strict(field, said, diagnostics);
    }
}

/// Tells whether a text can stand for a type: no end of a statement, no comment, and parentheses that close.
fn is_one_type(text: &str) -> bool {
    let mut depth = 0_i32;
    let is_closed = text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0 && !c.is_control() && c != ';'
    });
    let is_balanced = is_closed && depth == 0 && text.matches('\'').count().is_multiple_of(2);
    is_balanced && !text.trim().is_empty() && !text.contains("--") && !text.contains("/*")
}

/// SQLite's tables are strict: a column has one of its classes of values, and the one that programs bind.
fn strict(field: &Field, said: &Text, diagnostics: &mut Diagnostics) {
    let class = said.value.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let class = if class == "INT" { "INTEGER" } else { &class };
    let bound = plain(&field.ty, Dialect::Sqlite);
    if class != bound && class != "ANY" {
        let message =
            format!("a strict SQLite table cannot store `{}` in a column of type `{}`", kind(&field.ty), said.value);
        let collated = if bound == "TEXT" { ", perhaps with a collation: `TEXT COLLATE NOCASE`" } else { "" };
        let help = format!("write `{bound}`{collated}");
        push(said.origin, message, help, diagnostics);
    }
}

fn kind(ty: &FieldType) -> &'static str {
    match ty.stored() {
        FieldType::Scalar(scalar) => scalar.info().word,
        FieldType::Decimal { .. } => "decimal",
        FieldType::String { .. } => "string",
        FieldType::Json(_) => "json",
        FieldType::Bytes { .. } => "bytes",
        FieldType::Text | FieldType::Enum(_) | FieldType::Key(_) => "text",
    }
}

/// Returns a type of the database's that holds what programs bind.
fn plain(ty: &FieldType, dialect: Dialect) -> String {
    let [postgres, mysql, sqlite] = match ty.stored() {
        FieldType::String { max } => return bounded(*max, dialect),
        FieldType::Decimal { precision, scale } => return digits(*precision, *scale, dialect),
        FieldType::Json(_) => ["jsonb", "JSON", "TEXT"],
        FieldType::Bytes { .. } => ["bytea", "LONGBLOB", "BLOB"],
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Bool => ["boolean", "TINYINT(1)", "INTEGER"],
            Scalar::I16 => ["smallint", "SMALLINT", "INTEGER"],
            Scalar::I32 => ["integer", "INT", "INTEGER"],
            Scalar::I64 | Scalar::Duration => ["bigint", "BIGINT", "INTEGER"],
            Scalar::F32 => ["real", "FLOAT", "REAL"],
            Scalar::F64 => ["double precision", "DOUBLE", "REAL"],
            Scalar::Bytes => ["bytea", "LONGBLOB", "BLOB"],
            Scalar::Uuid => ["uuid", "BINARY(16)", "BLOB"],
            Scalar::Date => ["date", "DATE", "TEXT"],
            Scalar::Time => ["time", "TIME(6)", "TEXT"],
            Scalar::DateTime => ["timestamp", "DATETIME(6)", "TEXT"],
            Scalar::Timestamp => ["timestamptz", "DATETIME(6)", "INTEGER"],
        },
        FieldType::Text | FieldType::Enum(_) | FieldType::Key(_) => ["text", "LONGTEXT", "TEXT"],
    };
    match dialect {
        Dialect::Postgres => postgres,
        Dialect::MySql => mysql,
        Dialect::Sqlite => sqlite,
    }
    .to_owned()
}

fn bounded(max: u32, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("varchar({max})"),
        Dialect::MySql => format!("VARCHAR({max})"),
        Dialect::Sqlite => "TEXT".to_owned(),
    }
}

fn digits(precision: u32, scale: u32, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("numeric({precision}, {scale})"),
        Dialect::MySql => format!("DECIMAL({precision}, {scale})"),
        Dialect::Sqlite if precision <= crate::decimal::INTEGER_DIGITS => "INTEGER".to_owned(),
        Dialect::Sqlite => "TEXT".to_owned(),
    }
}

/// A type of the application's is over one value that is no key.
fn own(subject: &CheckedEntity<'_>, id: FieldId, field: &Field, rust: &Text, diagnostics: &mut Diagnostics) {
    if syn::parse_str::<syn::TypePath>(&rust.value).is_err() {
        let message = format!("`{}` is not the path of a type", rust.value);
        return push(rust.origin, message, "write a path such as `crate::Address`", diagnostics);
    }
    let is_scalar = match &field.ty {
        FieldType::Scalar(scalar) => *scalar != Scalar::Bytes,
        FieldType::String { .. } | FieldType::Text => true,
        _ => false,
    };
    let is_key = subject.entity.primary.contains(&id) || subject.entity.relations_over(id).next().is_some();
    if !is_scalar || is_key {
        let message = format!("`{}` cannot have a Rust type of its own", field.name);
        let help = "a type of your own is over a text, a number, a uuid, a time or a boolean, and not a key";
        push(rust.origin, message, help, diagnostics);
    }
}
