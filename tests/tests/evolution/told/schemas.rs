//! Tables go into schemas of PostgreSQL's, from one to another and out again, with their rows and all that hangs on
//! them; elsewhere they stay where they are.

use integration::Engine;

use super::indexes::walk;
use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    tables_move_with_all_that_hangs_on_them,
    tables_are_made_in_schemas_and_dropped,
    a_schema_that_others_made_stays,
    policies_and_searches_move_with_their_tables,
    columns_change_in_schemas,
);

const PLAIN: &str = r#"
[entities.P]
table = "ps"
[entities.P.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 20, unique = true }
many = { type = "i64", default = 0, counts = "D" }
[entities.D]
table = "ds"
unique = [{ on = "title", where = "state = 'open'", name = "title" }]
indexes = ["p_id, title asc", { search = "body" }]
[entities.D.fields]
id = { type = "i64", primary = true }
p_id = { belongs_to = "P", on_delete = "cascade" }
title = { type = "string", length = 20 }
state = { enum = ["open", "shut"], default = "open" }
body = { type = "text", default = "" }
"#;

const ROWS: &str = "INSERT INTO ps (id, name, many) VALUES (1, 'Anna', 2), (2, 'Bob', 0); \
    INSERT INTO ds (id, p_id, title, state) VALUES (1, 1, 'a', 'open'), (2, 1, 'b', 'shut')";

/// Puts the table of an entity into a schema.
fn within(definition: &str, table: &str, schema: &str) -> String {
    let said = format!("table = \"{table}\"");
    definition.replace(&said, &format!("{said}\nschema = \"{schema}\""))
}

/// A table in a statement of the test.
fn called(story: &Story<'_>, schema: &str, table: &str) -> String {
    if story.place.engine == Engine::Postgres { format!("\"{schema}\".{table}") } else { table.to_owned() }
}

async fn tables_move_with_all_that_hangs_on_them(place: &mut Place) -> Outcome<()> {
    // Tokens are made by the migrator.
    let plain = PLAIN.replace(", { search = \"body\" }", "");
    let child = within(&plain, "ds", "auth");
    let both = within(&child, "ps", "auth").replace("length = 20, unique", "length = 30, unique");
    let apart = within(&within(&plain, "ps", "auth"), "ds", "Other place");
    let apart = apart.replace("length = 20, unique", "length = 30, unique");
    let renamed = apart.replace("table = \"ds\"", "table = \"es\"");
    let out = plain.replace("table = \"ds\"", "table = \"es\"").replace("length = 20, unique", "length = 30, unique");
    let lone = out
        .split("[entities.D]")
        .next()
        .unwrap_or_default()
        .replace("many = { type = \"i64\", default = 0, counts = \"D\" }\n", "");
    let steps = [
        (child, &[][..]),
        (both, &[][..]),
        (apart, &[][..]),
        (renamed, &["--rename ds=es"][..]),
        (out, &[][..]),
        (lone, &["--drop es", "--drop P.many"][..]),
    ];
    walk(place, &plain, ROWS, &steps).await
}

async fn tables_are_made_in_schemas_and_dropped(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, "", "").await?;
    let empty = story.place.dump().await?;
    let all = within(&within(PLAIN, "ps", "auth"), "ds", "auth");
    let made = story.becomes(&all, &[])?;
    let names: Vec<&str> = made.iter().map(|one| one.plan.id.as_str()).collect();
    assert_eq!(names, ["0001_create_ps", "0002_create_ds"]);
    story.place.migrate().await?;
    let [ps, ds] = ["ps", "ds"].map(|table| called(&story, "auth", table));
    story.place.execute(format!("INSERT INTO {ps} (id, name, many) VALUES (1, 'Anna', 0)")).await?;
    story.holds(&format!("SELECT name FROM {ps}"), &[&["Anna"]]).await?;
    story.holds(&format!("SELECT title FROM {ds}"), &[]).await?;
    if !story.becomes(&all, &[])?.is_empty() {
        return Err("the definition asks for more".to_owned());
    }
    story.place.down(2).await?;
    assert_eq!(story.place.dump().await?, empty);
    story.place.migrate().await?;
    story.becomes("", &["--drop ps", "--drop ds"])?;
    story.place.migrate().await?;
    assert_eq!(story.place.dump().await?, empty);
    story.place.down(1).await?;
    story.holds(&format!("SELECT title FROM {ds}"), &[]).await
}

