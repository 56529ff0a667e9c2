//! Enums of PostgreSQL's own: columns take them and give them up, and their values change; rows go with them.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    an_enum_becomes_a_type_and_text_again,
    values_are_added_to_a_type_at_their_places,
    renamed_values_keep_their_rows,
    removed_values_make_a_type_anew,
    a_type_belongs_to_several_tables,
    types_come_and_go_with_their_columns,
    a_text_is_filled_from_a_type_with_other_columns,
);

const PLAIN: &str = r#"
[entities.U]
table = "us"
indexes = ["a, n", { on = "n", where = "a = 'open'", name = "open" }]
unique = [{ on = "n", where = "a <> 'closed'" }]
[entities.U.fields]
id = { type = "i64", primary = true }
a = { enum = ["open", "closed"], default = "open" }
b = { enum = ["open", "closed"], nullable = true }
n = { type = "i32", default = 0 }
"#;

const ROWS: &str = "INSERT INTO us (id, a, b, n) VALUES (1, 'open', NULL, 1), (2, 'closed', 'open', 2)";
const OF_A: &str = "SELECT a FROM us ORDER BY id";

fn native(definition: &str) -> String {
    definition.replace("\"closed\"], default", "\"closed\"], native = { postgres = \"State\" }, default")
}

fn with(values: &str) -> String {
    native(PLAIN).replace("[\"open\", \"closed\"], native", &format!("{values}, native"))
}

/// On PostgreSQL the values of a type in their order, elsewhere nothing.
async fn type_is(story: &mut Story<'_>, name: &str, values: &[&str]) -> Outcome<()> {
    if story.place.engine != Engine::Postgres {
        return Ok(());
    }
    let query = format!(
        "SELECT enumlabel::text FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typname = '{name}' \
         ORDER BY enumsortorder"
    );
    let rows: Vec<[&str; 1]> = values.iter().map(|value| [*value]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    story.holds(&query, &rows).await
}

async fn an_enum_becomes_a_type_and_text_again(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, PLAIN, ROWS).await?;
    story.becomes(&native(PLAIN), &[])?;
    story.place.migrate().await?;
    type_is(&mut story, "State", &["open", "closed"]).await?;
    story.holds(OF_A, &[&["open"], &["closed"]]).await?;
    story.place.execute("INSERT INTO us (id, n) VALUES (3, 3)".to_owned()).await?;
    story.holds(OF_A, &[&["open"], &["closed"], &["open"]]).await?;
    story.place.execute("UPDATE us SET a = 'shut' WHERE id = 3".to_owned()).await.expect_err("it is no value");
    story.place.down(1).await?;
    type_is(&mut story, "State", &[]).await?;
    story.place.migrate().await?;
    // Another type takes the values over, and a text.
    story.becomes(&native(PLAIN).replace("State", "condition"), &[])?;
    story.place.migrate().await?;
    type_is(&mut story, "condition", &["open", "closed"]).await?;
    // The type lacks a word that the text may be.
    let words = "type = \"string\", length = 9, one_of = [\"open\", \"closed\", \"gone\"], default";
    let text = PLAIN.replace("enum = [\"open\", \"closed\"], default", words);
    story.becomes(&text, &[])?;
    story.place.migrate().await?;
    story.place.execute("UPDATE us SET a = 'gone' WHERE id = 3".to_owned()).await?;
    story.becomes(&native(PLAIN), &["--narrow U.a", "--fill U.a='closed'"])?;
    story.place.migrate().await?;
    story.holds(OF_A, &[&["open"], &["closed"], &["closed"]]).await?;
    story.place.down(4).await?;
    story.holds(OF_A, &[&["open"], &["closed"], &["closed"]]).await
}

async fn values_are_added_to_a_type_at_their_places(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, &native(PLAIN), ROWS).await?;
    let after =
        with(r#"["new", "open", "half", "closed", "it is over"]"#).replace("default = \"open\"", "default = \"new\"");
    story.becomes(&after, &[])?;
    story.place.migrate().await?;
    type_is(&mut story, "State", &["new", "open", "half", "closed", "it is over"]).await?;
    story.place.execute("INSERT INTO us (id, n) VALUES (3, 3)".to_owned()).await?;
    story.holds(OF_A, &[&["open"], &["closed"], &["new"]]).await?;
    story.is_refused(true).await?;
    story.place.execute("UPDATE us SET a = 'open' WHERE id = 3".to_owned()).await?;
    story.place.down(1).await?;
    type_is(&mut story, "State", &["open", "closed"]).await?;
    story.place.migrate().await?;
    // The values in another order, which only a type has.
    story.becomes(&after.replace("\"half\", \"closed\"", "\"closed\", \"half\""), &[])?;
    story.place.migrate().await?;
    type_is(&mut story, "State", &["new", "open", "closed", "half", "it is over"]).await?;
    story.place.down(2).await?;
    story.holds(OF_A, &[&["open"], &["closed"], &["open"]]).await
}

