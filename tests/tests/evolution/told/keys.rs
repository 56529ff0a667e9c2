//! Primary keys that become wider or narrower, are called otherwise, or are given by others, with what refers to them:
//! the change goes up, down and up again, and no row is lost.

use super::{Story, run};
use integration::Engine;

use crate::place::{Outcome, Place};

on_every_engine!(
    a_key_changes_with_what_refers_to_it,
    references_to_texts_come_and_go,
    bytes_get_a_bound_and_lose_it,
    keys_of_other_kinds_are_refused,
);

/// An entity with this key, one that refers to it, and one that shares its key.
fn world(key: &str, on_delete: &str) -> String {
    let null = if on_delete == "set_null" { "?" } else { "" };
    format!(
        "[entities.P]\ntable = \"ps\"\n[entities.P.fields]\n{key}\n[entities.C]\ntable = \"cs\"\n[entities.C.fields]\n\
         id = {{ type = \"i64\", primary = true }}\np = {{ belongs_to = \"P{null}\", on_delete = \"{on_delete}\" }}\n\
         [entities.S]\ntable = \"ss\"\n[entities.S.fields]\n\
         p = {{ belongs_to = \"P\", primary = true, on_delete = \"cascade\" }}\n"
    )
}

/// What a key was and becomes, the answers to the questions, and two values that it has before and after.
struct Change {
    before: &'static str,
    flags: &'static [&'static str],
    after: &'static str,
    values: [&'static str; 2],
}

const CHANGES: &[Change] = &[
    Change {
        before: "id = { type = \"i16\", primary = true }",
        flags: &[],
        after: "id = { type = \"i32\", primary = true }",
        values: ["1", "2"],
    },
    Change {
        before: "id = { type = \"i32\", primary = true }",
        flags: &[],
        after: "id = { type = \"i64\", primary = true }",
        values: ["1", "2"],
    },
    Change {
        before: "id = { type = \"i32\", primary = true }",
        flags: &[],
        after: "id = { type = \"i32\", primary = \"assigned\" }",
        values: ["1", "2"],
    },
    Change {
        before: "id = { type = \"i64\", primary = \"assigned\" }",
        flags: &[],
        after: "id = { type = \"i64\", primary = true }",
        values: ["1", "2"],
    },
    Change {
        before: "id = { type = \"string\", length = 10, primary = true }",
        flags: &[],
        after: "id = { type = \"string\", length = 100, primary = true }",
        values: ["a", "b"],
    },
    Change {
        before: "id = { type = \"string\", length = 5, primary = true }",
        flags: &["--rename P.id=code"],
        after: "code = { type = \"string\", length = [1, 5], primary = true }",
        values: ["a", "b"],
    },
    Change {
        before: "kind = { enum = [\"a\", \"b\"], primary = true }",
        flags: &[],
        after: "kind = { enum = [\"a\", \"b\", \"longer\"], primary = true }",
        values: ["a", "b"],
    },
    Change {
        before: "id = { type = \"uuid\", primary = true }",
        flags: &[],
        after: "id = { type = \"uuid\", primary = \"assigned\" }",
        values: ["", ""],
    },
];