async fn a_schema_that_others_made_stays(place: &mut Place) -> Outcome<()> {
    if place.engine == Engine::Postgres {
        place.execute("CREATE SCHEMA auth; CREATE SCHEMA \"Other place\"".to_owned()).await?;
    }
    let plain = PLAIN.replace(", { search = \"body\" }", "");
    let mut story = Story::begin(place, &plain, ROWS).await?;
    let start = story.place.dump().await?;
    story.becomes(&within(&within(&plain, "ps", "auth"), "ds", "Other place"), &[])?;
    story.place.migrate().await?;
    let [ps, ds] = [("auth", "ps"), ("Other place", "ds")].map(|(schema, table)| called(&story, schema, table));
    story
        .holds(
            &format!("SELECT name, title FROM {ps} AS p JOIN {ds} AS d ON p_id = p.id ORDER BY title"),
            &[&["Anna", "a"], &["Anna", "b"]],
        )
        .await?;
    story.place.down(1).await?;
    assert_eq!(story.place.dump().await?, start);
    // What larder made stays as well, while something of others is in it.
    story.place.migrate().await?;
    story.becomes(&within(&within(&plain, "ps", "made"), "ds", "Other place"), &[])?;
    story.place.migrate().await?;
    if story.place.engine == Engine::Postgres {
        story.place.execute("CREATE TABLE made.others (n int)".to_owned()).await?;
        story.becomes(&plain, &[])?;
        story.place.migrate().await?;
        story.holds("SELECT count(*)::text FROM made.others", &[&["0"]]).await?;
        story.place.down(1).await?;
    }
    story.place.down(2).await
}

async fn policies_and_searches_move_with_their_tables(place: &mut Place) -> Outcome<()> {
    let plain = r#"
[security]
row_level_security = true
[entities.T]
table = "ts"
[entities.T.fields]
id = { type = "i64", primary = true }
code = { type = "string", length = 10, unique = true, immutable = true }
[entities.D]
table = "ds"
indexes = [{ search = "body" }]
[entities.D.fields]
id = { type = "i64", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
body = { type = "text", default = "" }
"#;
    let rows = "INSERT INTO ts (id, code) VALUES (1, 'a'), (2, 'b')";
    let child = within(plain, "ds", "auth");
    let both = within(&child, "ts", "tenants");
    let other = within(&within(plain, "ts", "tenants"), "ds", "other");
    walk(place, plain, rows, &[(child, &[]), (both, &[]), (other, &[]), (plain.to_owned(), &[])]).await
}

async fn columns_change_in_schemas(place: &mut Place) -> Outcome<()> {
    let all = within(&within(PLAIN, "ps", "auth"), "ds", "kept apart");
    let mut story = Story::begin(place, &all, "").await?;
    let [ps, ds] = [("auth", "ps"), ("kept apart", "ds")].map(|(schema, table)| called(&story, schema, table));
    let tokens = match story.place.engine {
        Engine::Postgres => "ARRAY['x']",
        Engine::MySql | Engine::Sqlite => "'x'",
    };
    let rows = format!(
        "INSERT INTO {ps} (id, name, many) VALUES (1, 'Anna', 2); \
         INSERT INTO {ds} (id, p_id, title, state, search_tokens) \
         VALUES (1, 1, 'a', 'open', {tokens}), (2, 1, 'b', 'shut', {tokens})"
    );
    story.place.execute(rows).await?;
    let start = story.place.dump().await?;
    let after = all
        .replace("\"open\", \"shut\"", "\"open\", \"closed\"")
        .replace("{ search = \"body\" }", "\"title desc\", { search = \"body, title\" }")
        .replace("on_delete = \"cascade\"", "on_delete = \"restrict\"")
        .replace("name = { type = \"string\", length = 20", "label = { type = \"string\", was = \"name\", length = 12")
        .replace("body = {", "size = { type = \"i32\", range = [0, 9] }\nmade_at = \"timestamp\"\nbody = {")
        .replace("many = {", "titles = { type = \"i64\", default = 0, counts = \"D\" }\nmany = {");
    let after = after.replace("many = { type = \"i64\", default = 0, counts = \"D\" }\n", "");
    let flags = [
        "--rename D.state.shut=closed",
        "--narrow P.label",
        "--fill D.size=3",
        "--fill D.made_at=now",
        "--drop P.many",
    ];
    story.becomes(&after, &flags)?;
    story.place.migrate().await?;
    story.holds(&format!("SELECT label, CAST(titles AS CHAR(1)) FROM {ps}"), &[&["Anna", "2"]]).await?;
    let query = format!("SELECT state, CAST(size AS CHAR(1)) FROM {ds} ORDER BY id");
    story.holds(&query, &[&["open", "3"], &["closed", "3"]]).await?;
    let changed = story.place.dump().await?;
    story.place.down(1).await?;
    assert_eq!(story.place.dump().await?, start);
    story.place.migrate().await?;
    assert_eq!(story.place.dump().await?, changed);
    story.holds(&query, &[&["open", "3"], &["closed", "3"]]).await
}
