//! Values that a type, a rule or an expression does not take stop a migration before its first step, either way.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    numbers_beyond_their_type_stop_both_ways,
    numbers_that_do_not_fit_get_what_was_said,
    numbers_that_one_type_alone_holds_are_stored_as_they_were_said,
    negative_numbers_are_no_durations,
    texts_with_spaces_behind_are_other_texts,
    expressions_that_no_column_takes_are_found,
    literals_that_no_column_holds_are_refused,
    made_values_that_do_not_fit_are_found,
    values_that_are_no_parents_are_found,
    days_with_times_of_no_zone_are_filled_and_stay,
    now_is_the_clock_of_utc_for_every_type_of_time,
);

impl Story<'_> {
    /// Compares the numbers of the rows of `us`, those of row 1 first.
    async fn has(&mut self, names: &str, rows: &[&str]) -> Outcome<()> {
        for (row, id) in rows.iter().zip(1..) {
            for (name, value) in names.split(' ').zip(row.split(' ')) {
                let query = format!("SELECT 'so it is' FROM us WHERE id = {id} AND {name} = {value}");
                self.holds(&query, &[&["so it is"]]).await?;
            }
        }
        Ok(())
    }
}

const NUMBERS: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
big = "f64"
whole = "i64"
small = "i32"
tiny = "i16"
single = "f32"
pause = "duration"
"#;

async fn numbers_beyond_their_type_stop_both_ways(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, big, whole, small, tiny, single, pause) VALUES (1, 1e300, 1, 1, 1, 1, 1)";
    let mut story = Story::begin(place, NUMBERS, rows).await?;
    let after = NUMBERS
        .replace("big = \"f64\"", "big = \"f32\"")
        .replace("whole = \"i64\"", "whole = \"f64\"")
        .replace("small = \"i32\"", "small = \"f64\"")
        .replace("tiny = \"i16\"", "tiny = \"f64\"")
        .replace("single = \"f32\"", "single = \"f64\"")
        .replace("pause = \"duration\"", "pause = \"f64\"");
    story.becomes(&after, &["--narrow U.big", "--narrow U.whole", "--narrow U.pause"])?;
    for (column, too_large) in [("big", "1e300"), ("whole", "9007199254740993"), ("pause", "9007199254740993")] {
        story.place.execute(format!("UPDATE us SET {column} = {too_large}")).await?;
        story.is_refused(false).await?;
        story.place.execute(format!("UPDATE us SET {column} = 2")).await?;
    }
    story.place.migrate().await?;
    let taken_back = [
        ("whole", "1e30"),
        ("small", "2147483648"),
        ("small", "-2147483649"),
        ("tiny", "32768"),
        ("single", "1e200"),
        ("pause", "-1"),
        ("pause", "1e30"),
    ];
    for (column, too_large) in taken_back {
        story.place.execute(format!("UPDATE us SET {column} = {too_large}")).await?;
        story.is_refused(true).await?;
        story.place.execute(format!("UPDATE us SET {column} = 3")).await?;
    }
    story.place.down(1).await?;
    let all = "big = 2 AND whole = 3 AND small = 3 AND tiny = 3 AND single = 3 AND pause = 3";
    story.holds(&format!("SELECT 'all' FROM us WHERE {all}"), &[&["all"]]).await
}

async fn numbers_that_do_not_fit_get_what_was_said(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, big, whole, small, tiny, single, pause) \
                VALUES (1, 1e300, 9007199254740993, 1, 1, 1, 1), (2, 0.5, 9007199254740992, 1, 1, 1, 1)";
    let mut story = Story::begin(place, NUMBERS, rows).await?;
    let after = NUMBERS.replace("big = \"f64\"", "big = \"f32\"").replace("whole = \"i64\"", "whole = \"f64\"");
    story.becomes(&after, &["--narrow U.big", "--fill U.big=7.0", "--narrow U.whole", "--fill U.whole=-8.25"])?;
    story.place.migrate().await?;
    let filled = "SELECT CAST(id AS CHAR(1)) FROM us WHERE big = 7 AND whole = -8.25";
    let kept = "SELECT CAST(id AS CHAR(1)) FROM us WHERE big = 0.5 AND whole = 9007199254740992";
    story.holds(filled, &[&["1"]]).await?;
    story.holds(kept, &[&["2"]]).await?;
    story.place.down(1).await?;
    story.holds("SELECT CAST(id AS CHAR(1)) FROM us WHERE big = 7 AND whole = -8", &[&["1"]]).await
}

