//! Which values a column's type holds, where not every database would say it.

use larder_format::plan::{CheckRule, ColumnType, Literal};
use regex::Regex;
use serde_json::Value;

use super::constant::{Constant, parse};
use super::{fitting, instant, neutral};
use crate::decimal;

/// Returns the ends of the numbers that SQLite's column of the type would hold beyond; `None` where it has no others.
pub fn ends(ty: &ColumnType) -> Option<(String, String)> {
    match ty {
        ColumnType::I64 => None,
        ColumnType::Decimal { precision: precision @ ..=decimal::INTEGER_DIGITS, .. } => {
            let most = "9".repeat(*precision as usize);
            Some((format!("-{most}"), most))
        }
        ColumnType::F32 => Some(("-3.4028234663852886e38".to_owned(), "3.4028234663852886e38".to_owned())),
        ty => fitting::bounds(ty).map(|(least, most)| (least.to_string(), most.to_string())),
    }
}

/// Says why a literal is no value of the type; `None` also for any other expression, and where every database says it
/// before it does anything.
pub fn unheld(text: &str, ty: &ColumnType) -> Option<&'static str> {
    match parse(text.trim())? {
        Constant::Null => None,
        Constant::Bool(_) => (*ty != ColumnType::Bool).then_some("is true or false, but the field is not"),
        Constant::Number(digits) => number(&digits, ty),
        Constant::Text(text) => self::text(&text, ty),
        Constant::Bytes(digits) => {
            (*ty == ColumnType::Uuid && digits.len() != UUID_DIGITS).then_some("is not a uuid, which has 16 bytes")
        }
    }
}

const UUID_DIGITS: usize = 32;

fn number(digits: &str, ty: &ColumnType) -> Option<&'static str> {
    const BEYOND: &str = "is a number outside the range of the field";
    match ty {
        ColumnType::F32 | ColumnType::F64 => {
            let read = |digits: &str| match ty {
                ColumnType::F32 => digits.parse::<f32>().map(f64::from),
                _ => digits.parse(),
            };
            let number = read(digits).ok()?;
            let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
            let is_zero = !mantissa.contains(|digit: char| ('1'..='9').contains(&digit));
            (!number.is_finite() || (number == 0.0) != is_zero).then_some(BEYOND)
        }
        ColumnType::Bool => (!matches!(digits, "0" | "1")).then_some("is neither true nor false"),
        ColumnType::Decimal { precision, scale } => (!decimal::fits(digits, *precision, *scale))
            .then_some("is a number with more digits than the field holds, before or after the point"),
        ty => {
            let (least, most) = fitting::bounds(ty)?;
            match digits.parse::<i128>() {
                Err(_) => Some("is not an integer"),
                Ok(number) => (number < least.into() || number > most.into()).then_some(BEYOND),
            }
        }
    }
}

/// PostgreSQL takes a number in quotes for one.
fn text(text: &str, ty: &ColumnType) -> Option<&'static str> {
    let unless = |is_held: bool, reason| (!is_held).then_some(reason);
    match ty {
        ColumnType::String { max } => unless(text.chars().count() <= *max as usize, "is longer than the field allows"),
        ColumnType::Enum { values } => {
            unless(values.iter().any(|value| value == text), "is not one of the field's values")
        }
        ColumnType::Uuid => unless(is_uuid(text), "is not a uuid"),
        ColumnType::Date => unless(instant::is_date(text), "is not a date"),
        ColumnType::Time => unless(instant::time(text).is_some(), "is not a time of day"),
        ColumnType::Timestamp => unless(instant::is_moment(text), "is not a date with a time of day"),
        ColumnType::DateTime => {
            unless(instant::local(text).is_some(), "is not a date with a time of day, without a zone")
        }
        ColumnType::Json => match serde_json::from_str::<Value>(text) {
            Ok(value) => unless(is_stored(&value, MOST_LEVELS), "is JSON with a NUL, or of more than 100 levels"),
            Err(_) => Some("is not valid JSON"),
        },
        ColumnType::Bytes { .. } => {
            unless(is_spelled_bytes(text), "is text, but the field holds bytes, written `x'00ff'`")
        }
        ColumnType::Bool => unless(matches!(text, "true" | "false"), "is neither true nor false"),
        ColumnType::I16
        | ColumnType::I32
        | ColumnType::I64
        | ColumnType::Duration
        | ColumnType::F32
        | ColumnType::F64
        | ColumnType::Decimal { .. } => match parse(text) {
            Some(Constant::Number(digits)) => number(&digits, ty),
            _ => Some("is not a number"),
        },
        _ => None,
    }
}

