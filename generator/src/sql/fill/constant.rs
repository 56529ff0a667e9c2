//! Recognises literals in the value of a fill.

use larder_format::plan::ColumnType;

use super::{FillKind, FillValue, instant};
use crate::decimal;
use crate::dialect::Dialect;

/// A literal as it is typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    Null,
    Bool(bool),
    /// In the digits it was typed in.
    Number(String),
    Text(String),
    /// `x'…'`, its digits.
    Bytes(String),
}

/// Returns the literal; `None` for any other expression.
pub(super) fn parse(text: &str) -> Option<Constant> {
    if let Some(text) = quoted(text) {
        return Some(Constant::Text(text));
    }
    if let Some(digits) = text.strip_prefix(['x', 'X']).and_then(quoted) {
        let is_hex = digits.len() % 2 == 0 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return is_hex.then(|| Constant::Bytes(digits.to_ascii_lowercase()));
    }
    match text.to_ascii_lowercase().as_str() {
        "null" => Some(Constant::Null),
        "true" => Some(Constant::Bool(true)),
        "false" => Some(Constant::Bool(false)),
        _ => {
            let starts = text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
            (starts && text.parse::<f64>().is_ok()).then(|| Constant::Number(text.to_owned()))
        }
    }
}

/// Returns what stands between quotes, when they are the first and the last character and no other ends the text.
fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let unescaped = inner.replace("''", "");
    (!unescaped.contains('\'')).then(|| inner.replace("''", "'"))
}

/// Returns the literal in the spelling of `ty`.
pub(super) fn value(constant: &Constant, ty: &ColumnType, dialect: Dialect) -> FillValue {
    let text = match constant {
        Constant::Null => return FillValue { text: "NULL".to_owned(), kind: FillKind::Null },
        Constant::Bool(value) => dialect.bool_literal(*value).to_owned(),
        Constant::Number(digits) => match (ty, digits.as_str()) {
            (ColumnType::Bool, "0" | "1") => dialect.bool_literal(digits == "1").to_owned(),
            (ColumnType::Decimal { precision, scale }, digits) if decimal::fits(digits, *precision, *scale) => {
                decimal::spelled(digits, *precision, *scale, dialect)
            }
            _ => digits.clone(),
        },
        Constant::Bytes(digits) => bytes(digits, dialect),
        Constant::Text(text) => match ty {
            ColumnType::Decimal { precision, scale } if decimal::fits(text, *precision, *scale) => {
                decimal::spelled(text, *precision, *scale, dialect)
            }
            ColumnType::Uuid => uuid(text, dialect),
            ColumnType::Timestamp => instant::literal(text, dialect),
            ColumnType::DateTime if dialect == Dialect::Sqlite => {
                dialect.text_literal(&instant::local(text).unwrap_or_else(|| text.clone()))
            }
            ColumnType::Time if dialect == Dialect::Sqlite => {
                dialect.text_literal(&instant::time(text).unwrap_or_else(|| text.clone()))
            }
            _ => dialect.text_literal(text),
        },
    };
    FillValue { text, kind: FillKind::Constant }
}

/// Returns bytes from hexadecimal digits.
pub(super) fn bytes(digits: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("'\\x{digits}'"),
        Dialect::MySql => format!("X'{digits}'"),
        Dialect::Sqlite => format!("x'{digits}'"),
    }
}

fn uuid(text: &str, dialect: Dialect) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    if dialect == Dialect::Postgres || digits.len() != 32 {
        return dialect.text_literal(text);
    }
    bytes(&digits.to_ascii_lowercase(), dialect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told_from_expressions() {
        assert_eq!(parse("'it''s'"), Some(Constant::Text("it's".to_owned())));
        assert_eq!(parse("''"), Some(Constant::Text(String::new())));
        assert_eq!(parse("-1.5"), Some(Constant::Number("-1.5".to_owned())));
        assert_eq!(parse("x'0AFF'"), Some(Constant::Bytes("0aff".to_owned())));
        assert_eq!(parse("TRUE"), Some(Constant::Bool(true)));
        for expression in ["'a' || 'b'", "name", "1 + 1", "inf", "x", "'"] {
            assert_eq!(parse(expression), None, "{expression}");
        }
    }

    #[test]
    fn keys_are_spelled_as_they_are_stored() {
        let key = Constant::Text("0190A5B0-0000-7000-8000-0000000000ff".to_owned());
        let spelled = |dialect| value(&key, &ColumnType::Uuid, dialect).text;
        assert_eq!(spelled(Dialect::Postgres), "'0190A5B0-0000-7000-8000-0000000000ff'");
        assert_eq!(spelled(Dialect::Sqlite), "x'0190a5b00000700080000000000000ff'");
    }
}
