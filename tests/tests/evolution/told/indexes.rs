//! Indexes and keys that become others, up, down and up again, with the schema after each as if it were made at once.

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    nulls_go_to_the_other_end_and_columns_are_renamed,
    texts_of_their_own_come_change_and_go,
    rows_that_break_a_check_of_the_row_are_in_the_way,
    texts_without_a_bound_come_into_keys_and_leave_them,
    indexes_are_stored_in_other_ways,
);

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
pub(super) async fn walk(place: &mut Place, first: &str, rows: &str, steps: &[(String, &[&str])]) -> Outcome<()> {
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

const PLAIN: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 20 }
low = "i32"
high = "i32"
"#;

/// The same with an index and a check in the words of databases.
const SAID: &str = r#"
[entities.U]
table = "us"
indexes = [
    { on = "name", sql = "(lower(name))", unique = true },
    { on = "low, high", sql = "(low, high desc)", methods = "none" },
]
checks = [{ on = "low, high", sql = "low < high" }]
[entities.U.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 20 }
low = "i32"
high = "i32"
"#;

async fn texts_of_their_own_come_change_and_go(place: &mut Place) -> Outcome<()> {
    let other = SAID.replace("low < high", "low + 1 < high").replace("(low, high desc)", "(high)");
    let other = other.replace("on = \"low, high\", sql = \"(high)\"", "on = \"high\", sql = \"(high)\"");
    let names = |text: &str| text.replace("high", "top").replace("name)", "label)").replace("name(", "label(");
    let renamed = names(&other).replace("on = \"name\"", "on = \"label\"").replace("\nname =", "\nlabel =");
    let without = PLAIN.replace("high = \"i32\"\n", "").replace("name =", "label =");
    let rows = "INSERT INTO us (id, name, low, high) VALUES (1, 'A', -5, 3), (2, 'b', -4, 9)";
    let steps: [(String, &[&str]); 4] = [
        (SAID.to_owned(), &[]),
        (other, &[]),
        (renamed, &["--rename U.high=top", "--rename U.name=label"]),
        (without, &["--drop U.top"]),
    ];
    walk(place, PLAIN, rows, &steps).await
}

/// Keys and indexes over texts come, change, are renamed and go; a text gets a bound and loses it.
async fn texts_without_a_bound_come_into_keys_and_leave_them(place: &mut Place) -> Outcome<()> {
    let plain = PLAIN.replace("name = { type = \"string\", length = 20 }", "name = \"text\"\nnote = \"text?\"");
    let name = "name = { type = \"text\", unique = true }";
    let keyed = plain.replace("name = \"text\"", name).replace(
        "table = \"us\"",
        "table = \"us\"\nindexes = [\"note, low\"]\nunique = [{ on = \"low, note\", nulls = \"equal\" }]",
    );
    let renamed = keyed.replace("note", "remark").replace("name =", "label =");
    let bounded = renamed.replace("type = \"text\", unique", "type = \"string\", length = 40, unique");
    let partial = bounded.replace("nulls = \"equal\"", "where = \"high > 0\"");
    let gone = plain.replace("note", "remark").replace("name =", "label =");
    let rows = "INSERT INTO us (id, name, low, high, note) VALUES (1, 'A', 5, 3, 'x'), (2, 'b', 5, 9, NULL)";
    let steps: [(String, &[&str]); 5] = [
        (keyed, &[]),
        (renamed, &["--rename U.note=remark", "--rename U.name=label"]),
        (bounded, &["--narrow U.label"]),
        (partial, &[]),
        (gone, &[]),
    ];
    walk(place, &plain, rows, &steps).await
}

async fn rows_that_break_a_check_of_the_row_are_in_the_way(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, name, low, high) VALUES (1, 'A', 5, 3)";
    let mut story = Story::begin(place, PLAIN, rows).await?;
    story.becomes(SAID, &[])?;
    story.place.migrate().await.expect_err("a row breaks the check");
    story.place.execute("UPDATE us SET high = 7".to_owned()).await?;
    story.place.migrate().await?;
    story.place.execute("UPDATE us SET high = 1".to_owned()).await.expect_err("the row would break the check");
    story.place.down(1).await?;
    story.place.execute("UPDATE us SET high = 1".to_owned()).await
}

async fn indexes_are_stored_in_other_ways(place: &mut Place) -> Outcome<()> {
    let indexed = |indexes: &str| ORDERED.replace("[\"kind, due asc\", \"rank desc\"]", indexes);
    let steps = [
        (indexed("[{ on = \"kind, due asc\", include = \"rank\" }, { on = \"rank\", using = \"brin\" }]"), &[][..]),
        (
            indexed("[{ on = \"kind, due asc\", include = \"rang\" }, { on = \"kind\", using = \"gin\", operators = \"gin_trgm_ops\" }]")
                .replace("rank = { type = \"i32?\", column = \"rank\" }", "rang = { type = \"i32?\" }"),
            &["--rename U.rank=rang"][..],
        ),
        (indexed("[{ on = \"kind\", using = \"hash\" }]").replace("rank = { type = \"i32?\", column = \"rank\" }\n", ""), &["--drop U.rang"][..]),
    ];
    walk(place, ORDERED, ROWS, &steps).await
}