/// Most levels of stored JSON: MySQL's limit.
const MOST_LEVELS: usize = 100;

/// Tells whether every database stores a value and gives it back.
fn is_stored(value: &Value, levels: usize) -> bool {
    let has_nul = |text: &str| text.contains('\0');
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !has_nul(text),
        Value::Array(_) | Value::Object(_) if levels == 0 => false,
        Value::Array(elements) => elements.iter().all(|element| is_stored(element, levels - 1)),
        Value::Object(members) => members.iter().all(|(name, member)| !has_nul(name) && is_stored(member, levels - 1)),
    }
}

/// Tells whether a text is how PostgreSQL spells bytes.
fn is_spelled_bytes(text: &str) -> bool {
    text.strip_prefix("\\x").is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// Tells whether a text is a uuid in digits, with or without hyphens.
fn is_uuid(text: &str) -> bool {
    let digits: String = text.split('-').collect();
    let is_split = text.len() == UUID_DIGITS || [8, 13, 18, 23].iter().all(|at| text.get(*at..=*at) == Some("-"));
    digits.len() == UUID_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) && is_split
}

/// Says whether a literal breaks one of the rules of its column, which rows would be found to do in the middle.
pub fn unruly(text: &str, rules: &[CheckRule]) -> Option<&'static str> {
    let literal = match parse(text.trim())? {
        Constant::Number(digits) => match digits.parse() {
            Ok(number) => Literal::Int(number),
            Err(_) => Literal::Float(digits.parse().ok()?),
        },
        Constant::Text(text) => Literal::Text(text),
        Constant::Null | Constant::Bool(_) | Constant::Bytes(_) => return None,
    };
    let keeps = |rule: &CheckRule| match (rule, &literal) {
        (CheckRule::OneOf(values), literal) => values.iter().any(|value| neutral::is_same(value, literal)),
        (CheckRule::Pattern(pattern), Literal::Text(text)) => {
            Regex::new(pattern).map_or(true, |pattern| pattern.is_match(text))
        }
        (rule, literal) => neutral::obeys(literal, rule),
    };
    (!rules.iter().all(keeps)).then_some("breaks a rule of the field")
}

/// Says why a literal is no value of a column of JSON that `sample` is one of. No database looks into the JSON that a
/// definition calls a list or a struct, so that it would be found by whoever reads the row.
pub fn misshapen(text: &str, sample: &str) -> Option<&'static str> {
    let Constant::Text(text) = parse(text.trim())? else { return None };
    let [value, sample] = [&text, sample].map(|text| serde_json::from_str::<Value>(text).ok());
    (!has_shape(&value?, &sample?)).then_some("is JSON of another shape than the field's")
}

