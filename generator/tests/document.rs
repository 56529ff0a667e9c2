//! The design of a definition as a page.

use larder_generator::{diagnostic::Paint, document::document, read};

fn page(definition: &str) -> String {
    match read(definition, "models.toml") {
        Ok(definition) => document(&definition.schema),
        Err(found) => panic!("{}", found.render(Paint::Plain)),
    }
}

const SHOP: &str = r#"
[entities.Shop]
doc = "Where things are sold."
table = "shops"

[entities.Shop.fields]
id = { type = "uuid", primary = true }
code = { type = "string", length = [2, 20], pattern = "^(a|b)+$", unique = true }
items = { type = "i32", default = 0, counts = "Item" }

[entities.Item]
table = "items"
cache = "short"
activity = "sold_at"
indexes = ["shop_id, price desc", { on = "sold_at", methods = "none" }, { on = "price", where = "price > 100", methods = "none" }]

[entities.Item.fields]
id = { type = "uuid", primary = true }
shop_id = { belongs_to = "Shop", on_delete = "cascade" }
gift_id = { belongs_to = "Item?", on_delete = "restrict", unique = true }
price = { type = "i32", range = [1, 1000] }
size = { enum = ["small", "large"], default = "small" }
sold_at = "timestamp?"
"#;

#[test]
fn a_page_holds_references_keys_and_rules() {
    let page = page(SHOP);
    let expected = [
        "    shops ||--o{ items : shop_id\n",
        "    items |o--o| items : gift_id\n",
        "        uuid shop_id FK\n",
        "        string code UK\n",
        "\n## Shop, table `shops`\n\nWhere things are sold.\n",
        "| `code` | string, up to 20 characters | no |  | length at least 2; matches `^(a\\|b)+$` |  |\n",
        "| `price` | i32 | no |  | 1 to 1000 |  |\n",
        "| `size` | `small`, `large` | no | `small` |  |  |\n",
        "- Unique: `code`.\n",
        "- Index: `shop_id`, `price` descending.\n",
        "- Index: `price`, where `price > 100`.\n",
        "- `shop_id` refers to `shops`, and is deleted with it.\n",
        "- `gift_id` refers to `items`, which cannot be deleted before.\n",
        "- `items` is the number of rows in `items`.\n",
        "- `sold_at` says when a row was last active; metrics count recent ones.\n",
        "- Cached for 300 seconds.\n",
    ];
    for text in expected {
        assert!(page.contains(text), "{text:?} is not in\n{page}");
    }
}
