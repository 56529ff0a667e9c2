//! Values that a field takes, as JSON holds them.

use crate::ir::{Bound, FieldType, Json, JsonShape, Literal, Rule, Scalar, Schema};
use crate::sql::value::pattern;
use crate::sql::value::scalar::{self, Neutral};

/// How deep value types may hold each other.
const DEPTH: usize = 8;

/// Returns a value that obeys the rules, or why none is to be seen.
pub(in crate::sql) fn of(ty: &FieldType, rules: &[Rule], schema: &Schema) -> Result<Json, String> {
    sample(ty, rules, schema, DEPTH)
}

/// Returns why a rule of the user's keeps every value from being proposed.
pub(in crate::sql) fn custom(rules: &[Rule]) -> Option<String> {
    rules.iter().find_map(|rule| match rule {
        Rule::Custom(path) => Some(format!("only `{path}` knows which values are valid")),
        _ => None,
    })
}

fn sample(ty: &FieldType, rules: &[Rule], schema: &Schema, depth: usize) -> Result<Json, String> {
    if let Some(reason) = custom(rules) {
        return Err(reason);
    }
    let one_of = rules.iter().find_map(|rule| match rule {
        Rule::OneOf(values) => values.first(),
        _ => None,
    });
    if let Some(first) = one_of {
        return Ok(match first {
            Literal::Bool(value) => Json::Bool(*value),
            Literal::Int(value) => Json::Int(*value),
            Literal::Float(value) => Json::Float(*value),
            Literal::Text(text) => Json::Text(text.clone()),
        });
    }
    Ok(match ty {
        FieldType::Scalar(scalar) => of_scalar(*scalar, rules)?,
        FieldType::Decimal { scale, .. } => number(rules, *scale == 0),
        FieldType::String { max } => Json::Text(text(rules, Some(*max))?),
        FieldType::Text => Json::Text(text(rules, None)?),
        FieldType::Bytes { .. } => Json::Text(String::new()),
        FieldType::Enum(ty) => Json::Text(ty.values.first().map(|value| value.text.clone()).unwrap_or_default()),
        FieldType::Json(JsonShape::Any) => Json::Object(Vec::new()),
        FieldType::Json(JsonShape::ValueList(_) | JsonShape::ScalarList(_)) => Json::List(Vec::new()),
        FieldType::Json(JsonShape::Value(name)) => object(name, schema, depth)?,
        FieldType::Key(_) => return Err("it must be the key of an existing row".to_owned()),
    })
}

fn object(name: &str, schema: &Schema, depth: usize) -> Result<Json, String> {
    let Some(value) = schema.values.iter().find(|value| value.name == name) else {
        return Err(format!("the members of `{name}` are defined in Rust"));
    };
    let depth = depth.checked_sub(1).ok_or_else(|| format!("the members of `{name}` are nested too deeply"))?;
    let required = value.fields.iter().filter(|field| !field.nullable);
    let member = |field: &crate::ir::ValueField| {
        let sample = sample(&field.ty, &field.rules, schema, depth);
        sample
            .map(|value| (field.name.clone(), of_member(&field.ty, value)))
            .map_err(|reason| format!("for its member `{}`: {reason}", field.name))
    };
    required.map(member).collect::<Result<_, _>>().map(Json::Object)
}

/// A decimal within JSON is a text.
fn of_member(ty: &FieldType, sample: Json) -> Json {
    match (ty, sample) {
        (FieldType::Decimal { .. }, Json::Int(value)) => Json::Text(value.to_string()),
        (FieldType::Decimal { .. }, Json::Float(value)) => Json::Text(value.to_string()),
        (_, sample) => sample,
    }
}

fn of_scalar(scalar: Scalar, rules: &[Rule]) -> Result<Json, String> {
    if rules.contains(&Rule::Future) {
        return Err("it must be in the future, so no fixed date is safe".to_owned());
    }
    let row = scalar::row(scalar);
    Ok(match (row.sample, row.neutral) {
        (Some(text), _) => Json::Text(text.to_owned()),
        (None, Neutral::False) => Json::Bool(false),
        (None, neutral) => number(rules, matches!(neutral, Neutral::Whole)),
    })
}

/// Zero, or the end of the range that is nearest to it.
fn number(rules: &[Rule], is_whole: bool) -> Json {
    let end = rules.iter().find_map(|rule| match rule {
        Rule::Range { min: Some(min), .. } if min.as_f64() > 0.0 => Some((*min, true)),
        Rule::Range { max: Some(max), .. } if max.as_f64() < 0.0 => Some((*max, false)),
        _ => None,
    });
    match end {
        None if is_whole => Json::Int(0),
        None => Json::Float(0.0),
        Some((Bound::Int(value), _)) if is_whole => Json::Int(value),
        #[expect(clippy::cast_possible_truncation, reason = "ends of a whole number's range are whole, or near")]
        Some((Bound::Float(value), is_least)) if is_whole => {
            Json::Int(if is_least { value.ceil() } else { value.floor() } as i64)
        }
        Some((end, _)) => Json::Float(end.as_f64()),
    }
}

/// Returns a text that keeps every rule, as short as they allow.
fn text(rules: &[Rule], max: Option<u32>) -> Result<String, String> {
    let length = rules.iter().find_map(|rule| match rule {
        Rule::Length { min, max } => Some((*min, *max)),
        _ => None,
    });
    let (least, most) = length.unwrap_or((0, None));
    let most = [most, max].into_iter().flatten().min();
    let asked = rules.iter().find_map(|rule| match rule {
        Rule::Pattern(pattern) => Some(pattern::parse(pattern).and_then(|pattern| pattern.sample(least))),
        rule => rule.format().map(|format| Some(format.sample.to_owned())),
    });
    let several = rules.iter().filter(|rule| matches!(rule, Rule::Pattern(_)) || rule.format().is_some()).count();
    let text = match asked {
        None => Some("-".repeat(least as usize)),
        Some(_) if several > 1 => None,
        Some(text) => text,
    };
    let fits = |text: &String| {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        length >= least && most.is_none_or(|most| length <= most)
    };
    text.filter(fits).ok_or_else(|| "no simple text satisfies all of its rules".to_owned())
}
