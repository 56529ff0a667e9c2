//! Entities of larder's to compile.

use std::fmt::Write as _;

/// Returns a library of structs that are registered without a store.
pub(super) fn alone(count: usize) -> Vec<(String, String)> {
    let mut files = structs(count);
    let names: Vec<String> = (0..count).map(|number| format!("item_{number}::Item{number}")).collect();
    files.push(("lib.rs".to_owned(), format!("{}\nlarder::register!({});\n", modules(count), names.join(", "))));
    files
}

/// Returns a library of structs beside the store that is generated from them.
pub(super) fn with_store(count: usize) -> Vec<(String, String)> {
    let mut files = structs(count);
    files.push(("lib.rs".to_owned(), format!("pub mod models;\n{}", modules(count))));
    files
}

fn modules(count: usize) -> String {
    let mut text = String::from("pub mod status;\n");
    for number in 0..count {
        writeln!(text, "pub mod item_{number};").expect("writing to a string cannot fail");
    }
    text
}

fn structs(count: usize) -> Vec<(String, String)> {
    let mut files: Vec<_> = (0..count).map(|number| (format!("item_{number}.rs"), item(number))).collect();
    files.push(("status.rs".to_owned(), STATUS.to_owned()));
    files
}

const STATUS: &str = "#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, larder::Value)]
pub enum Status {
    Active,
    Archived,
    Deleted,
}
";

/// Every tenth begins a new chain of references.
fn item(number: usize) -> String {
    let (import, parent) = match number.checked_sub(1).filter(|_| !number.is_multiple_of(10)) {
        Some(parent) => (
            format!("use crate::item_{parent}::Item{parent}Id;\n"),
            format!(
                "    #[field(belongs_to = Item{parent}, on_delete = \"cascade\")]\n    pub parent_id: Item{parent}Id,\n"
            ),
        ),
        None => (String::new(), String::new()),
    };
    format!(
        "use larder::{{Json, Repository, Timestamp}};

{import}use crate::status::Status;

#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = \"item_{number}\", cache = \"medium\", index(\"status\"))]
pub struct Item{number} {{
    #[field(primary)]
    pub id: Item{number}Id,
{parent}    #[field(unique, immutable, length(3..=50))]
    pub code: String,
    #[field(length(1..=200))]
    pub title: String,
    #[field(text)]
    pub content: String,
    #[field(default = \"active\")]
    pub status: Status,
    #[field(default = {{}})]
    pub metadata: Json,
    #[field(default = 0)]
    pub amount: i64,
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
    #[field(default = now, on_update = \"now\")]
    pub updated_at: Timestamp,
}}
"
    )
}

/// One enum for all entities, as the structs have it.
const SETTINGS: &str = "[codegen]
models = \"src/models\"
migrations = \"migrations\"

[types.Status]
enum = [\"active\", \"archived\", \"deleted\"]
";

/// Returns a definition of the same entities, and the library that holds what is generated from it.
pub(super) fn models(count: usize) -> Vec<(String, String)> {
    let mut definition = String::from(SETTINGS);
    for number in 0..count {
        definition.push_str(&entity(number));
    }
    vec![("lib.rs".to_owned(), "pub mod models;\n".to_owned()), ("../models.toml".to_owned(), definition)]
}

fn entity(number: usize) -> String {
    let parent = match number.checked_sub(1).filter(|_| !number.is_multiple_of(10)) {
        Some(parent) => format!("parent_id = {{ belongs_to = \"Item{parent}\", on_delete = \"cascade\" }}\n"),
        None => String::new(),
    };
    format!(
        "
[entities.Item{number}]
table = \"item_{number}\"
cache = \"medium\"
indexes = [\"status\"]

[entities.Item{number}.fields]
id = {{ type = \"uuid\", primary = true }}
{parent}code = {{ type = \"string\", unique = true, immutable = true, length = [3, 50] }}
title = {{ type = \"string\", length = [1, 200] }}
content = \"text\"
status = {{ type = \"Status\", default = \"active\" }}
metadata = {{ type = \"json\", default = {{}} }}
amount = {{ type = \"i64\", default = 0 }}
created_at = {{ type = \"timestamp\", default = \"now\", immutable = true }}
updated_at = {{ type = \"timestamp\", default = \"now\", on_update = \"now\" }}
"
    )
}
