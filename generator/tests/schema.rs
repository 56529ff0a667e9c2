//! `docs/models.schema.json` is what the grammar says. `LARDER_BLESS=1` writes it anew.

use std::{fs, path::Path};

use larder_generator::source::toml::json_schema;

#[test]
fn the_json_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/models.schema.json");
    let schema = json_schema();
    if std::env::var_os("LARDER_BLESS").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == schema, "not current; LARDER_BLESS=1 writes it");
}

#[test]
fn the_json_schema_accepts_every_key_of_a_field() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).unwrap();
    let fields = &schema["properties"]["entities"]["additionalProperties"]["properties"]["fields"];
    let table = &fields["additionalProperties"]["anyOf"][1]["properties"];
    for key in ["type", "enum", "belongs_to", "default", "length", "sums"] {
        assert!(table[key].is_object(), "{key}");
    }
}