/// Numbers beyond, and finer than, what holds every whole number; and back, whole numbers between those of a float.
async fn numbers_that_one_type_alone_holds_are_stored_as_they_were_said(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
far = "i64"
fine = "i64?"
wait = "duration?"
other = "i64"
own = "i64"
spare = "i64"
big = { type = "i64", default = 9007199254740993 }
"#;
    let rows = "INSERT INTO us (id, far, fine, wait, other, own, spare, big) VALUES \
        (1, 9007199254740993, -9007199254740993, NULL, 9007199254740993, 9007199254740993, 5, 1), \
        (2, 9007199254740992, NULL, 9007199254740994, 2, 9007199254740992, 6, 2), \
        (3, -9223372036854775807, 9223372036854775807, 3, -9007199254740994, 3, 7, 3)";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before
        .replace("far = \"i64\"", "far = \"f64\"")
        .replace("fine = \"i64?\"", "fine = \"f64\"")
        .replace("wait = \"duration?\"", "wait = \"f64\"")
        .replace("other = \"i64\"", "other = \"f64\"")
        .replace("own = \"i64\"", "own = \"f64\"")
        .replace("{ type = \"i64\", default = 9007199254740993 }", "\"f64?\"");
    let fills = [("far", "-1e300"), ("fine", "1e-300"), ("wait", "1e44"), ("other", "spare"), ("own", "(own % 1000)")];
    let flags = fills.map(|(name, value)| [format!("--narrow U.{name}"), format!("--fill U.{name}={value}")]);
    let flags: Vec<&str> = flags.iter().flatten().map(String::as_str).chain(["--narrow U.big"]).collect();
    story.becomes(&after, &flags)?;
    story.place.migrate().await?;
    story
        .has(
            "far fine wait other own",
            &["-1e300 1e-300 1e44 5 993", "9007199254740992 1e-300 1e44 2 9007199254740992", "-1e300 1e-300 3 7 3"],
        )
        .await?;
    story.place.execute("UPDATE us SET far = 1, fine = 1, wait = 1, big = NULL".to_owned()).await?;
    story.place.down(1).await?;
    story.has("far fine wait big", &["1 1 1 9007199254740993"; 3]).await
}

/// To PostgreSQL and MySQL both types are one, so that the migration does nothing but look.
async fn negative_numbers_are_no_durations(place: &mut Place) -> Outcome<()> {
    let before = "[entities.U]\ntable = \"us\"\n[entities.U.fields]\n\
                  id = { type = \"i64\", primary = true }\nwait = \"i64\"\nrest = \"i64?\"\n";
    let mut story = Story::begin(place, before, "INSERT INTO us (id, wait, rest) VALUES (1, -1, NULL)").await?;
    story.becomes(&before.replace("\"i64\"\nrest = \"i64?\"", "\"duration\"\nrest = \"duration?\""), &[])?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET wait = 1".to_owned()).await?;
    story.place.migrate().await?;
    story.place.down(1).await?;
    story.place.execute("UPDATE us SET rest = -1".to_owned()).await?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET rest = 0".to_owned()).await?;
    story.place.migrate().await?;
    story.becomes(before, &[])?;
    story.place.migrate().await?;
    story.place.execute("UPDATE us SET wait = -1".to_owned()).await?;
    story.is_refused(true).await?;
    story.place.execute("UPDATE us SET wait = 5".to_owned()).await?;
    story.place.down(2).await
}

/// MySQL's `IN` takes `open ` for `open`, in a check too.
async fn texts_with_spaces_behind_are_other_texts(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
state = { type = "string", length = 20 }
other = { type = "string", length = 20 }
grade = { type = "string?", length = 20 }
"#;
    let rows = "INSERT INTO us (id, state, other, grade) VALUES (1, 'open ', 'open ', NULL), (2, 'open', 'shut', 'a')";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before
        .replace("state = { type = \"string\", length = 20", "state = { enum = [\"open\", \"closed\"]")
        .replace("other = { type = \"string\", length = 20", "other = { enum = [\"open\", \"refused\"]")
        .replace("\"string?\", length = 20", "\"string?\", length = 20, one_of = [\"a\", \"b\"]");
    story.becomes(&after, &["--narrow U.state", "--narrow U.other", "--fill U.other='refused'"])?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET state = 'closed', grade = 'b ' WHERE id = 1".to_owned()).await?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET grade = 'b' WHERE id = 1".to_owned()).await?;
    story.place.migrate().await?;
    let query = "SELECT state, other, grade FROM us ORDER BY id";
    story.holds(query, &[&["closed", "refused", "b"], &["open", "refused", "a"]]).await?;
    story.becomes(before, &[])?;
    story.place.migrate().await?;
    story.place.execute("UPDATE us SET state = 'open ' WHERE id = 2".to_owned()).await?;
    story.is_refused(true).await?;
    story.place.execute("UPDATE us SET state = 'open' WHERE id = 2".to_owned()).await?;
    story.place.down(1).await
}