/// Tells whether a value has all members of a sample, which holds those that are required. An empty sample says
/// nothing of its members.
fn has_shape(value: &Value, sample: &Value) -> bool {
    match (value, sample) {
        (_, Value::Object(members)) if members.is_empty() => true,
        (Value::Object(value), Value::Object(sample)) => {
            sample.iter().all(|(name, sample)| value.get(name).is_some_and(|value| has_shape(value, sample)))
        }
        (Value::Array(_), Value::Array(_))
        | (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ty: &ColumnType, held: &[&str], others: &[&str]) {
        for text in held {
            assert_eq!(unheld(text, ty), None, "{text} in {ty:?}");
        }
        for text in others {
            assert!(unheld(text, ty).is_some(), "{text} in {ty:?}");
        }
    }

    #[test]
    fn literals_are_held_or_not() {
        check(&ColumnType::I16, &["-32768", "32767", "a", "1 + 99999", "null"], &["32768", "0.5", "1e3"]);
        check(&ColumnType::Duration, &["0", "9223372036854775807"], &["-1", "9223372036854775808"]);
        check(&ColumnType::F32, &["0.1", "3.4e38", "-1e-45", "0e0"], &["3.5e38", "1e-46"]);
        check(&ColumnType::F64, &["1e300", "5e-324", "-0.0"], &["1e400", "1e-400", "-1e-400"]);
        check(&ColumnType::String { max: 2 }, &["'ab'", "'äö'", "x'00112233'"], &["'abc'"]);
        check(&ColumnType::Enum { values: vec!["a b".to_owned()] }, &["'a b'"], &["'a b '", "''"]);
        check(
            &ColumnType::Date,
            &["'2024-02-29'"],
            &["'2023-02-29'", "'2024-13-01'", "'2024-01-01 10:00:00'", "'today'"],
        );
        check(
            &ColumnType::Time,
            &["'10:00'", "'23:59:59.5'"],
            &["'24:00:00'", "'10:60'", "'10:00:00.1234567'", "'now'"],
        );
        check(
            &ColumnType::Json,
            &["'{\"a\": [1]}'", "'null'", "'1e308'", "'123456789012345678901234567890'"],
            &["'{'", "'nope'", "''", "'[1e400]'", "'\"\\u0000\"'", "'{\"\\u0000\": 1}'", "'\"\\ud800\"'"],
        );
        let nested = |levels: usize| format!("'{}{}'", "[".repeat(levels), "]".repeat(levels));
        check(&ColumnType::Json, &[&nested(100)], &[&nested(101), &nested(200)]);
        check(&ColumnType::Bytes { max: None }, &["x''", "x'00ff'", "'\\x00ff'"], &["'abc'", "''"]);
        check(&ColumnType::Text { max: None }, &["'any'", "5"], &["true"]);
        check(&ColumnType::I32, &["'5'", "5"], &["'5.5'", "'five'", "''", "true", "'2147483648'"]);
        check(&ColumnType::F64, &["'1.5'"], &["'one'", "'inf'", "'NaN'", "false"]);
        check(&ColumnType::Bool, &["0", "1", "true", "'false'"], &["2", "'yes'"]);
        check(
            &ColumnType::Uuid,
            &["'0190a5b0-0000-7000-8000-0000000000FF'", "'0190a5b0000070008000000000000000'", "uuid_v7"],
            &["'abc'", "'0190a5b0-0000-7000-8000-0000000000f'", "'0190a5b0-00007000-8000-0000-000000000ff'", "x'00'"],
        );
        check(
            &ColumnType::Timestamp,
            &["'2024-02-29'", "'2024-02-29T10:00:00+02:00'", "'0001-01-01'", "'9999-12-31 23:59:59.999999Z'", "now"],
            &[
                "'2024-02-30'",
                "'noon'",
                "'infinity'",
                "'0000-12-31'",
                "'0001-01-01 00:00+02:00'",
                "'9999-12-31T23:00:00-02'",
            ],
        );
        check(&ColumnType::Date, &["'0001-01-01'"], &["'0000-01-01'", "'-001-01-01'"]);
    }

    #[test]
    fn literals_keep_rules_or_not() {
        let range = CheckRule::Range { min: Some(Literal::Int(5)), max: Some(Literal::Float(9.5)) };
        let length = CheckRule::Length { min: Some(2), max: Some(3) };
        let pattern = CheckRule::Pattern("^[a-z]+$".to_owned());
        let one_of = CheckRule::OneOf(vec![Literal::Int(8), Literal::Text("ab".to_owned())]);
        for (rule, kept, broken) in [
            (range, &["5", "9.5", "n", "null"][..], &["4", "9.6", "-7"][..]),
            (length, &["'äö'", "'abc'"], &["'a'", "'abcd'", "''"]),
            (pattern, &["'abc'", "lower(x)"], &["'Abc'", "''"]),
            (one_of, &["8", "8.0", "'ab'"], &["9", "'AB'", "'ab '"]),
            (CheckRule::NoTrailingSpace, &["'a b'"], &["'a '"]),
        ] {
            let rules = [rule];
            assert!(kept.iter().all(|text| unruly(text, &rules).is_none()), "{rules:?}");
            assert!(broken.iter().all(|text| unruly(text, &rules).is_some()), "{rules:?}");
        }
    }

    #[test]
    fn json_has_the_shape_of_its_field() {
        let sample = "{\"q\":\"\",\"n\":[],\"of\":{\"x\":0,\"any\":{}}}";
        let inner = "\"of\":{\"x\":1.5,\"any\":[1],\"more\":true}";
        for held in [format!("'{{\"q\":\"a\",\"n\":[1],{inner}}}'"), "json('[]')".to_owned(), "title".to_owned()] {
            assert_eq!(misshapen(&held, sample), None, "{held}");
        }
        let others = [
            "'[]'".to_owned(),
            "'null'".to_owned(),
            "'{}'".to_owned(),
            format!("'{{\"q\":1,\"n\":[],{inner}}}'"),
            format!("'{{\"q\":\"\",\"n\":{{}},{inner}}}'"),
            "'{\"q\":\"\",\"n\":[],\"of\":{\"any\":1}}'".to_owned(),
        ];
        for other in others {
            assert!(misshapen(&other, sample).is_some(), "{other}");
        }
        assert!(misshapen("'{}'", "[]").is_some() && misshapen("'[1]'", "[]").is_none());
    }
}
