//! The grammar as a JSON Schema, from which editors complete and check `models.toml`.

use serde_json::{Map, Value, json};

use super::grammar::{Key, ROOT, ValueShape};

/// Returns the text of `docs/models.schema.json`.
pub fn json_schema() -> String {
    let mut schema = table(ROOT);
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("models.toml")),
        ("description", json!("The entities of an application, from which larder generates migrations and Rust code.")),
    ];
    for (key, value) in head {
        schema.insert(key.to_owned(), value);
    }
    let mut schema = Value::Object(schema);
    // Another crate of the build may ask serde_json to keep the order of insertion.
    schema.sort_all_objects();
    let mut text = format!("{schema:#}");
    text.push('\n');
    text
}

fn table(keys: &[Key]) -> Map<String, Value> {
    let properties = keys.iter().map(|key| {
        let mut value = shape(key.shape);
        value.insert("description".to_owned(), json!(key.doc));
        (key.name.to_owned(), Value::Object(value))
    });
    let mut schema = of_type("object");
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("properties".to_owned(), Value::Object(properties.collect()));
    schema
}

fn shape(of: &ValueShape) -> Map<String, Value> {
    match of {
        ValueShape::Text => of_type("string"),
        ValueShape::Words(words) => Map::from_iter([("enum".to_owned(), json!(words))]),
        ValueShape::Bool => of_type("boolean"),
        ValueShape::Integer => of_type("integer"),
        ValueShape::Number => of_type("number"),
        ValueShape::Any => Map::new(),
        ValueShape::List { of, min, max } => {
            let mut schema = of_type("array");
            schema.insert("items".to_owned(), Value::Object(shape(of)));
            if *max != usize::MAX {
                schema.insert("minItems".to_owned(), json!(min));
                schema.insert("maxItems".to_owned(), json!(max));
            }
            schema
        }
        ValueShape::Table(keys) => table(keys),
        ValueShape::Map(of) => {
            let mut schema = of_type("object");
            schema.insert("additionalProperties".to_owned(), Value::Object(shape(of)));
            schema
        }
        ValueShape::Either(shapes) => {
            let shapes: Vec<Value> = shapes.iter().map(|of| Value::Object(shape(of))).collect();
            Map::from_iter([("anyOf".to_owned(), json!(shapes))])
        }
    }
}

fn of_type(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(name))])
}
