//! Columns that databases compute come to a table in use, are computed otherwise, and go, up, down and up again.

use super::indexes::walk;
use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    computed_columns_come_change_and_go,
    what_they_are_computed_from_changes_with_them,
    defaults_of_the_database_come_change_and_go,
    rows_get_defaults_of_the_database
);

const PLAIN: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
low = "i32"
high = { type = "i32", default = 0 }
"#;

const ROWS: &str = "INSERT INTO us (id, low, high) VALUES (1, 5, 3), (2, -4, 9)";

const COMPUTED: &str = r#"
[entities.U]
table = "us"
unique = ["sum, id"]
indexes = ["sum desc", { on = "sum, low", sql = "(sum, low)", methods = "none" }]
checks = [{ on = "sum, low", sql = "sum > low - 1000" }]
[entities.U.fields]
id = { type = "i64", primary = true }
low = "i32"
high = { type = "i32", default = 0 }
sum = { type = "i64", generated = "low + high" }
half = { type = "i32?", generated = "high / 2" }
"#;

async fn computed_columns_come_change_and_go(place: &mut Place) -> Outcome<()> {
    let other = COMPUTED.replace("low + high", "low - high");
    let renamed = other.replace("\"sum, ", "\"total, ").replace("sum desc", "total desc").replace("(sum,", "(total,");
    let renamed = renamed.replace("\"sum > low", "\"total > low").replace("\nsum =", "\ntotal =");
    let without = PLAIN.to_owned();
    let steps: [(String, &[&str]); 4] = [
        (COMPUTED.to_owned(), &[]),
        (other, &[]),
        (renamed, &["--rename U.sum=total"]),
        (without, &["--drop U.total", "--drop U.half"]),
    ];
    walk(place, PLAIN, ROWS, &steps).await
}

async fn what_they_are_computed_from_changes_with_them(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, COMPUTED, ROWS).await?;
    let query = "SELECT sum FROM us ORDER BY id";
    story.holds(query, &[&["8"], &["5"]]).await?;
    let first = story.place.dump().await?;
    // The one column gets another name, and the other another type.
    let renamed = COMPUTED.replace("low", "least").replace("high = { type = \"i32\"", "high = { type = \"i64\"");
    story.becomes(&renamed, &["--rename U.low=least"])?;
    story.place.migrate().await?;
    story.place.execute("INSERT INTO us (id, least, high) VALUES (3, 1, 1)".to_owned()).await?;
    story.holds(query, &[&["8"], &["5"], &["2"]]).await?;
    // A new column, and what is computed from it.
    let more = renamed.replace("least + high", "least + high + more") + "more = { type = \"i32\", default = 100 }\n";
    story.becomes(&more, &[])?;
    story.place.migrate().await?;
    story.holds(query, &[&["108"], &["105"], &["102"]]).await?;
    story.place.down(1).await?;
    story.holds(query, &[&["8"], &["5"], &["2"]]).await?;
    story.place.down(1).await?;
    assert_eq!(story.place.dump().await?, first, "back at the first");
    story.holds(query, &[&["8"], &["5"], &["2"]]).await?;
    let refused = story.becomes(&COMPUTED.replace(", generated = \"low + high\"", ""), &[]);
    let told = refused.err().unwrap_or_default();
    assert!(told.contains("cannot become a column that programs write"), "{told}");
    Ok(())
}

const MADE: &str = r#"code = { type = "string", length = 40, default_sql = { postgres = "md5('a')", mysql = "concat('a', 'b')", sqlite = "lower('AB')" } }
grade = { type = "i32", default_sql = "1 + 1" }
"#;

async fn defaults_of_the_database_come_change_and_go(place: &mut Place) -> Outcome<()> {
    let with = format!("{PLAIN}{MADE}");
    let other = with.replace("1 + 1", "2 + 3");
    let plain = other.replace("default_sql = \"2 + 3\"", "default = 9");
    let steps: [(String, &[&str]); 4] =
        [(with.clone(), &[]), (other, &[]), (plain, &[]), (PLAIN.to_owned(), &["--drop U.code", "--drop U.grade"])];
    walk(place, PLAIN, ROWS, &steps).await
}

async fn rows_get_defaults_of_the_database(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, PLAIN, ROWS).await?;
    story.becomes(&format!("{PLAIN}{MADE}"), &[])?;
    story.place.migrate().await?;
    story.place.execute("INSERT INTO us (id, low) VALUES (3, 1)".to_owned()).await?;
    story.holds("SELECT grade FROM us WHERE code IS NOT NULL ORDER BY id", &[&["2"], &["2"], &["2"]]).await
}
