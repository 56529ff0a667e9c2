//! What servers are asked of a query, and what they should answer.

use larder_format::Dialect;

use super::{TextPiece, pieces};
use crate::ir::{Entity, Field, FieldType, Query, QueryRows, Returns, Scalar};

/// A text for a server, with placeholders for values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The text.
    pub text: String,
    /// The types of the values, as PostgreSQL calls them.
    pub types: Vec<&'static str>,
}

/// Returns the texts of a query for one dialect: with all of its parts, and with none of them.
#[must_use]
pub fn asked(query: &Query, dialect: Dialect) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    for stands in [true, false] {
        let asked = one(query, dialect, stands);
        if !all.contains(&asked) {
            all.push(asked);
        }
    }
    all
}

fn one(query: &Query, dialect: Dialect, stands: bool) -> Asked {
    let mut asked = Asked { text: String::new(), types: Vec::new() };
    let mut open: Vec<bool> = Vec::new();
    for (piece, _) in pieces(&query.texts[dialect as usize], true).unwrap_or_default() {
        match &piece {
            TextPiece::If(_) => open.push(stands),
            TextPiece::Else => {
                if let Some(last) = open.last_mut() {
                    *last = !*last;
                }
            }
            TextPiece::End => drop(open.pop()),
            _ if open.contains(&false) => {}
            TextPiece::Text(text) => asked.text.push_str(text),
            TextPiece::Value(name) | TextPiece::List(name) => {
                let like = query.parameters.iter().find(|parameter| parameter.name == *name);
                asked.types.push(like.map_or("TEXT", |parameter| postgres(&parameter.like)));
                let place = match dialect {
                    Dialect::Postgres => format!("${}", asked.types.len()),
                    Dialect::MySql | Dialect::Sqlite => "?".to_owned(),
                };
                let is_list = matches!(piece, TextPiece::List(_));
                asked.text.push_str(&if is_list { format!("({place})") } else { place });
            }
        }
    }
    asked
}

/// Returns what PostgreSQL calls the type that a value is bound as.
fn postgres(field: &Field) -> &'static str {
    match field.ty.stored() {
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Bool => "BOOL",
            Scalar::I16 => "INT2",
            Scalar::I32 => "INT4",
            Scalar::I64 | Scalar::Duration => "INT8",
            Scalar::F32 => "FLOAT4",
            Scalar::F64 => "FLOAT8",
            Scalar::Bytes => "BYTEA",
            Scalar::Uuid => "UUID",
            Scalar::Date => "DATE",
            Scalar::Time => "TIME",
            Scalar::Timestamp => "TIMESTAMPTZ",
            Scalar::DateTime => "TIMESTAMP",
        },
        FieldType::Decimal { .. } => "NUMERIC",
        FieldType::Bytes { .. } => "BYTEA",
        FieldType::Json(_) => "JSONB",
        FieldType::String { .. } | FieldType::Text | FieldType::Enum(_) | FieldType::Key(_) => "TEXT",
    }
}

/// Returns what is wrong with the columns of a query's rows, each a name and the driver's word for its type.
#[must_use]
pub fn differences(query: &Query, entity: &Entity, dialect: Dialect, found: &[(&str, &str)]) -> Vec<String> {
    if query.returns == Returns::Execute {
        return Vec::new();
    }
    let names = found.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let by_name = |field: &Field| match found.iter().find(|(name, _)| name.eq_ignore_ascii_case(field.column())) {
        None => Some(format!("the rows have no column `{}`; they have {names}", field.column())),
        Some((name, word)) => unlike(name, field, word, dialect),
    };
    match (&query.rows, found.first()) {
        (QueryRows::Entity, _) => {
            let is_read = |field: &&Field| !field.volatile && !field.secret && !field.deprecated;
            entity.fields.iter().filter(is_read).filter_map(by_name).collect()
        }
        (QueryRows::Members(members), _) => members.iter().filter_map(by_name).collect(),
        (QueryRows::Scalar(_), None) => vec!["the statement returns no rows".to_owned()],
        (QueryRows::Scalar(field), Some((name, word))) => unlike(name, field, word, dialect).into_iter().collect(),
    }
}