async fn expressions_that_no_column_takes_are_found(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
title = { type = "string?", length = 20 }
level = "i32?"
spare = "i32?"
"#;
    let rows = "INSERT INTO us (id, title, level, spare) VALUES (1, 'One', 1, 1), (2, 'Two', 2, 2)";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before.replace("level = \"i32?\"", "depth = \"i32\"")
        + "slug = { type = \"string\", length = 5, unique = true }\nname = { type = \"string\", length = 5 }\n\
           size = { type = \"i16\", range = [0, 9] }\nwide = \"i16\"\n";
    let mut flags = vec!["--fill U.depth=spare", "--fill U.slug=lower(title)", "--fill U.name=title"];
    flags.extend(["--fill U.size=spare", "--fill U.wide=spare", "--rename U.level=depth"]);
    story.becomes(&after, &flags)?;
    for (wrong, right) in [
        // No value for a new column, of an expression and of a column.
        ("title = NULL", "title = 'Two'"),
        // Neither of its own nor by the expression.
        ("level = NULL, spare = NULL", "level = 2, spare = 2"),
        // Two rows that agree, a text that is too long, a number outside the rule and one outside the type.
        ("title = 'ONE'", "title = 'Two'"),
        ("title = 'too long'", "title = 'Two'"),
        ("spare = 10", "spare = 2"),
        ("spare = 32768", "spare = 2"),
    ] {
        story.place.execute(format!("UPDATE us SET {wrong} WHERE id = 2")).await?;
        story.is_refused(false).await.map_err(|text| format!("{wrong}: {text}"))?;
        story.place.execute(format!("UPDATE us SET {right} WHERE id = 2")).await?;
    }
    // What the row has is kept.
    story.place.execute("UPDATE us SET level = NULL WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    let query = "SELECT slug, name, CAST(depth AS CHAR(1)), CAST(size AS CHAR(1)) FROM us ORDER BY id";
    story.holds(query, &[&["one", "One", "1", "1"], &["two", "Two", "2", "2"]]).await?;
    story.place.down(1).await
}

async fn literals_that_no_column_holds_are_refused(place: &mut Place) -> Outcome<()> {
    let before = "[types.Ref.fields]\nq = \"string\"\n[entities.U]\ntable = \"us\"\n[entities.U.fields]\n\
                  id = { type = \"i64\", primary = true }\n";
    let mut story = Story::begin(place, before, "INSERT INTO us (id) VALUES (1)").await?;
    for (ty, literal) in [
        ("\"i16\"", "32768"),
        ("\"f32\"", "1e39"),
        ("\"duration\"", "-1"),
        ("{ type = \"string\", length = 2 }", "'abc'"),
        ("{ enum = [\"a\"] }", "'a '"),
        ("\"date\"", "'2023-02-29'"),
        ("\"date\"", "'0000-01-01'"),
        ("\"timestamp\"", "'infinity'"),
        ("\"uuid\"", "'abc'"),
        ("\"i64\"", "'many'"),
        ("\"bool\"", "2"),
        ("\"time\"", "'24:00:00'"),
        ("\"json\"", "'nope'"),
        ("\"json\"", "'[1e400]'"),
        ("\"json\"", "'{\"a\": \"\\u0000\"}'"),
        ("\"f64\"", "1e-400"),
        ("\"bytes\"", "'abc'"),
        ("\"string[]\"", "'{}'"),
        ("\"Ref[]\"", "'null'"),
        ("\"Ref\"", "'[]'"),
        ("\"Ref\"", "'{\"q\": 1}'"),
        ("{ type = \"i32\", range = [5, 9] }", "4"),
        ("{ type = \"i32\", one_of = [8, 16] }", "9"),
        ("{ type = \"string\", length = [3, 5] }", "'ab'"),
        ("{ type = \"string\", length = 9, pattern = \"^[A-Z]{2}-[0-9]+$\" }", "'ab-1'"),
    ] {
        let fill = format!("--fill U.v={literal}");
        let refused = story.becomes(&format!("{before}v = {ty}\n"), &[&fill]).err().unwrap_or_default();
        if !refused.contains("M0403") {
            return Err(format!("{literal} is taken for {ty}: {refused}"));
        }
    }
    // A time is stored as the program writes it, so that it is found again.
    story.becomes(&format!("{before}v = \"time\"\n"), &["--fill U.v='10:00'"])?;
    story.place.migrate().await?;
    let written = if story.place.engine == Engine::Sqlite { "10:00:00.000000" } else { "10:00:00" };
    story.holds(&format!("SELECT 'found' FROM us WHERE v = '{written}'"), &[&["found"]]).await
}

/// Narrowed by an expression over what was there, and new.
async fn made_values_that_do_not_fit_are_found(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
title = { type = "string", length = 20 }
kind = { type = "string", length = 20 }
amount = "i64"
spare = "i64"
note = "text"
"#;
    let rows = "INSERT INTO us (id, title, kind, amount, spare, note) \
                VALUES (1, 'one', 'a', 1, 1, 'ONE'), (2, 'long title', 'c', 70000, 2, 'two')";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before
        .replace("title = { type = \"string\", length = 20", "title = { type = \"string\", length = 5")
        .replace("kind = { type = \"string\", length = 20", "kind = { enum = [\"a\", \"b\"]")
        .replace("amount = \"i64\"", "amount = \"i16\"")
        + "half = { type = \"i16\", range = [0, 9] }\nlabel = { type = \"string\", length = [2, 4] }\n";
    let flags = [
        "--narrow U.title",
        "--fill U.title=replace(title, ' title', '')",
        "--narrow U.kind",
        "--fill U.kind=replace(kind, 'c', 'b')",
        "--narrow U.amount",
        "--fill U.amount=(amount - 69995)",
        "--fill U.half=(spare * 2)",
        "--fill U.label=lower(note)",
    ];
    story.becomes(&after, &flags)?;
    for (wrong, right) in [
        ("title = 'longer still'", "title = 'long title'"),
        ("kind = 'd'", "kind = 'c'"),
        ("amount = 700000", "amount = 70000"),
        ("spare = 5", "spare = 2"),
        ("spare = -1", "spare = 2"),
        ("note = 'x'", "note = 'TWO'"),
        ("note = 'longer'", "note = 'TWO'"),
    ] {
        story.place.execute(format!("UPDATE us SET {wrong} WHERE id = 2")).await?;
        story.is_refused(false).await.map_err(|text| format!("{wrong}: {text}"))?;
        story.place.execute(format!("UPDATE us SET {right} WHERE id = 2")).await?;
    }
    story.place.migrate().await?;
    let query = "SELECT title, kind, CAST(amount AS CHAR(1)), CAST(half AS CHAR(1)), label FROM us ORDER BY id";
    story.holds(query, &[&["one", "a", "1", "2", "one"], &["long", "b", "5", "4", "two"]]).await?;
    story.place.down(1).await
}

/// A reference that comes, one that is required from now on, and one that is made of what the row has.
async fn values_that_are_no_parents_are_found(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.P]
table = "ps"
[entities.P.fields]
id = { type = "i64", primary = true }
[entities.D]
table = "ds"
[entities.D.fields]
id = { type = "i64", primary = true }
perhaps_id = { belongs_to = "P?" }
n = { type = "i64", default = 0 }
"#;
    let rows = "INSERT INTO ps (id) VALUES (1); INSERT INTO ds (id, perhaps_id, n) VALUES (1, 1, 5), (2, NULL, 5)";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before.replace("\"P?\"", "\"P\"")
        + "new_id = { belongs_to = \"P\" }\nmade_id = { belongs_to = \"P\" }\ncopied_id = { belongs_to = \"P\" }\n";
    let flags = ["--fill D.perhaps_id=2", "--fill D.new_id=3", "--fill D.made_id=(n + 4)", "--fill D.copied_id=n"];
    story.becomes(&after, &flags)?;
    story.place.execute("INSERT INTO ps (id) VALUES (2), (3), (5), (9)".to_owned()).await?;
    for parent in [2, 3, 5, 9] {
        story.place.execute(format!("DELETE FROM ps WHERE id = {parent}")).await?;
        story.is_refused(false).await.map_err(|text| format!("without {parent}: {text}"))?;
        story.place.execute(format!("INSERT INTO ps (id) VALUES ({parent})")).await?;
    }
    story.place.migrate().await?;
    let keys = ["perhaps_id", "new_id", "made_id", "copied_id"].map(|name| format!("CAST({name} AS CHAR(1))"));
    let query = format!("SELECT {} FROM ds ORDER BY id", keys.join(", "));
    story.holds(&query, &[&["1", "3", "9", "5"], &["2", "3", "9", "5"]]).await?;
    story.place.down(1).await
}

