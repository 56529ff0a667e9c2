//! Columns take types of the databases' own, change them and give them up; values go with them.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    a_column_takes_a_type_and_gives_it_up,
    what_the_type_does_not_hold_is_in_the_way,
    columns_of_own_types_come_and_go,
);

const PLAIN: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 20, default = "none" }
place = "text?"
"#;

fn native(postgres: &str, mysql: &str, sqlite: &str) -> String {
    format!(", native = {{ postgres = \"{postgres}\", mysql = \"{mysql}\", sqlite = \"{sqlite}\" }}")
}

fn with(name: &str, place: &str) -> String {
    PLAIN
        .replace("length = 20, default = \"none\"", &format!("length = 20, default = \"none\"{name}"))
        .replace("\"text?\"", &format!("{{ type = \"text?\"{place} }}"))
}

async fn a_column_takes_a_type_and_gives_it_up(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, name, place) VALUES (1, 'Anna', '10.0.0.1'), (2, 'bob', NULL)";
    let mut story = Story::begin(place, PLAIN, rows).await?;
    let folding = native("citext", "VARCHAR(20) COLLATE utf8mb4_general_ci", "TEXT COLLATE NOCASE");
    story.becomes(&with(&folding, &native("inet", "VARCHAR(45)", "TEXT")), &[])?;
    story.place.migrate().await?;
    story.holds("SELECT 'so it is' FROM us WHERE name = 'ANNA'", &[&["so it is"]]).await?;
    story.place.execute("INSERT INTO us (id) VALUES (3)".to_owned()).await?;
    story.holds("SELECT 'so it is' FROM us WHERE id = 3 AND name = 'NONE'", &[&["so it is"]]).await?;
    // From one type of its own to another.
    story.becomes(&with(&folding, &native("cidr", "VARCHAR(50)", "ANY")), &[])?;
    story.place.migrate().await?;
    // Another default, of the same type.
    story.becomes(&with(&folding, &native("cidr", "VARCHAR(50)", "ANY")).replace("\"none\"", "\"no one\""), &[])?;
    story.place.migrate().await?;
    story.place.down(3).await?;
    story.holds("SELECT 'so it is' FROM us WHERE name = 'ANNA'", &[]).await?;
    let shown = if story.place.engine == Engine::Postgres { "10.0.0.1/32" } else { "10.0.0.1" };
    story.holds("SELECT name, place FROM us WHERE id = 1", &[&["Anna", shown]]).await?;
    story.place.migrate().await?;
    story.holds("SELECT 'so it is' FROM us WHERE name = 'ANNA'", &[&["so it is"]]).await
}

async fn what_the_type_does_not_hold_is_in_the_way(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, name, place) VALUES (1, 'Anna', 'here')";
    let mut story = Story::begin(place, PLAIN, rows).await?;
    let short = with(&native("char(3)", "CHAR(3)", "TEXT"), "").replace("\"none\"", "\"one\"");
    story.becomes(&short, &[])?;
    if story.place.engine == Engine::Sqlite {
        return story.place.migrate().await;
    }
    story.place.migrate().await.expect_err("the name is longer");
    story.holds("SELECT name FROM us", &[&["Anna"]]).await?;
    story.place.execute("UPDATE us SET name = 'Ann'".to_owned()).await?;
    story.place.migrate().await?;
    story.holds("SELECT name FROM us", &[&["Ann"]]).await?;
    story.place.down(1).await
}

async fn columns_of_own_types_come_and_go(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, name, place) VALUES (1, 'Anna', '1.2')";
    let mut story = Story::begin(place, PLAIN, rows).await?;
    let after = format!(
        "{PLAIN}path = {{ type = \"text\"{} }}\nfee = {{ type = \"decimal(10, 2)?\", default = 1.5{} }}\n",
        native("ltree", "VARCHAR(90)", "TEXT"),
        native("money", "DECIMAL(12, 2)", "INTEGER"),
    );
    story.becomes(&after, &["--fill U.path='top.name'"])?;
    story.place.migrate().await?;
    story.holds("SELECT 'so it is' FROM us WHERE path = 'top.name'", &[&["so it is"]]).await?;
    let indexed = after.replace("table = \"us\"", "table = \"us\"\nunique = [\"path\"]\nindexes = [\"fee desc\"]");
    story.becomes(&indexed, &[])?;
    story.place.migrate().await?;
    story.becomes(PLAIN, &["--drop U.path", "--drop U.fee"])?;
    story.place.migrate().await?;
    // A required value of such a type is one that nobody but the database knows.
    story.place.down(1).await.expect_err("nothing can stand in for the path");
    story.place.execute("DELETE FROM us".to_owned()).await?;
    story.place.down(3).await
}