/// Compares the type of a column, where a type of the database's own or SQLite, which has none, does not forbid it.
fn unlike(name: &str, field: &Field, word: &str, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::Sqlite || field.native.is_some() || field.rust.is_some() {
        return None;
    }
    let word = word.trim_end_matches(" UNSIGNED");
    let known: &[&str] = match (dialect, kind(&field.ty)) {
        (_, "any") => return None,
        (Dialect::Postgres, kind) => match kind {
            "bool" => &["BOOL"],
            "i16" => &["INT2"],
            "i32" => &["INT4"],
            "i64" => &["INT8", "NUMERIC"],
            "f32" => &["FLOAT4"],
            "f64" => &["FLOAT8"],
            "decimal" => &["NUMERIC"],
            "bytes" => &["BYTEA"],
            "uuid" => &["UUID"],
            "date" => &["DATE"],
            "time" => &["TIME"],
            "timestamp" => &["TIMESTAMPTZ"],
            "datetime" => &["TIMESTAMP"],
            "json" => &["JSONB", "JSON"],
            _ => &["TEXT", "VARCHAR", "CHAR", "BPCHAR", "NAME", "CITEXT", "UNKNOWN"],
        },
        (_, kind) => match kind {
            "bool" => &["BOOLEAN", "TINYINT", "SMALLINT", "INT", "MEDIUMINT", "BIGINT"],
            "i16" | "i32" => &["TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "BOOLEAN", "YEAR"],
            "i64" => &["TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "BOOLEAN", "DECIMAL", "YEAR"],
            "f32" | "f64" => &["FLOAT", "DOUBLE"],
            "decimal" => &["DECIMAL"],
            "date" => &["DATE"],
            "time" => &["TIME"],
            "timestamp" | "datetime" => &["DATETIME", "TIMESTAMP"],
            // Texts, bytes and JSON have many names.
            _ => return NUMBERS.contains(&word).then(|| told(name, field, word)),
        },
    };
    (!known.contains(&word)).then(|| told(name, field, word))
}

const NUMBERS: &[&str] = &[
    "TINYINT",
    "SMALLINT",
    "MEDIUMINT",
    "INT",
    "BIGINT",
    "DECIMAL",
    "FLOAT",
    "DOUBLE",
    "DATE",
    "DATETIME",
    "TIMESTAMP",
];

fn told(name: &str, field: &Field, word: &str) -> String {
    format!("the column `{name}` is {word}, which is not read as {}", kind(&field.ty))
}

fn kind(ty: &FieldType) -> &'static str {
    match ty.stored() {
        FieldType::Scalar(Scalar::Bool) => "bool",
        FieldType::Scalar(Scalar::I16) => "i16",
        FieldType::Scalar(Scalar::I32) => "i32",
        FieldType::Scalar(Scalar::I64 | Scalar::Duration) => "i64",
        FieldType::Scalar(Scalar::F32) => "f32",
        FieldType::Scalar(Scalar::F64) => "f64",
        FieldType::Scalar(Scalar::Bytes) | FieldType::Bytes { .. } => "bytes",
        FieldType::Scalar(Scalar::Uuid) => "uuid",
        FieldType::Scalar(Scalar::Date) => "date",
        FieldType::Scalar(Scalar::Time) => "time",
        FieldType::Scalar(Scalar::Timestamp) => "timestamp",
        FieldType::Scalar(Scalar::DateTime) => "datetime",
        FieldType::Decimal { .. } => "decimal",
        FieldType::Json(_) => "json",
        FieldType::String { .. } | FieldType::Text | FieldType::Enum(_) => "text",
        FieldType::Key(_) => "any",
    }
}
