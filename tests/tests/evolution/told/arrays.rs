//! Lists that are arrays on PostgreSQL: columns take such a type, change it and give it up; values go with them.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(a_list_becomes_an_array_and_json_again, arrays_come_and_go_with_their_columns);

const PLAIN: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
tags = { type = "string[]", default = ["a"] }
counts = "i32[]?"
"#;

fn native(definition: &str) -> String {
    definition
        .replace("default = [\"a\"]", "default = [\"a\"], native = { postgres = \"text[]\" }")
        .replace("\"i32[]?\"", "{ type = \"i32[]?\", native = { postgres = \"integer[]\" } }")
}

/// Tells how many members the list of a row has, in the words of the engine.
fn members(column: &str, place: &Place, is_array: bool) -> String {
    match (place.engine, is_array) {
        (Engine::Postgres, true) => format!("cardinality({column})::text"),
        (Engine::Postgres, false) => format!("jsonb_array_length({column})::text"),
        (Engine::MySql, _) => format!("CAST(JSON_LENGTH({column}) AS CHAR)"),
        (Engine::Sqlite, _) => format!("CAST(json_array_length({column}) AS TEXT)"),
    }
}

async fn holds(story: &mut Story<'_>, column: &str, is_array: bool, id: i64, expected: &str) -> Outcome<()> {
    let query = format!("SELECT {} FROM us WHERE id = {id}", members(column, story.place, is_array));
    story.holds(&query, &[&[expected]]).await
}

async fn a_list_becomes_an_array_and_json_again(place: &mut Place) -> Outcome<()> {
    let rows =
        "INSERT INTO us (id, tags, counts) VALUES (1, '[\"x, y\", \"it''s\", \"{\"]', '[3, 4]'), (2, '[]', NULL)";
    let mut story = Story::begin(place, PLAIN, rows).await?;
    story.becomes(&native(PLAIN), &[])?;
    story.place.migrate().await?;
    for (column, id, expected) in [("tags", 1, "3"), ("counts", 1, "2"), ("tags", 2, "0")] {
        holds(&mut story, column, true, id, expected).await?;
    }
    story.holds("SELECT 'so it is' FROM us WHERE counts IS NULL", &[&["so it is"]]).await?;
    if story.place.engine == Engine::Postgres {
        story.holds("SELECT tags[2] FROM us WHERE id = 1 AND 'x, y' = ANY (tags)", &[&["it's"]]).await?;
    }
    if story.place.engine != Engine::MySql {
        story.place.execute("INSERT INTO us (id) VALUES (3)".to_owned()).await?;
        holds(&mut story, "tags", true, 3, "1").await?;
    }
    // From one array to another, with another default.
    let bounded = native(PLAIN).replace("text[]", "varchar(9)[]").replace("[\"a\"]", "[\"b\", \"c\"]");
    story.becomes(&bounded, &[])?;
    story.place.migrate().await?;
    holds(&mut story, "tags", true, 1, "3").await?;
    story.place.down(2).await?;
    holds(&mut story, "tags", false, 1, "3").await?;
    holds(&mut story, "counts", false, 1, "2").await?;
    story.place.migrate().await
}

async fn arrays_come_and_go_with_their_columns(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, PLAIN, "INSERT INTO us (id, tags) VALUES (1, '[\"x\"]')").await?;
    let more = format!(
        "{}more = {{ type = \"string[]\", native = {{ postgres = \"text[]\" }} }}\n\
         keys = {{ type = \"uuid[]?\", native = {{ postgres = \"uuid[]\" }} }}\n",
        native(PLAIN)
    );
    story.becomes(&more, &["--fill U.more='[\"p\", \"q\"]'"])?;
    story.place.migrate().await?;
    holds(&mut story, "more", true, 1, "2").await?;
    story.becomes(&native(PLAIN), &["--drop U.more", "--drop U.keys"])?;
    story.place.migrate().await?;
    story.place.down(1).await?;
    holds(&mut story, "more", true, 1, "0").await?;
    story.place.down(1).await?;
    holds(&mut story, "tags", false, 1, "1").await
}
