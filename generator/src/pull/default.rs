//! The default of a column in the words of a definition.

use larder_format::catalogue::LiveColumn;

use super::column::ColumnWords;
use super::expression::{self, SqlExpression};
use super::{json, print};
use crate::dialect::Dialect;
use crate::ir::Scalar;
use crate::sql::value::scalar;

/// What becomes of a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DefaultWords {
    /// TOML.
    Said(String),
    /// TOML, and what a column made anew would have.
    Otherwise(String, String),
    /// The database's way to number rows, which needs no word.
    Numbered(String),
    /// An expression of the database's.
    Sql(String),
    /// Why it cannot be said.
    Refused(String),
}

/// Functions that give the time of the statement or of its transaction.
const NOW: [&str; 14] = [
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "transaction_timestamp",
    "statement_timestamp",
    "clock_timestamp",
    "utc_timestamp",
    "curdate",
    "curtime",
    "sysdate",
    "utc_date",
];

/// Functions that make a uuid.
const UUIDS: [&str; 6] =
    ["gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc", "uuidv4", "uuidv7"];

/// Returns what a definition says of the default; `None` where there is none.
pub(super) fn words(column: &LiveColumn, ty: &ColumnWords, dialect: Dialect) -> Option<DefaultWords> {
    let text = column.default.as_deref()?;
    let Some(read) = expression::parse(text, dialect) else {
        return said(text, ty);
    };
    if read == SqlExpression::Word("null".to_owned()) {
        return None;
    }
    if let SqlExpression::Call(name, _) = &read
        && name == "nextval"
    {
        return Some(DefaultWords::Numbered(
            "larder's column is an identity, which has a sequence of its own".to_owned(),
        ));
    }
    if let Some(scalar) = time(&ty.ty) {
        return now(&read, scalar, dialect).or_else(|| said(text, ty));
    }
    if ty.ty == "uuid" {
        let is_made = matches!(&read, SqlExpression::Call(name, _) if UUIDS.contains(&name.as_str()));
        return match is_made {
            true => Some(DefaultWords::Otherwise(
                print::text("uuid_v7"),
                "larder makes the uuid in Rust, of version 7, and the column made anew has no default".to_owned(),
            )),
            false => said(text, ty),
        };
    }
    match constant(&read, &ty.ty, dialect) {
        Some(said) if dialect == Dialect::MySql && text.starts_with('(') && takes_value(ty) => {
            Some(DefaultWords::Otherwise(said, "larder's default is the value, not an expression".to_owned()))
        }
        Some(said) => Some(DefaultWords::Said(said)),
        None => said(text, ty),
    }
}

/// Returns the default as SQL, of a column whose values databases make.
fn said(text: &str, ty: &ColumnWords) -> Option<DefaultWords> {
    let is_plain = ty.ty != "enum" && !ty.ty.ends_with("[]");
    let why = "a list and an enum have no default by an expression of the database's own";
    // MySQL prints an expression in parentheses, which larder puts around every one.
    let inner = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let inner = inner.filter(|inner| !inner.contains(')') || inner.find('(') < inner.find(')'));
    Some(if is_plain {
        DefaultWords::Sql(inner.unwrap_or(text).to_owned())
    } else {
        DefaultWords::Refused(why.to_owned())
    })
}

fn time(ty: &str) -> Option<Scalar> {
    let scalar = Scalar::of_word(ty)?;
    matches!(scalar, Scalar::Date | Scalar::Time | Scalar::DateTime | Scalar::Timestamp).then_some(scalar)
}

fn now(read: &SqlExpression, scalar: Scalar, dialect: Dialect) -> Option<DefaultWords> {
    let own = scalar::row(scalar).now(dialect).unwrap_or_default();
    if expression::parse(own, dialect).as_ref() == Some(read) {
        return Some(DefaultWords::Said(print::text("now")));
    }
    let is_now = match read {
        SqlExpression::Word(name) => NOW.contains(&name.as_str()),
        SqlExpression::Call(name, arguments) => {
            let speaks_of_now = arguments.iter().any(|one| matches!(one, SqlExpression::Text(text) if text == "now"));
            NOW.contains(&name.as_str()) || speaks_of_now || name == "timezone"
        }
        _ => false,
    };
    let differs = || format!("larder's default is {own}, which is UTC");
    is_now.then(|| DefaultWords::Otherwise(print::text("now"), differs()))
}

