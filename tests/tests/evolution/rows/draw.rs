//! Values of a type: ends of its range, what engines are known to stumble over, and plain ones.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use crate::model::{Kind, Pattern, Rules};
use crate::random::Random;
use crate::value::{Value, units};

const TEXTS: [&str; 14] = [
    "",
    "a",
    "it's",
    "\"quoted\" `and` [so]",
    "C:\\new\\table",
    "50% _off; -- DROP TABLE x",
    "猫と🐈‍⬛",
    "e\u{301}é",
    "line\nline\r\n\ttab",
    "null",
    "$1 ? :name {x}",
    " leading",
    "İstanbul ſß",
    "{\"a\": [1, null]}",
];

/// Returns a value of the type, which the rules are likely to take.
pub(crate) fn draw(random: &mut Random, kind: &Kind, rules: &Rules) -> Value {
    if let Some(values) = rules.one_of.as_ref().filter(|_| random.chance(80)) {
        return random.pick(values).clone();
    }
    match kind {
        Kind::Bool => Value::Bool(random.chance(50)),
        Kind::I16 => integer(random, i16::MIN.into(), i16::MAX.into(), rules),
        Kind::I32 => integer(random, i32::MIN.into(), i32::MAX.into(), rules),
        Kind::I64 => integer(random, i64::MIN, i64::MAX, rules),
        Kind::Duration => Value::Int(*random.pick(&[0, 1, 90_000, i64::MAX])),
        Kind::F32 => Value::Float(f64::from(float(random, f64::from(f32::MAX), rules) as f32)),
        Kind::F64 => Value::Float(float(random, f64::MAX, rules)),
        Kind::Decimal { precision, scale } => decimal(random, *precision, *scale, rules),
        Kind::String(max) => Value::Text(text(random, *max, rules)),
        Kind::Text => Value::Text(text(random, rules.max_length.unwrap_or(400), rules)),
        Kind::Enum(values) => Value::text(random.pick::<String>(values)),
        Kind::Bytes => Value::Bytes((0..random.below(20)).map(|_| random.next() as u8).collect()),
        Kind::Blob(max) => {
            let length = if random.chance(30) { *max as usize } else { random.below(*max as usize + 1) };
            Value::Bytes((0..length).map(|_| random.next() as u8).collect())
        }
        Kind::Uuid => Value::Uuid(u128::from(random.next()) << 64 | u128::from(random.next())),
        Kind::Date => Value::Date(date(random)),
        Kind::Time => Value::Time(time(random)),
        Kind::DateTime => Value::DateTime(date(random).and_time(time(random))),
        Kind::Timestamp => Value::Timestamp(date(random).and_time(time(random))),
        Kind::Json => Value::Json(json(random, 2)),
        Kind::List | Kind::Array => {
            let texts = (0..random.below(3)).map(|_| (*random.pick(&TEXTS)).into());
            Value::Json(serde_json::Value::Array(texts.collect()))
        }
        Kind::Key(_)
        | Kind::Part { .. }
        | Kind::TenantId
        | Kind::Tenant { .. }
        | Kind::Reference { .. }
        | Kind::Computed { .. } => Value::Misfit,
    }
}

fn integer(random: &mut Random, min: i64, max: i64, rules: &Rules) -> Value {
    if let Some((low, high)) = &rules.range {
        let end = |end: &Option<Value>, other: i64| match end {
            Some(Value::Int(value)) => *value,
            _ => other,
        };
        return Value::Int(random.between(end(low, min), end(high, max)));
    }
    let value = match random.below(8) {
        0 => min,
        1 => max,
        2 => 0,
        3 => 1,
        4 => random.between(min, max),
        _ => random.between(-100, 100),
    };
    Value::Int(value)
}

fn decimal(random: &mut Random, precision: u32, scale: u32, rules: &Rules) -> Value {
    let most = 10_i128.pow(precision) - 1;
    if let Some((low, high)) = &rules.range {
        let end = |end: &Option<Value>, other: i128| match end {
            Some(Value::Decimal(value)) => units(*value, scale),
            _ => other,
        };
        let low = end(low, -1000.min(most));
        let width = (end(high, low + 1000) - low).max(0);
        return Value::decimal(low + i128::from(random.next()) % (width + 1), scale);
    }
    let whole = i128::from(random.between(-100, 100)) * 10_i128.pow(scale);
    Value::decimal(
        match random.below(8) {
            0 => most,
            1 => -most,
            2 => 0,
            3 => 1,
            4 => (i128::from(random.next()) << 32) % (most + 1),
            5 => i128::from(random.between(-1000, 1000)) % (most + 1),
            _ => whole % (most + 1),
        },
        scale,
    )
}

fn float(random: &mut Random, max: f64, rules: &Rules) -> f64 {
    if let Some((low, high)) = &rules.range {
        let low = low.as_ref().and_then(Value::number).unwrap_or(-1e3);
        let high = high.as_ref().and_then(Value::number).unwrap_or(low + 1e3);
        return low + (high - low) * (random.below(9) as f64 / 8.0);
    }
    match random.below(7) {
        0 => max,
        1 => -max,
        2 => 0.1,
        3 => 1e-30,
        4 => random.between(-9_007_199_254_740_992, 9_007_199_254_740_992) as f64,
        _ => random.between(-1000, 1000) as f64 / 8.0,
    }
}

fn text(random: &mut Random, max: u32, rules: &Rules) -> String {
    let min = rules.min_length.unwrap_or(0);
    let length = match random.below(4) {
        0 => max.min(1000),
        1 => min,
        _ => random.between(i64::from(min), i64::from(max.min(min + 12)).max(i64::from(min))) as u32,
    } as usize;
    match rules.pattern {
        Some(Pattern::Word) => (0..length.max(1)).map(|_| *random.pick(&['a', 'z', '-', 'q'])).collect(),
        Some(Pattern::Code) => format!("{}-{}", random.pick(&["AB", "ZZ"]), random.between(0, 99)),
        None => {
            let mut text: String = (*random.pick(&TEXTS)).to_owned();
            while text.chars().count() < length {
                text.push(*random.pick(&['x', 'é', '猫', '🐈', ' ', '\\', '\'', 'Z']));
            }
            text.chars().take(max as usize).collect()
        }
    }
}

/// The years that all engines have.
fn date(random: &mut Random) -> NaiveDate {
    let days = match random.below(5) {
        0 => -354_285,  // 1000-01-01
        1 => 2_932_896, // 9999-12-31
        2 => 0,
        _ => random.between(-20_000, 40_000),
    };
    NaiveDate::default() + TimeDelta::days(days)
}

fn time(random: &mut Random) -> NaiveTime {
    let micros = match random.below(4) {
        0 => 0,
        1 => 86_399_999_999,
        _ => random.between(0, 86_399_999_999),
    };
    NaiveTime::default() + TimeDelta::microseconds(micros)
}

fn json(random: &mut Random, depth: usize) -> serde_json::Value {
    match random.below(if depth == 0 { 5 } else { 7 }) {
        0 => serde_json::Value::Null,
        1 => random.chance(50).into(),
        2 => random.between(-1_000_000, 1_000_000).into(),
        3 => (random.between(-1000, 1000) as f64 / 8.0).into(),
        4 => (*random.pick(&TEXTS)).into(),
        5 => (0..random.below(3)).map(|_| json(random, depth - 1)).collect(),
        _ => {
            let names = ["a", "b c", "猫", "it's"];
            let count = random.below(3);
            names.iter().take(count).map(|name| ((*name).to_owned(), json(random, depth - 1))).collect()
        }
    }
}
