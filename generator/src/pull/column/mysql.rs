//! Types of MySQL and MariaDB.

use larder_format::catalogue::LiveColumn;

use super::{ColumnWords, Spelled, decimal};
use crate::ir::MOST_BYTES;
use crate::pull::checks::ColumnChecks;

/// What fits into a MEDIUMTEXT, in characters of four bytes each.
const MEDIUM_TEXT: u32 = 4_194_303;

pub(super) fn words(column: &LiveColumn, is_key: bool, checks: &ColumnChecks) -> Result<ColumnWords, String> {
    let spelled = Spelled::new(&column.ty);
    let plain = |ty: &str| Ok(ColumnWords::plain(ty));
    let other = |ty: &str, own: &str| Ok(ColumnWords::plain(ty).but(format!("larder's column is {own}")));
    match (spelled.name.as_str(), spelled.number(0)) {
        ("tinyint", Some(1)) => Ok(match checks.zero_or_one() {
            Some(at) => ColumnWords::plain("bool").consuming(vec![at]),
            None => ColumnWords::plain("bool"),
        }),
        ("tinyint", _) => other("i16", "SMALLINT"),
        ("smallint", _) => plain("i16"),
        ("mediumint", _) => other("i32", "INT"),
        ("int" | "integer", _) => plain("i32"),
        ("bigint", _) => plain("i64"),
        ("float", None) => plain("f32"),
        ("double", None) => plain("f64"),
        ("decimal", _) => decimal(&spelled),
        ("varchar", Some(length)) => Ok(varchar(length, checks)),
        ("char", Some(length)) => {
            Ok(ColumnWords::string(length).but("larder's column is VARCHAR; CHAR loses spaces at the end"))
        }
        ("longtext", _) => Ok(match checks.is_json() {
            Some(at) => ColumnWords::plain("json").consuming(vec![at]),
            None => ColumnWords::plain("text"),
        }),
        ("mediumtext", _) => Ok(ColumnWords { length: Some(MEDIUM_TEXT), ..ColumnWords::plain("text") }),
        ("text" | "tinytext", _) => other("text", "LONGTEXT; this one takes less, which the server says"),
        ("json", _) => plain("json"),
        ("binary", Some(16)) => plain("uuid"),
        ("longblob", _) => plain("bytes"),
        ("varbinary", Some(length @ 1..=MOST_BYTES)) => plain(&format!("bytes({length})")),
        ("binary", Some(length)) => Ok(ColumnWords::plain(&format!("bytes({length})"))
            .but("larder's column is VARBINARY; BINARY fills bytes up with zeros")),
        ("blob" | "mediumblob" | "tinyblob" | "varbinary" | "binary", _) => {
            other("bytes", "LONGBLOB; this one takes less, which the server says")
        }
        ("date", _) => plain("date"),
        ("time", Some(6)) => plain("time"),
        ("time", _) => other("time", "TIME(6)"),
        ("datetime", digits) => Ok(datetime(column, digits)),
        ("timestamp", _) => other("timestamp", "DATETIME(6); TIMESTAMP ends in 2038"),
        ("year", _) => other("i16", "SMALLINT"),
        ("enum", _) => Ok(ColumnWords { values: column.values.clone(), ..ColumnWords::plain("enum") }
            .but("larder's column is VARCHAR")),
        (name, _) if is_key && name.ends_with("unsigned") => unsigned(name),
        _ if is_key => Err("it is no type of a key or a reference".to_owned()),
        (name, _) if name.contains("int") && name.contains("unsigned") => Ok(ColumnWords::native("i64", column)),
        _ => Ok(ColumnWords::native("text", column)),
    }
}

/// A key without a sign is of the next type that holds its numbers.
fn unsigned(name: &str) -> Result<ColumnWords, String> {
    let (ty, own) = match name.split(' ').next() {
        Some("tinyint") => ("i16", "SMALLINT"),
        Some("smallint" | "mediumint") => ("i32", "INT"),
        Some("int" | "integer" | "bigint") => ("i64", "BIGINT"),
        _ => return Err("it is no type of a key or a reference".to_owned()),
    };
    let why = "a new table that refers to this one needs a column without a sign, made by SQL of your own";
    Ok(ColumnWords::plain(ty).but(format!("larder's column is {own}; {why}")))
}

/// An enum is as long as its longest value.
fn varchar(length: u32, checks: &ColumnChecks) -> ColumnWords {
    let longest = |values: &[String]| values.iter().map(|value| value.chars().count()).max();
    match checks.texts() {
        Some((at, values)) if longest(&values) == usize::try_from(length).ok() => {
            ColumnWords { values, ..ColumnWords::plain("enum") }.consuming(vec![at])
        }
        _ => ColumnWords::string(length),
    }
}

/// Larder keeps both kinds in one: a moment when it is the default or called like one, else a time without a zone.
fn datetime(column: &LiveColumn, digits: Option<u32>) -> ColumnWords {
    let is_moment = column.default.is_some() || column.name.to_lowercase().ends_with("_at");
    let words = ColumnWords::plain(if is_moment { "timestamp" } else { "datetime" });
    if digits == Some(6) { words } else { words.but("larder's column is DATETIME(6)") }
}
