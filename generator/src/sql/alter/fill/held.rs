//! Which values a column's type holds, where not every database would say it.

use larder_format::plan::ColumnType;

use super::constant::{Constant, parse};
use super::{fitting, instant};

/// Returns the ends of the numbers that SQLite's column of the type would hold beyond; `None` where it has no others.
pub fn ends(ty: &ColumnType) -> Option<(String, String)> {
    match ty {
        ColumnType::I64 => None,
        ColumnType::F32 => Some(("-3.4028234663852886e38".to_owned(), "3.4028234663852886e38".to_owned())),
        ty => fitting::bounds(ty).map(|(least, most)| (least.to_string(), most.to_string())),
    }
}

/// Says why a literal is no value of the type; `None` also for any other expression, and where every database says it.
pub fn unheld(text: &str, ty: &ColumnType) -> Option<&'static str> {
    let number = |digits: &str, (least, most): (i64, i64)| match digits.parse::<i128>() {
        Err(_) => Some("is not an integer"),
        Ok(number) if number < least.into() || number > most.into() => {
            Some("is a number outside the range of the field")
        }
        Ok(_) => None,
    };
    match (parse(text.trim())?, ty) {
        (Constant::Number(digits), ColumnType::F32 | ColumnType::F64) => {
            let number: f64 = digits.parse().ok()?;
            let is_held = number.is_finite() && (*ty == ColumnType::F64 || number.abs() <= f32::MAX.into());
            (!is_held).then_some("is a number outside the range of the field")
        }
        (Constant::Number(digits), ty) => number(&digits, fitting::bounds(ty)?),
        (Constant::Text(text), ColumnType::String { max }) => {
            (text.chars().count() > *max as usize).then_some("is longer than the field allows allows")
        }
        (Constant::Text(text), ColumnType::Enum { values }) => {
            (!values.contains(&text)).then_some("is not one of the field's values")
        }
        (Constant::Text(text), ColumnType::Date) => (!instant::is_date(&text)).then_some("is not a date"),
        (Constant::Text(text), ColumnType::Time) => instant::time(&text).is_none().then_some("is not a time of day"),
        (Constant::Text(text), ColumnType::Json) => {
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            (!is_json).then_some("is not valid JSON")
        }
        _ => None,
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
        check(&ColumnType::F32, &["0.1", "3.4e38"], &["3.5e38"]);
        check(&ColumnType::F64, &["1e300"], &["1e400"]);
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
        check(&ColumnType::Json, &["'{\"a\": [1]}'", "'null'"], &["'{'", "'nope'", "''"]);
        check(&ColumnType::Text { max: None }, &["'any'", "5"], &[]);
    }
}
