//! Documentation comes into databases, changes and goes, and so do collations; rows stay as they are.

use super::indexes::walk;
use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(documentation_comes_changes_and_goes, collations_come_change_and_go);

const PLAIN: &str = r#"
[entities.U]
table = "us"
doc = "Those who came."
[entities.U.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 20, default = "none", doc = "As it's called." }
size = { type = "i32", default = 0 }
twice = { type = "i32?", generated = "size * 2" }
"#;

const ROWS: &str = "INSERT INTO us (id, name, size) VALUES (1, 'Anna', 1), (2, 'bob', 2)";

async fn documentation_comes_changes_and_goes(place: &mut Place) -> Outcome<()> {
    let said = PLAIN
        .replace("came.\"", "came.\"\ncomment = true")
        .replace("called.\"", "called.\", comment = true")
        .replace("size * 2\"", "size * 2\", doc = \"Both.\", comment = true");
    let other = said.replace("Those who", "All who\\never").replace("it's called", "\\\"it\\\" is \\\\ called");
    let renamed = other.replace("name = {", "title = {").replace("length = 20", "length = 30");
    let dropped =
        PLAIN.replace("twice = { type = \"i32?\", generated = \"size * 2\" }\n", "").replace("name = {", "title = {");
    let steps = [
        (said, &[][..]),
        (other, &[][..]),
        (renamed, &["--rename U.name=title"][..]),
        (dropped, &["--drop U.twice", "--narrow U.title"][..]),
    ];
    walk(place, PLAIN, ROWS, &steps).await
}

async fn collations_come_change_and_go(place: &mut Place) -> Outcome<()> {
    let collated = |words: &str, length: u32| {
        let length = format!("length = {length}, collation = {{ {words} }}");
        PLAIN.replace("length = 20", &length).replace("table = \"us\"", "table = \"us\"\nunique = [\"name\"]")
    };
    let mut story = Story::begin(place, PLAIN, ROWS).await?;
    let before = story.place.dump().await?;
    let folds = "mysql = \"utf8mb4_general_ci\", sqlite = \"NOCASE\"";
    story.becomes(&collated(folds, 20), &[])?;
    story.place.migrate().await?;
    let is_folded = story.place.engine != integration::Engine::Postgres;
    let found: &[&[&str]] = if is_folded { &[&["1"]] } else { &[] };
    story.holds("SELECT id FROM us WHERE name = 'ANNA'", found).await?;
    story.becomes(&collated(&format!("postgres = \"C\", {folds}"), 40), &[])?;
    story.place.migrate().await?;
    story.becomes(&collated("postgres = \"C\", mysql = \"utf8mb4_unicode_ci\"", 40), &[])?;
    story.place.migrate().await?;
    story.holds("SELECT name FROM us ORDER BY id", &[&["Anna"], &["bob"]]).await?;
    story.place.down(3).await?;
    if story.place.dump().await? != before {
        return Err("the way back leads elsewhere".to_owned());
    }
    story.place.migrate().await
}