async fn days_with_times_of_no_zone_are_filled_and_stay(place: &mut Place) -> Outcome<()> {
    const BEFORE: &str = "[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n\
        at = \"datetime?\"\n";
    let rows = "INSERT INTO us (id, at) VALUES (1, '2024-02-29 23:59:58.000001'), (2, NULL)";
    let mut story = Story::begin(place, BEFORE, rows).await?;
    let after = BEFORE
        .replace("at = \"datetime?\"", "at = \"datetime\"\nheld = \"datetime\"\ntill = \"datetime\"")
        .replace("[entities.U]\n", "[entities.U]\nindexes = [\"at desc\"]\n");
    story.becomes(
        &after,
        &["--fill U.at='1999-12-31T23:59:59.5'", "--fill U.held='2000-01-01'", "--fill U.till='2002-02-03 04:05:06'"],
    )?;
    story.place.migrate().await?;
    let later = "SELECT id FROM us WHERE at > '2000-01-01' AND held < at AND till > held ORDER BY at DESC";
    story.holds(later, &[&["1"]]).await?;
    story.holds("SELECT id FROM us WHERE at < held AND till > '2002-02-03 04:05:05' ORDER BY at", &[&["2"]]).await?;
    let kept = story.place.query("SELECT at FROM us ORDER BY id".to_owned()).await?;
    story.place.down(1).await?;
    let back = story.place.query("SELECT at FROM us ORDER BY id".to_owned()).await?;
    if back != kept {
        return Err(format!("{kept:?} became {back:?}"));
    }
    for zoned in ["'2024-01-01T00:00:00Z'", "'2024-02-30'", "'noon'"] {
        let refused = story.becomes(&format!("{BEFORE}more = \"datetime\"\n"), &[&format!("--fill U.more={zoned}")]);
        match refused {
            Err(told) if told.contains("is not a date with a time of day, without a zone") => {}
            other => return Err(format!("{zoned}: {other:?}")),
        }
    }
    Ok(())
}