/// Returns a constant of the column's type as TOML.
pub(super) fn constant(read: &SqlExpression, ty: &str, dialect: Dialect) -> Option<String> {
    let scale = ty.strip_prefix("decimal(").and_then(|rest| rest.strip_suffix(')')?.split_once(", "));
    match (ty, read) {
        ("bool", SqlExpression::Word(word)) if word == "true" || word == "false" => Some(word.clone()),
        // MySQL puts numbers in quotes.
        ("bool", SqlExpression::Number(number) | SqlExpression::Text(number)) => match number.as_str() {
            "0" => Some("false".to_owned()),
            "1" => Some("true".to_owned()),
            _ => None,
        },
        ("i16" | "i32" | "i64" | "f32" | "f64", SqlExpression::Number(number)) => Some(number.clone()),
        ("i16" | "i32" | "i64" | "f32" | "f64", SqlExpression::Text(text)) => expression::number(text),
        (_, SqlExpression::Number(number)) if scale.is_some() => {
            let (precision, scale) = scale?;
            let is_units = dialect == Dialect::Sqlite && precision.parse::<u32>().ok()? <= 18;
            if is_units { shifted(number, scale.parse().ok()?) } else { Some(number.clone()) }
        }
        (_, SqlExpression::Text(text)) if scale.is_some() => expression::number(text),
        ("string" | "text" | "enum", SqlExpression::Text(text)) => Some(print::text(text)),
        (list, SqlExpression::Text(text)) if list.ends_with("[]") && dialect == Dialect::Postgres => {
            members(text, list.trim_end_matches("[]"))
        }
        ("json", SqlExpression::Text(text)) => json::read(text).as_ref().and_then(print::json),
        _ => None,
    }
}

/// Returns the members of an array, as PostgreSQL prints a constant of one, as a list in TOML.
fn members(text: &str, ty: &str) -> Option<String> {
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut said = Vec::new();
    while !rest.is_empty() {
        let (member, is_quoted);
        (member, rest, is_quoted) = first_member(rest)?;
        // What could be an array within, or missing, is left to the program.
        if !is_quoted && (member.contains('{') || member.eq_ignore_ascii_case("null")) {
            return None;
        }
        said.push(match (ty, member.as_str()) {
            ("string", text) => print::text(text),
            ("bool", "t") => "true".to_owned(),
            ("bool", "f") => "false".to_owned(),
            ("i16" | "i32" | "i64" | "f32" | "f64", number) => expression::number(number)?,
            _ => return None,
        });
    }
    Some(format!("[{}]", said.join(", ")))
}

/// Returns the first of some members, what follows it and its comma, and whether it stands in quotation marks.
fn first_member(text: &str) -> Option<(String, &str, bool)> {
    let Some(mut inner) = text.strip_prefix('"') else {
        let (member, rest) = text.split_once(',').unwrap_or((text, ""));
        return Some((member.to_owned(), rest, false));
    };
    let mut member = String::new();
    loop {
        let at = inner.find(['"', '\\'])?;
        member.push_str(&inner[..at]);
        let behind = &inner[at + 1..];
        if inner[at..].starts_with('"') {
            return Some((member, behind.strip_prefix(',').unwrap_or(behind), true));
        }
        let escaped = behind.chars().next()?;
        member.push(escaped);
        inner = &behind[escaped.len_utf8()..];
    }
}

/// Whether MySQL has a value for the default of such a column made anew; of others it has an expression.
fn takes_value(ty: &ColumnWords) -> bool {
    ty.native.is_none() && !matches!(ty.ty.as_str(), "text" | "json")
}

/// Returns a number of units of the last digit as the number that it stands for.
fn shifted(number: &str, scale: usize) -> Option<String> {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = padded.split_at(padded.len() - scale);
    expression::number(&format!("{sign}{whole}.{part}0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_of_an_array_is_a_list() {
        let said = |text: &str, ty: &str| constant(&SqlExpression::Text(text.to_owned()), ty, Dialect::Postgres);
        for (text, ty, expected) in [
            ("{}", "string[]", Some("[]")),
            ("{good,so-so}", "string[]", Some(r#"["good", "so-so"]"#)),
            (r#"{"a, b","say \"x\"",""}"#, "string[]", Some(r#"["a, b", 'say "x"', ""]"#)),
            ("{1,-2}", "i32[]", Some("[1, -2]")),
            ("{t,f}", "bool[]", Some("[true, false]")),
            ("{a,NULL}", "string[]", None),
            ("{{a}}", "string[]", None),
        ] {
            assert_eq!(said(text, ty).as_deref(), expected, "{text}");
        }
    }
}
