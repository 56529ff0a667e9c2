//! Tables without a primary key change as others do, rows that are the same included.

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(a_table_without_a_key_changes, rows_without_a_key_are_in_the_way);

const LOGS: &str = r#"
[entities.U]
table = "us"
key = "none"
indexes = ["kind"]
[entities.U.fields]
kind = { type = "string", length = 20 }
size = "i32?"
"#;

const ROWS: &str = "INSERT INTO us (kind, size) VALUES ('a', 1), ('a', 1), ('b', NULL)";

async fn a_table_without_a_key_changes(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, LOGS, ROWS).await?;
    let before = story.place.dump().await?;
    let wider = LOGS
        .replace("\"i32?\"", "{ type = \"i64\", default = 7 }")
        .replace("kind = {", "sort = {")
        .replace("[\"kind\"]", "[\"sort, size desc\"]")
        + "note = { type = \"string\", length = [1, 9] }\n";
    story.becomes(&wider, &["--rename U.kind=sort", "--fill U.note='new'", "--fill U.size=7"])?;
    story.place.migrate().await?;
    let rows = "SELECT sort, size, note FROM us ORDER BY sort";
    story.holds(rows, &[&["a", "1", "new"], &["a", "1", "new"], &["b", "7", "new"]]).await?;
    story.place.down(1).await?;
    if story.place.dump().await? != before {
        return Err("the way back leads elsewhere".to_owned());
    }
    story.holds("SELECT kind FROM us ORDER BY kind", &[&["a"], &["a"], &["b"]]).await?;
    story.place.migrate().await?;
    story.becomes("", &["--drop U"])?;
    story.place.migrate().await?;
    story.place.down(1).await
}

async fn rows_without_a_key_are_in_the_way(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, LOGS, ROWS).await?;
    story.becomes(&LOGS.replace("indexes = [\"kind\"]", "unique = [\"kind\"]"), &[])?;
    story.is_refused(false).await?;
    story.place.execute("DELETE FROM us WHERE kind = 'a'".to_owned()).await?;
    story.place.migrate().await?;
    story.becomes(
        &LOGS.replace("indexes = [\"kind\"]", "unique = [\"kind\"]").replace("length = 20", "length = [1, 20]"),
        &[],
    )?;
    story.place.migrate().await?;
    story.place.down(2).await
}
