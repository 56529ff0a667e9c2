//! SQLite's types. Few of larder's types have one of their own there: checks and defaults tell some of them.

use larder_format::catalogue::{LiveColumn, LiveTable};

use super::{ColumnWords, LONGEST_STRING, Spelled};
use crate::dialect::Dialect;
use crate::ir::Scalar;
use crate::pull::checks::ColumnChecks;
use crate::pull::expression;
use crate::sql::value::scalar;

pub(super) fn words(column: &LiveColumn, table: &LiveTable, checks: &ColumnChecks) -> Result<ColumnWords, String> {
    let spelled = Spelled::new(&column.ty);
    let other = |ty: &str, own: &str| ColumnWords::plain(ty).but(format!("larder's column is {own}"));
    let length = spelled.number(0);
    Ok(match spelled.name.as_str() {
        "integer" => integer(column, checks),
        "text" => text(column, checks),
        "real" => ColumnWords::plain("f64"),
        "blob" if is_key(column, table) && checks.most_bytes().is_none() => ColumnWords::plain("uuid"),
        "blob" => ColumnWords::bytes(checks, false),
        "boolean" | "bool" => other("bool", "INTEGER"),
        "int" | "bigint" | "smallint" | "tinyint" | "mediumint" | "int2" | "int4" | "int8" | "unsigned big int" => {
            other("i64", "INTEGER")
        }
        "double" | "double precision" | "float" => other("f64", "REAL"),
        "varchar" | "nvarchar" | "character varying" | "varying character" | "char" | "character" | "nchar"
        | "native character" => match length {
            Some(length) => {
                ColumnWords { differs: Some("larder's column is TEXT".to_owned()), ..ColumnWords::string(length) }
            }
            None => other("text", "TEXT"),
        },
        "clob" | "ntext" | "string" => other("text", "TEXT"),
        "numeric" | "decimal" | "money" => {
            other("f64", "REAL, or INTEGER for a `decimal`; SQLite keeps this one as a float, which is inexact")
        }
        "datetime" | "timestamp" => other("datetime", "TEXT; rows hold texts such as `2024-05-01 12:00:00`"),
        "date" => other("date", "TEXT"),
        "time" => other("time", "TEXT"),
        "image" | "binary" | "varbinary" => other("bytes", "BLOB"),
        "" => return Err("it has no type, so that rows may hold anything".to_owned()),
        name => return by_affinity(name),
    })
}

/// SQLite takes any word for a type, and treats it by what it contains.
fn by_affinity(name: &str) -> Result<ColumnWords, String> {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let (ty, own) = match () {
        () if has(&["int"]) => ("i64", "INTEGER"),
        () if has(&["char", "clob", "text"]) => ("text", "TEXT"),
        () if has(&["blob"]) => ("bytes", "BLOB"),
        () if has(&["real", "floa", "doub"]) => ("f64", "REAL"),
        () => return Err("it is no type of a definition".to_owned()),
    };
    Ok(ColumnWords::plain(ty).but(format!("larder's column is {own}")))
}

/// A blob that a row is known by can only be a uuid.
fn is_key(column: &LiveColumn, table: &LiveTable) -> bool {
    let holds = |columns: &[String]| columns.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
    table.primary.iter().chain(&table.uniques).any(|key| holds(&key.columns))
        || table.references.iter().any(|reference| holds(&reference.columns))
        || table.indexes.iter().flat_map(|index| &index.parts).any(|part| part.text.eq_ignore_ascii_case(&column.name))
}

fn integer(column: &LiveColumn, checks: &ColumnChecks) -> ColumnWords {
    if is_now(column, Scalar::Timestamp) {
        return ColumnWords::plain("timestamp");
    }
    if let Some(at) = checks.zero_or_one() {
        return ColumnWords::plain("bool").consuming(vec![at]);
    }
    match checks.digits() {
        Some((consumed, precision, scale)) => {
            ColumnWords::plain(&format!("decimal({precision}, {scale})")).consuming(consumed)
        }
        None => ColumnWords::plain("i64"),
    }
}

fn text(column: &LiveColumn, checks: &ColumnChecks) -> ColumnWords {
    for (scalar, word) in [(Scalar::Date, "date"), (Scalar::Time, "time"), (Scalar::DateTime, "datetime")] {
        if is_now(column, scalar) {
            return ColumnWords::plain(word);
        }
    }
    if let Some(at) = checks.is_json() {
        return ColumnWords::plain("json").consuming(vec![at]);
    }
    match (checks.longest(), checks.texts()) {
        (Some(length), _) if length > LONGEST_STRING => {
            ColumnWords { length: Some(length), ..ColumnWords::plain("text") }
        }
        (Some(length), _) => ColumnWords::string(length),
        (None, Some((at, values))) => ColumnWords { values, ..ColumnWords::plain("enum") }.consuming(vec![at]),
        (None, None) => ColumnWords::plain("text"),
    }
}

/// Whether the default is the time of the statement as larder writes it for the type.
fn is_now(column: &LiveColumn, scalar: Scalar) -> bool {
    let parsed = |text: &str| expression::parse(text, Dialect::Sqlite);
    let own = scalar::row(scalar).now(Dialect::Sqlite).and_then(parsed);
    own.is_some() && column.default.as_deref().and_then(parsed) == own
}
