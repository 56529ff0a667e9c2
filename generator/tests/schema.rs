//! `docs/models.schema.json` is what the grammar says. `LARDER_BLESS=1` writes it anew.

use std::{fs, path::Path};

use larder_generator::ir::{FORMATS, Format};
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
fn the_formats_of_the_documentation_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/models-toml.md");
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find("| format | meaning | example |").expect("the table of formats");
    let end = text.find("<!-- end of formats -->").expect("the end of the table of formats");
    let row = |format: &Format| format!("| `{} = true` | {} | `{}` |\n", format.word, format.doc, format.sample);
    let table =
        format!("| format | meaning | example |\n| --- | --- | --- |\n{}", FORMATS.iter().map(row).collect::<String>());
    if std::env::var_os("LARDER_BLESS").is_some() {
        fs::write(&path, format!("{}{table}{}", &text[..start], &text[end..])).unwrap();
    }
    assert!(text[start..end] == table, "not current; LARDER_BLESS=1 writes it");
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
