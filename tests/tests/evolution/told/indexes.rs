//! Indexes and keys that become others, up, down and up again, with the schema after each as if it were made at once.

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(nulls_go_to_the_other_end_and_columns_are_renamed,);

const ORDERED: &str = r#"
[entities.U]
table = "us"
indexes = ["kind, due asc", "rank desc"]
[entities.U.fields]
id = { type = "i64", primary = true }
kind = { type = "string", length = 20 }
due = "date?"
rank = { type = "i32?", column = "rank" }
"#;

const ROWS: &str = "INSERT INTO us (id, kind, due) VALUES (1, 'A', NULL), (2, 'b', '2026-01-01')";

/// Takes a definition through others and back, and looks at the schema after every step.
async fn walk(place: &mut Place, first: &str, rows: &str, steps: &[(String, &[&str])]) -> Outcome<()> {
    let mut story = Story::begin(place, first, rows).await?;
    let mut dumps = vec![story.place.dump().await?];
    for (definition, flags) in steps {
        story.becomes(definition, flags)?;
        story.place.migrate().await?;
        dumps.push(story.place.dump().await?);
    }
    for (at, expected) in dumps.iter().enumerate().rev().skip(1) {
        story.place.down(1).await?;
        assert_eq!(&story.place.dump().await?, expected, "back at {at}");
    }
    story.place.migrate().await?;
    assert_eq!(Some(&story.place.dump().await?), dumps.last(), "up again");
    Ok(())
}

async fn nulls_go_to_the_other_end_and_columns_are_renamed(place: &mut Place) -> Outcome<()> {
    let highest = ORDERED.replace("due asc", "due asc nulls last").replace("rank desc", "rank desc nulls first");
    let renamed = highest.replace("due", "until");
    let partly = renamed.replace("rank desc nulls first", "rank desc").replace("date?", "date");
    let partly = partly.replace("until asc nulls last", "until asc");
    let steps: [(String, &[&str]); 3] =
        [(highest, &[]), (renamed, &["--rename U.due=until"]), (partly, &["--fill U.until='2026-02-02'"])];
    walk(place, ORDERED, ROWS, &steps).await
}