async fn now_is_the_clock_of_utc_for_every_type_of_time(place: &mut Place) -> Outcome<()> {
    const BEFORE: &str = "[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n";
    let types = [("day", "date"), ("clock", "time"), ("local", "datetime"), ("moment", "timestamp")];
    let fields = types.map(|(name, ty)| format!("{name} = {{ type = \"{ty}\", default = \"now\" }}\n"));
    let mut story = Story::begin(place, BEFORE, "INSERT INTO us (id) VALUES (1), (2)").await?;
    story.becomes(&format!("{BEFORE}{}", fields.concat()), &[])?;
    story.place.migrate().await?;
    // A default is of UTC whatever the session thinks; the parts of one statement are of one moment.
    let (insert, is_one) = match story.place.engine {
        Engine::Postgres => (
            "SET TIME ZONE 'Asia/Tokyo'; INSERT INTO us (id) VALUES (3); RESET TIME ZONE",
            "local = moment AT TIME ZONE 'UTC' AND day = local::date AND clock = local::time",
        ),
        Engine::MySql => (
            "SET time_zone = '+09:00'; INSERT INTO us (id) VALUES (3); SET time_zone = DEFAULT",
            "local = moment AND day = DATE(local) AND clock = TIME(local)",
        ),
        Engine::Sqlite => (
            "INSERT INTO us (id) VALUES (3)",
            "abs(julianday(local) - moment / 86400000000.0 - 2440587.5) < 0.001 AND day = date(local) \
             AND clock = substr(local, 12)",
        ),
    };
    story.place.execute(insert.to_owned()).await?;
    story.holds(&format!("SELECT id FROM us WHERE id = 3 AND {is_one}"), &[&["3"]]).await?;
    let since = "day >= '2024-01-01' AND local >= '2024-01-01' AND clock >= '00:00:00'";
    story.holds(&format!("SELECT id FROM us WHERE {since} ORDER BY id"), &[&["1"], &["2"], &["3"]]).await?;
    story.place.down(1).await?;
    story.holds("SELECT id FROM us ORDER BY id", &[&["1"], &["2"], &["3"]]).await
}