async fn a_key_changes_with_what_refers_to_it(place: &mut Place) -> Outcome<()> {
    let mut wrong = Vec::new();
    for on_delete in ["cascade", "no_action", "set_null"] {
        for change in CHANGES {
            if let Err(error) = take(place, change, on_delete).await {
                wrong.push(format!("{} to {}, {on_delete}: {error}", change.before, change.after));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

async fn take(place: &mut Place, change: &Change, on_delete: &str) -> Outcome<()> {
    place.clear().await?;
    let column = change.before.split(' ').next().unwrap_or_default();
    let rows: Vec<String> =
        change.values.iter().filter(|value| !value.is_empty()).enumerate().map(row(column)).collect();
    let mut story = Story::begin(place, &world(change.before, on_delete), &rows.join(";")).await?;
    let start = story.place.dump().await?;
    let second = story.becomes(&world(change.after, on_delete), change.flags)?;
    story.place.migrate().await?;
    story.goes_back_and_forth(second.len(), &start).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let [first, last] = change.values;
    story.holds("SELECT CAST(p AS CHAR(1)) FROM cs ORDER BY id", &[&[first], &[last]]).await?;
    story.holds("SELECT CAST(p AS CHAR(1)) FROM ss ORDER BY p", &[&[first], &[last]]).await
}

/// Returns how a row of each table is written whose key has a value.
fn row(column: &str) -> impl Fn((usize, &&str)) -> String + '_ {
    move |(at, value)| {
        format!(
            "INSERT INTO ps ({column}) VALUES ('{value}'); INSERT INTO cs (id, p) VALUES ({at} + 1, '{value}');\
             INSERT INTO ss (p) VALUES ('{value}')"
        )
    }
}

async fn references_to_texts_come_and_go(place: &mut Place) -> Outcome<()> {
    const BARE: &str = "[entities.P]\ntable = \"ps\"\n[entities.P.fields]\n\
                        id = { type = \"string\", length = 9, primary = true }\n[entities.C]\ntable = \"cs\"\n\
                        [entities.C.fields]\nid = { type = \"i64\", primary = true }\n";
    let with = |field: &str| format!("{BARE}{field}\n");
    let mut story =
        Story::begin(place, BARE, "INSERT INTO ps (id) VALUES ('a'); INSERT INTO cs (id) VALUES (1)").await?;
    let start = story.place.dump().await?;
    let mut count = story.becomes(&with("p = { belongs_to = \"P\" }"), &["--fill C.p='a'"])?.len();
    count += story.becomes(&with("p = { belongs_to = \"P?\", on_delete = \"set_null\" }"), &[])?.len();
    count += story.becomes(&with("p = { belongs_to = \"P\", on_delete = \"no_action\" }"), &["--fill C.p='a'"])?.len();
    count += story.becomes(&with("p = { belongs_to = \"P\", on_delete = \"cascade\" }"), &[])?.len();
    story.place.migrate().await?;
    story.holds("SELECT p FROM cs", &[&["a"]]).await?;
    story.goes_back_and_forth(count, &start).await?;
    story.becomes(BARE, &["--drop C.p"])?;
    story.place.migrate().await?;
    // No row says which parent it had.
    story.place.down(1).await.expect_err("a row needs a parent");
    story.holds("SELECT id FROM cs", &[&["1"]]).await
}

async fn keys_of_other_kinds_are_refused(place: &mut Place) -> Outcome<()> {
    let other = [
        ("id = { type = \"i64\", primary = true }", "id = { type = \"string\", length = 9, primary = true }"),
        ("id = { type = \"uuid\", primary = true }", "id = { type = \"i64\", primary = true }"),
        ("id = { type = \"date\", primary = true }", "id = { type = \"timestamp\", primary = true }"),
    ];
    for (before, after) in other {
        place.clear().await?;
        let mut story = Story::begin(place, &world(before, "cascade"), "").await?;
        match story.becomes(&world(after, "cascade"), &[]) {
            Err(told) if told.contains("M0307") || told.contains("M0306") => {}
            other => return Err(format!("{before} to {after}: {:?}", other.map(|made| made.len()))),
        }
    }
    Ok(())
}

async fn bytes_get_a_bound_and_lose_it(place: &mut Place) -> Outcome<()> {
    let world = |key: &str, data: &str| {
        format!(
            "[entities.P]\ntable = \"ps\"\n[entities.P.fields]\nid = {{ type = \"{key}\", primary = true }}\n\
             data = {data}\n[entities.C]\ntable = \"cs\"\n[entities.C.fields]\n\
             id = {{ type = \"i64\", primary = true }}\np = {{ belongs_to = \"P\", on_delete = \"cascade\" }}\n"
        )
    };
    let bytes = |digits: &str| match place.engine {
        Engine::Postgres => format!("'\\x{digits}'"),
        Engine::Sqlite | Engine::MySql => format!("X'{digits}'"),
    };
    let (first, last, long) = (bytes("00"), bytes("ff00"), bytes("000102030405060708"));
    let rows = format!(
        "INSERT INTO ps (id, data) VALUES ({first}, {first}), ({last}, {last}); INSERT INTO cs (id, p) VALUES (1, {last})"
    );
    let mut story = Story::begin(place, &world("bytes(4)", "\"bytes\""), &rows).await?;
    let start = story.place.dump().await?;
    let mut count = story.becomes(&world("bytes(16)", "\"bytes\""), &[])?.len();
    count += story.becomes(&world("bytes(16)", "\"bytes(8)\""), &["--narrow P.data"])?.len();
    count += story.becomes(&world("bytes(16)", "{ type = \"bytes(20)\", unique = true }"), &[])?.len();
    story.place.migrate().await?;
    let query = "SELECT CAST(count(*) AS CHAR(1)) FROM ps JOIN cs ON cs.p = ps.id WHERE ps.data = ps.id";
    story.holds(query, &[&["1"]]).await?;
    story.goes_back_and_forth(count, &start).await?;
    story.holds(query, &[&["1"]]).await?;
    // Longer values are in the way of a bound.
    story.place.execute(format!("UPDATE ps SET data = {long} WHERE id = {first}")).await?;
    story.becomes(&world("bytes(16)", "{ type = \"bytes(8)\", unique = true }"), &["--narrow P.data"])?;
    story.is_refused(false).await
}
