//! PostgreSQL's types.

use larder_format::catalogue::{LiveColumn, LiveTable};

use super::{ColumnWords, Spelled, decimal, is_key, is_sought};
use crate::check::field::enums;
use crate::dialect::Dialect;
use crate::pull::checks::ColumnChecks;

const DIALECT: Dialect = Dialect::Postgres;

/// Why a type of the database's own is otherwise, unless an object of the definition makes it.
pub(in crate::pull) const UNMADE: &str =
    "on a new database the type has to be made by SQL of your own, in an earlier migration";

pub(super) fn words(column: &LiveColumn, table: &LiveTable, checks: &ColumnChecks) -> Result<ColumnWords, String> {
    let is_key = is_key(column, table);
    if let Some(words) = enumeration(column).filter(|_| !is_key) {
        return Ok(words);
    }
    if let Some(member) = column.ty.strip_suffix("[]").and_then(member).filter(|_| column.values.is_empty() && !is_key)
    {
        return Ok(ColumnWords::native(&format!("{member}[]"), column));
    }
    // Programs see texts, which the type checks.
    if column.ty.ends_with("[]") && !column.values.is_empty() && !is_key {
        return Ok(ColumnWords::native("string[]", column).but(UNMADE));
    }
    let is_made = !column.values.is_empty() || column.others.iter().any(|word| word.starts_with("DOMAIN OVER "));
    if is_made && !is_key {
        return Ok(ColumnWords::native("text", column).but(UNMADE));
    }
    let spelled = Spelled::new(&column.ty);
    let plain = |ty: &str| Ok(ColumnWords::plain(ty));
    let microseconds = |ty: &str| match spelled.number(0) {
        None | Some(6) => Ok(ColumnWords::plain(ty)),
        Some(digits) => Ok(ColumnWords::plain(ty).but(format!("larder's has six digits of a second, not {digits}"))),
    };
    match spelled.name.as_str() {
        "boolean" => plain("bool"),
        "smallint" => plain("i16"),
        "integer" => plain("i32"),
        "bigint" => plain("i64"),
        "real" => plain("f32"),
        "double precision" => plain("f64"),
        "numeric" if spelled.parameters.is_empty() && !is_key => Ok(ColumnWords::native("text", column)),
        "numeric" => decimal(&spelled),
        "bytea" => Ok(ColumnWords::bytes(checks, is_key)),
        "uuid" => plain("uuid"),
        "date" => plain("date"),
        "time without time zone" => microseconds("time"),
        "timestamp without time zone" => microseconds("datetime"),
        "timestamp with time zone" => microseconds("timestamp"),
        "character varying" => match spelled.number(0) {
            Some(length) => Ok(ColumnWords::string(length)),
            None => Ok(ColumnWords::plain("text").but("larder's unbounded text is `text`")),
        },
        "text" => Ok(match checks.texts() {
            Some((at, values)) => ColumnWords { values, ..ColumnWords::plain("enum") }.consuming(vec![at]),
            None => ColumnWords::plain("text"),
        }),
        "jsonb" => plain("json"),
        "json" => Ok(ColumnWords::plain("json").but("larder's JSON is `jsonb`, which the server casts")),
        "character" if is_sought(column, table) => {
            let length = spelled.number(0).unwrap_or(1);
            Ok(ColumnWords::string(length).but("larder's column is varchar; char counts no spaces at the end"))
        }
        _ if !is_key => Ok(ColumnWords::native("text", column)),
        _ => Err("it is no type of a key or a reference".to_owned()),
    }
}

/// Returns an enum, where its type is of this schema and its values make variants.
fn enumeration(column: &LiveColumn) -> Option<ColumnWords> {
    let name = column.ty.trim_matches('"');
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_of_schema = is_plain && DIALECT.identifier(name) == column.ty && !column.values.is_empty();
    (is_of_schema && enums::make_variants(&column.values)).then(|| ColumnWords {
        values: column.values.clone(),
        native: Some(name.to_owned()),
        ..ColumnWords::plain("enum")
    })
}

/// Returns what larder calls the members of an array.
fn member(ty: &str) -> Option<&'static str> {
    Some(match ty {
        "boolean" => "bool",
        "smallint" => "i16",
        "integer" => "i32",
        "bigint" => "i64",
        "real" => "f32",
        "double precision" => "f64",
        "uuid" => "uuid",
        "date" => "date",
        "time without time zone" => "time",
        "timestamp without time zone" => "datetime",
        "timestamp with time zone" => "timestamp",
        "text" | "character varying" => "string",
        ty if ty.starts_with("character varying(") => "string",
        _ => return None,
    })
}