async fn renamed_values_keep_their_rows(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, &native(PLAIN), ROWS).await?;
    let after = with(r#"["active", "half", "closed"]"#)
        .replace("default = \"open\"", "default = \"active\"")
        .replace("a = 'open'", "a = 'active'");
    let made = story.becomes(&after, &["--rename U.a.open=active"])?;
    let script = made.last().and_then(|migration| migration.files.get("postgres.up.sql")).expect("a script");
    assert!(script.contains("RENAME VALUE 'open' TO 'active'") && !script.contains("UPDATE"), "{script}");
    story.place.migrate().await?;
    type_is(&mut story, "State", &["active", "half", "closed"]).await?;
    story.holds(OF_A, &[&["active"], &["closed"]]).await?;
    story.place.down(1).await?;
    type_is(&mut story, "State", &["open", "closed"]).await?;
    story.holds(OF_A, &[&["open"], &["closed"]]).await?;
    story.place.migrate().await?;
    // Two names change, and one of the values becomes another that is there.
    let merged = after
        .replace(r#"["active", "half", "closed"]"#, r#"["live", "closed"]"#)
        .replace("default = \"active\"", "default = \"live\"")
        .replace("a = 'active'", "a = 'live'");
    story.place.execute("INSERT INTO us (id, a, n) VALUES (3, 'half', 3)".to_owned()).await?;
    story.becomes(&merged, &["--rename U.a.active=live", "--rename U.a.half=closed"])?;
    story.place.migrate().await?;
    type_is(&mut story, "State", &["live", "closed"]).await?;
    story.holds(OF_A, &[&["live"], &["closed"], &["closed"]]).await
}

async fn removed_values_make_a_type_anew(place: &mut Place) -> Outcome<()> {
    let three = with(r#"["open", "half", "closed"]"#);
    let mut story = Story::begin(place, &three, ROWS).await?;
    story.place.execute("INSERT INTO us (id, a, n) VALUES (3, 'half', 3)".to_owned()).await?;
    story.becomes(&native(PLAIN), &["--narrow U.a"])?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET a = 'open' WHERE a = 'half'".to_owned()).await?;
    story.place.migrate().await?;
    type_is(&mut story, "State", &["open", "closed"]).await?;
    story.place.down(1).await?;
    type_is(&mut story, "State", &["open", "half", "closed"]).await?;
    story.place.execute("UPDATE us SET a = 'half' WHERE id = 3".to_owned()).await?;
    story.place.execute("UPDATE us SET a = 'open' WHERE id = 3".to_owned()).await?;
    story.place.migrate().await
}

async fn a_type_belongs_to_several_tables(place: &mut Place) -> Outcome<()> {
    let other = "\n[entities.V]\ntable = \"vs\"\n[entities.V.fields]\nid = { type = \"i64\", primary = true }\n\
                 kind = { enum = [\"open\", \"closed\"], nullable = true, native = { postgres = \"State\" } }\n";
    let both = native(PLAIN) + other;
    let mut story = Story::begin(place, &both, ROWS).await?;
    story.place.execute("INSERT INTO vs (id, kind) VALUES (1, 'closed'), (2, NULL)".to_owned()).await?;
    let renamed = both.replace("\"closed\"]", "\"shut\"]").replace("'closed'", "'shut'");
    let renamed = renamed.replacen(
        "enum = [\"open\", \"shut\"], nullable = true }",
        "enum = [\"open\", \"closed\"], nullable = true }",
        1,
    );
    story.becomes(&renamed, &["--rename U.a.closed=shut", "--rename V.kind.closed=shut"])?;
    story.place.migrate().await?;
    story
        .holds("SELECT a FROM us WHERE id = 2 UNION ALL SELECT kind FROM vs WHERE id = 1", &[&["shut"], &["shut"]])
        .await?;
    let gone = renamed.replace("[\"open\", \"shut\"]", "[\"open\"]").replace("a <> 'shut'", "a <> 'open'");
    story.becomes(&gone, &["--narrow U.a", "--fill U.a='open'", "--narrow V.kind", "--fill V.kind='open'"])?;
    story.place.migrate().await?;
    type_is(&mut story, "State", &["open"]).await?;
    story.holds("SELECT kind FROM vs WHERE id = 1", &[&["open"]]).await?;
    story.place.down(2).await?;
    type_is(&mut story, "State", &["open", "closed"]).await
}

async fn types_come_and_go_with_their_columns(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, PLAIN, ROWS).await?;
    let more = format!(
        "{PLAIN}c = {{ enum = [\"x\", \"y\"], default = \"y\", native = {{ postgres = \"letter\" }} }}\n\
         d = {{ enum = [\"x\", \"y\"], native = {{ postgres = \"letter\" }} }}\n"
    );
    story.becomes(&more, &["--fill U.d=CASE WHEN n = 1 THEN 'x' ELSE 'y' END"])?;
    story.place.migrate().await?;
    story.holds("SELECT c, d FROM us ORDER BY id", &[&["y", "x"], &["y", "y"]]).await?;
    type_is(&mut story, "letter", &["x", "y"]).await?;
    story.becomes(PLAIN, &["--drop U.c", "--drop U.d"])?;
    story.place.migrate().await?;
    type_is(&mut story, "letter", &[]).await?;
    story.place.down(2).await
}

async fn a_text_is_filled_from_a_type_with_other_columns(place: &mut Place) -> Outcome<()> {
    let before = native(PLAIN).replace("n = { type = \"i32\", default = 0 }", "n = \"i32?\"");
    let mut story = Story::begin(place, &before, "INSERT INTO us (id, a) VALUES (1, 'open'), (2, 'closed')").await?;
    let after = before.replace(", nullable = true", "").replace("\"i32?\"", "\"i32\"");
    story.becomes(&after, &["--fill U.b=a", "--fill U.n=id"])?;
    story.place.migrate().await?;
    story.holds("SELECT b FROM us ORDER BY id", &[&["open"], &["closed"]]).await
}
