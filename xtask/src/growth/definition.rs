//! Definitions of any size, to measure how generation scales.

use std::fmt::Write;

/// Returns a definition of `count` entities in chains of ten references, with the features that cost the generator
/// most.
pub(crate) fn models(count: usize) -> String {
    let mut text = String::from("[codegen]\nmigrations = \"migrations\"\nmodels = \"src/models\"\n");
    for n in 0..count {
        let reference = if n % 10 == 0 {
            String::new()
        } else {
            format!("parent_id = {{ belongs_to = \"Item{}\", on_delete = \"cascade\" }}\n", n - 1)
        };
        let indexes = if n % 10 == 0 { "\"status\"" } else { "\"parent_id, updated_at desc\", \"status\"" };
        write!(
            text,
            r#"
[entities.Item{n}]
table = "item_{n}"
cache = "medium"
indexes = [{indexes}, {{ search = "content" }}]

[entities.Item{n}.fields]
id = {{ type = "uuid", primary = true }}
{reference}code = {{ type = "string", length = [3, 50], pattern = '^[A-Za-z0-9_-]+$', unique = true, immutable = true }}
title = {{ type = "string", length = [1, 200] }}
content = {{ type = "text", length = [1, 10000] }}
status = {{ enum = ["active", "archived", "deleted"], default = "active" }}
metadata = {{ type = "json", default = {{}} }}
amount = {{ type = "i64", range = [0], default = 0 }}
created_at = {{ type = "timestamp", default = "now", immutable = true }}
updated_at = {{ type = "timestamp", default = "now", on_update = "now" }}
"#
        )
        .expect("writing to a string cannot fail");
    }
    text
}
