//! Lists that are arrays on PostgreSQL: columns take such a type, change it and give it up; values go with them.

use integration::Engine;

use super::indexes::walk;
use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    a_list_becomes_an_array_and_json_again,
    arrays_come_and_go_with_their_columns,
    lists_of_an_enum_follow_its_values,
    an_array_becomes_a_text_and_comes_back,
);

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

const MOODS: &str = r#"
[types.Mood]
enum = ["calm", "wild"]
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
moods = { type = "Mood[]", default = ["calm"] }
past = "Mood[]?"
"#;

async fn lists_of_an_enum_follow_its_values(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, moods, past) VALUES (1, '[\"wild\", \"calm\"]', NULL), (2, '[]', '[\"wild\"]')";
    let mut story = Story::begin(place, MOODS, rows).await?;
    let start = story.place.dump().await?;
    // Values of lists that are JSON are no part of the table.
    let more = MOODS.replace("[\"calm\", \"wild\"]", "[\"new\", \"calm\", \"wild\"]");
    if !story.becomes(&more, &[])?.is_empty() {
        return Err("the values of a list in JSON are no part of its table".to_owned());
    }
    let typed = more
        .replace("default = [\"calm\"]", "default = [\"calm\"], native = { postgres = \"MoodOf\" }")
        .replace("\"Mood[]?\"", "{ type = \"Mood[]?\", native = { postgres = \"MoodOf[]\" } }");
    let wrong = story.becomes(&typed, &[]);
    assert!(wrong.is_err_and(|told| told.contains("is no array of PostgreSQL's")));
    let typed = typed.replace("\"MoodOf\"", "\"MoodOf[]\"");
    let mut count = story.becomes(&typed, &[])?.len();
    // Another field of the type, values that come, and another order.
    let single = format!("{typed}first = {{ type = \"Mood?\", native = {{ postgres = \"MoodOf\" }} }}\n");
    count += story.becomes(&single, &[])?.len();
    let added = single.replace("\"wild\"]", "\"wild\", \"gone\"]");
    count += story.becomes(&added, &[])?.len();
    let turned =
        added.replace("\"new\", \"calm\"", "\"calm\", \"new\"").replace("default = [\"calm\"]", "default = [\"new\"]");
    count += story.becomes(&turned, &[])?.len();
    story.place.migrate().await?;
    for (column, id, expected) in [("moods", 1, "2"), ("past", 2, "1"), ("moods", 2, "0")] {
        holds(&mut story, column, true, id, expected).await?;
    }
    let left = turned.replace(", \"gone\"]", "]");
    if story.place.engine == Engine::Postgres {
        story.holds("SELECT moods[1]::text FROM us WHERE moods[1] < 'gone'", &[&["wild"]]).await?;
        story.place.execute("UPDATE us SET past = '{gone}' WHERE id = 1".to_owned()).await?;
        story.becomes(&left, &["--narrow U.first"])?;
        let before = story.place.dump().await?;
        story.place.migrate().await.expect_err("a list holds the value that goes");
        assert_eq!(story.place.dump().await?, before, "nothing is changed");
        story.place.execute("UPDATE us SET past = '{calm}' WHERE id = 1".to_owned()).await?;
    } else {
        story.becomes(&left, &["--narrow U.first"])?;
    }
    story.place.migrate().await?;
    story.becomes(&left.replace(&left[left.find("first").unwrap_or(0)..], ""), &["--drop U.first"])?;
    story.place.migrate().await?;
    story.place.down(count + 2).await?;
    assert_eq!(story.place.dump().await?, start, "all is taken back");
    holds(&mut story, "moods", false, 1, "2").await
}

async fn an_array_becomes_a_text_and_comes_back(place: &mut Place) -> Outcome<()> {
    let array = native(PLAIN);
    let text = array.replace("{ type = \"i32[]?\", native = { postgres = \"integer[]\" } }", "\"text?\"");
    walk(place, &array, "INSERT INTO us (id, counts) VALUES (1, NULL)", &[(text, &[])]).await
}
