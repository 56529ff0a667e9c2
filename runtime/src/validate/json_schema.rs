//! Rules in the words of JSON Schema.

use serde_json::{Map, Value, json};

use super::{InputMember, Rule};

/// Adds the keywords of `rules` to the schema of one member. Rules that JSON Schema has no word for are left out.
pub(super) fn add(property: &mut Map<String, Value>, rules: &[Rule]) {
    for rule in rules {
        for (keyword, value) in keywords(rule) {
            match (keyword, value) {
                ("enum", Value::Array(mut allowed)) => {
                    if is_nullable(property) {
                        allowed.push(Value::Null);
                    }
                    property.insert("enum".to_owned(), Value::Array(allowed));
                }
                // What the definition asks for itself comes before what every key asks for.
                ("pattern", pattern) => _ = property.entry("pattern").or_insert(pattern),
                (keyword, value) => _ = property.insert(keyword.to_owned(), value),
            }
        }
    }
}

fn keywords(rule: &Rule) -> Vec<(&'static str, Value)> {
    let both = |low: &'static str, min: Option<Value>, high: &'static str, max: Option<Value>| {
        [min.map(|min| (low, min)), max.map(|max| (high, max))].into_iter().flatten().collect()
    };
    match rule {
        Rule::Length { min, max } => both("minLength", min.map(Value::from), "maxLength", max.map(Value::from)),
        Rule::Range { min, max } => both("minimum", min.clone(), "maximum", max.clone()),
        Rule::Pattern { pattern, .. } => vec![("pattern", json!(pattern))],
        Rule::OneOf { allowed } => vec![("enum", json!(allowed))],
        Rule::Decimal { precision, scale } => vec![("pattern", json!(decimal(*precision, *scale)))],
        Rule::Email => vec![("format", json!("email"))],
        Rule::Url => vec![("format", json!("uri")), ("pattern", json!("^[hH][tT][tT][pP][sS]?://"))],
        Rule::Phone => vec![("format", json!("phone")), ("pattern", json!(r"^\+?[0-9]+([ -][0-9]+)*$"))],
        Rule::Slug => vec![("pattern", json!("^[a-z0-9]+(-[a-z0-9]+)*$"))],
        Rule::TrailingSpace => vec![("pattern", json!("(^|[^ ])$"))],
        _ => Vec::new(),
    }
}

/// A decimal is a text in JSON; one that is given as a number has no pattern to obey.
fn decimal(precision: u32, scale: u32) -> String {
    let whole = precision - scale;
    let fraction = if scale == 0 { String::new() } else { format!(r"(\.[0-9]{{1,{scale}}}0*)?") };
    format!("^-?0*[0-9]{{1,{}}}{fraction}$", whole.max(1))
}

fn is_nullable(property: &Map<String, Value>) -> bool {
    property.get("type").and_then(Value::as_array).is_some_and(|types| types.iter().any(|ty| ty == "null"))
}

/// Writes which members are required, and takes null from those that cannot be.
pub(super) fn require(schema: &mut Value, members: &[InputMember]) {
    let Some(schema) = schema.as_object_mut() else { return };
    let required: Vec<&str> = members.iter().filter(|member| member.required).map(|member| member.name).collect();
    schema.remove("required");
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for member in members.iter().filter(|member| !member.nullable) {
        if let Some(property) = properties.get_mut(member.name) {
            without_null(property);
        }
    }
}

/// Words of a schema that say which types a value may have.
const TYPES: [&str; 7] = ["type", "$ref", "oneOf", "anyOf", "allOf", "enum", "const"];

fn without_null(property: &mut Value) {
    // Without a type anything goes, null included.
    if let Some(any) = property.as_object_mut()
        && TYPES.iter().all(|word| !any.contains_key(*word))
    {
        any.insert("type".to_owned(), json!(["object", "array", "string", "number", "boolean"]));
    }
    if let Some(types) = property.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|ty| ty != "null");
        if let [one] = types.as_slice() {
            property["type"] = one.clone();
        }
    }
    for either in ["oneOf", "anyOf"] {
        let Some(choices) = property.get_mut(either).and_then(Value::as_array_mut) else { continue };
        choices.retain(|choice| choice.get("type").is_none_or(|ty| ty != "null"));
        if let [Value::Object(one)] = choices.as_slice() {
            let one = one.clone();
            if let Some(property) = property.as_object_mut() {
                property.remove(either);
                property.extend(one);
            }
        }
    }
}
