//! PostgreSQL's types.

use larder_format::catalogue::LiveColumn;

use super::{ColumnWords, Spelled, decimal};
use crate::pull::checks::ColumnChecks;

pub(super) fn words(column: &LiveColumn, checks: &ColumnChecks) -> Result<ColumnWords, String> {
    if column.ty.ends_with("[]") {
        return Err("an array is no type of a definition".to_owned());
    }
    if !column.values.is_empty() {
        return Err("an enum type of the database's own is none of a definition".to_owned());
    }
    if let Some(domain) = column.others.iter().find(|word| word.starts_with("DOMAIN OVER ")) {
        return Err(format!("a domain ({}) is no type of a definition", domain.to_lowercase()));
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
        "numeric" => decimal(&spelled),
        "bytea" => plain("bytes"),
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
        _ => Err("it is no type of a definition".to_owned()),
    }
}
