//! Changes over rows that were found wrong in use, one by one, on every engine.

use integration::{Engine, answers, explained};
use larder::migrate::State;
use larder_generator::diagnostic::Paint;
use larder_generator::sql::{self, Folder, Migration, Problem, Rules};

use crate::front;
use crate::place::{Outcome, Place};

/// One test for each engine, each with a database of its own.
macro_rules! on_every_engine {
    ($($test:ident),+ $(,)?) => {
        $(mod $test {
            #[tokio::test]
            async fn sqlite() {
                super::run(integration::Engine::Sqlite, stringify!($test), async |place| super::$test(place).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::run(integration::Engine::Postgres, stringify!($test), async |place| super::$test(place).await).await;
            }

            #[tokio::test]
            async fn mysql() {
                super::run(integration::Engine::MySql, stringify!($test), async |place| super::$test(place).await).await;
            }
        })+
    };
}

mod arrays;
mod comments;
mod computed;
mod decimals;
mod enums;
mod given_up;
mod indexes;
mod keyless;
mod keys;
mod native;
mod partition;
mod references;
mod routes;
mod rules;
mod scale;
mod schemas;
mod security;
mod served;
mod spread;
mod unchecked;
mod values;

on_every_engine!(
    every_row_gets_all_its_values,
    a_renamed_value_of_an_enum_is_taken_back,
    rows_in_the_way_leave_all_as_it_was,
    proposed_values_are_taken_by_their_fields,
    lost_values_come_back_as_some_of_their_type,
    spaces_keep_a_text_out_of_an_enum,
    nulls_that_agree_in_a_partial_key_are_in_the_way,
    texts_that_are_no_json_leave_all_as_it_was,
);

async fn run(engine: Engine, name: &str, test: impl AsyncFnOnce(&mut Place) -> Outcome<()>) {
    if !engine.is_asked_for() {
        return;
    }
    let name = format!("told_{}_{}", std::process::id(), &name[..20]);
    let mut place = Place::create(engine, &name).await.expect("a database can be made");
    test(&mut place).await.unwrap_or_else(|wrong| panic!("{engine:?}: {wrong}"));
    place.drop().await;
}

/// A definition that changes in a database.
struct Story<'a> {
    place: &'a mut Place,
    folder: Folder,
    /// The lowering rules of an empty folder.
    rules: Rules,
}

impl<'a> Story<'a> {
    async fn begin(place: &'a mut Place, definition: &str, rows: &str) -> Outcome<Self> {
        Self::begin_by(Rules::NEWEST, place, definition, rows).await
    }

    async fn begin_by(rules: Rules, place: &'a mut Place, definition: &str, rows: &str) -> Outcome<Self> {
        let mut story = Self { place, folder: Folder::new(), rules };
        story.becomes(definition, &[])?;
        story.place.migrate().await?;
        if !rows.is_empty() {
            story.place.execute(rows.to_owned()).await?;
        }
        Ok(story)
    }

    /// Writes the migrations that lead to a definition; `flags` are those of the command line.
    fn becomes(&mut self, definition: &str, flags: &[&str]) -> Outcome<Vec<Migration>> {
        let read = larder_generator::read(definition, "models.toml").map_err(|refused| refused.render(Paint::Plain))?;
        let told = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
        let mut state = sql::fold(&self.folder).map_err(told)?;
        if self.folder.is_empty() {
            state.rules = self.rules;
        }
        let made = sql::generate(&state, &read.schema, &answers(flags)).map_err(told)?.migrations;
        front::add(&mut self.folder, &made);
        front::write(&self.place.migrations(), &made)?;
        Ok(made)
    }

    async fn holds(&mut self, query: &str, expected: &[&[&str]]) -> Outcome<()> {
        let found = self.place.query(query.to_owned()).await?;
        let expected: Vec<Vec<Option<String>>> =
            expected.iter().map(|row| row.iter().map(|text| Some((*text).to_owned())).collect()).collect();
        if found == expected { Ok(()) } else { Err(format!("{query} gives {found:?} in place of {expected:?}")) }
    }

    async fn states(&self) -> Outcome<Vec<State>> {
        let status = self.place.migrator().status().await.map_err(|error| explained(&error))?;
        Ok(status.migrations.into_iter().map(|one| one.state).collect())
    }

    /// Takes the last migration back, which must be refused for rows, with nothing changed.
    async fn is_refused(&mut self, down: bool) -> Outcome<()> {
        let before = (self.place.dump().await?, self.states().await?);
        let migrator = self.place.migrator();
        let run = if down { migrator.rollback(1).await } else { migrator.migrate().await };
        let Err(error) = run else { return Err("rows in the way were passed over".to_owned()) };
        let is_told = self.place.engine == Engine::Sqlite || error.to_string().contains("nothing was changed");
        if !is_told {
            return Err(format!("it was begun: {}", explained(&error)));
        }
        let after = (self.place.dump().await?, self.states().await?);
        if before == after { Ok(()) } else { Err(format!("{before:?}\nbecame\n{after:?}")) }
    }
}

const TWO: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
a = { enum = ["x", "y"], default = "x" }
b = { enum = ["x", "y"], default = "x" }
s = { type = "string", length = 20, default = "" }
n = "i32?"
"#;

async fn every_row_gets_all_its_values(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, a, b, s, n) VALUES (1, 'x', 'x', 'long enough', NULL), (2, 'y', 'x', 's', 7)";
    let mut story = Story::begin(place, TWO, rows).await?;
    let after = TWO
        .replace(
            "a = { enum = [\"x\", \"y\"], default = \"x\" }",
            "a = { enum = [\"longer\", \"y\"], default = \"longer\" }",
        )
        .replace("b = { enum = [\"x\", \"y\"], default = \"x\" }", "b = { enum = [\"z\", \"y\"], default = \"z\" }")
        .replace("length = 20", "length = 4")
        .replace("n = \"i32?\"", "n = { type = \"i32\", range = [0, 9] }\nt = { type = \"string\", length = 30 }");
    let flags = [
        "--narrow U.a",
        "--fill U.a='longer'",
        "--narrow U.b",
        "--fill U.b='z'",
        "--narrow U.s",
        "--fill U.s=substr(s, 1, 4)",
        "--fill U.n=0",
        "--fill U.t=lower(b)",
    ];
    story.becomes(&after, &flags)?;
    story.place.migrate().await?;
    let query = "SELECT a, b, s, CAST(n AS CHAR(1)) FROM us ORDER BY id";
    story.holds(query, &[&["longer", "z", "long", "0"], &["y", "z", "s", "7"]]).await?;
    // Every row that has one of the new values had the one that is gone.
    story.place.down(1).await?;
    story.holds("SELECT a, b, s FROM us ORDER BY id", &[&["x", "x", "long"], &["y", "x", "s"]]).await?;
    story.place.migrate().await?;
    story.holds(query, &[&["longer", "z", "long", "0"], &["y", "z", "s", "7"]]).await
}

async fn a_renamed_value_of_an_enum_is_taken_back(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.U]
table = "us"
unique = [{ on = "n", where = "a = 'open'" }]
[entities.U.fields]
id = { type = "i64", primary = true }
a = { enum = ["open", "closed"], default = "open" }
n = { type = "i32", default = 0 }
"#;
    let mut story =
        Story::begin(place, before, "INSERT INTO us (id, a, n) VALUES (1, 'open', 1), (2, 'closed', 1)").await?;
    let after = before
        .replace(
            "[\"open\", \"closed\"], default = \"open\"",
            "[\"active\", \"closed\", \"archived\"], default = \"active\"",
        )
        .replace("a = 'open'", "a = 'active'");
    story.becomes(&after, &["--narrow U.a", "--fill U.a='active'"])?;
    story.place.migrate().await?;
    let query = "SELECT a FROM us ORDER BY id";
    story.holds(query, &[&["active"], &["closed"]]).await?;
    // Nobody can say what an archived one was.
    story.place.execute("UPDATE us SET a = 'archived' WHERE id = 2".to_owned()).await?;
    story.is_refused(true).await?;
    story.place.execute("UPDATE us SET a = 'closed' WHERE id = 2".to_owned()).await?;
    story.place.down(1).await?;
    story.holds(query, &[&["open"], &["closed"]]).await
}

async fn rows_in_the_way_leave_all_as_it_was(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.P]
table = "ps"
[entities.P.fields]
id = { type = "i64", primary = true }
n = { type = "i32", default = 0 }
[entities.D]
table = "ds"
[entities.D.fields]
id = { type = "i64", primary = true }
p_id = { belongs_to = "P" }
k = { type = "string", length = 5, unique = true }
"#;
    let rows = "INSERT INTO ps (id, n) VALUES (1, 0); INSERT INTO ds (id, p_id, k) VALUES (1, 1, 'k')";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before
        .replace("[entities.P]\ntable = \"ps\"", "[entities.Q]\ntable = \"qs\"\nwas = \"P\"")
        .replace("[entities.P.fields]", "[entities.Q.fields]")
        .replace("n = { type = \"i32\", default = 0 }", "m = { type = \"i32\", default = 0, was = \"n\" }")
        .replace("p_id = { belongs_to = \"P\" }", "q_id = { belongs_to = \"Q\", was = \"p_id\" }")
        .replace("k = { type = \"string\", length = 5, unique = true }\n", "");
    story.becomes(&after, &["--drop D.k"])?;
    story.place.migrate().await?;
    story.is_refused(true).await?;
    story.place.execute("DELETE FROM ds".to_owned()).await?;
    story.place.down(1).await?;
    story.place.execute("INSERT INTO ds (id, p_id, k) VALUES (1, 1, 'k')".to_owned()).await?;
    story.place.migrate().await?;
    // The same of a way up, whose rule the row does not keep.
    let stricter = after.replace(
        "m = { type = \"i32\", default = 0, was = \"n\" }",
        "m = { type = \"i32\", default = 5, range = [5, 9] }\nnote = \"text?\"",
    );
    story.becomes(&stricter, &[])?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE qs SET m = 5".to_owned()).await?;
    story.place.migrate().await
}

async fn proposed_values_are_taken_by_their_fields(place: &mut Place) -> Outcome<()> {
    let before = "[types.Ref.fields]\nq = \"string\"\n[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n";
    let mut story = Story::begin(place, before, "INSERT INTO us (id) VALUES (1)").await?;
    let after = format!(
        "{before}v0 = \"string[]\"\nv1 = \"Ref\"\nv2 = \"bytes\"\nv3 = {{ type = \"string\", length = [3, 5] }}\n\
         v4 = {{ type = \"string\", length = 9, pattern = \"^[A-Z]{{2}}-[0-9]+$\" }}\n\
         v5 = {{ type = \"i32\", range = [5, 9] }}\nv6 = {{ type = \"i32\", one_of = [8, 16] }}\n"
    );
    let fills = ["'[]'", "'{\"q\":\"\"}'", "x''", "'---'", "'AA-0'", "5", "8"];
    let flags: Vec<String> = fills.iter().enumerate().map(|(at, fill)| format!("--fill U.v{at}={fill}")).collect();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let asked = story.becomes(&after, &[]).err().unwrap_or_default();
    for fill in fills {
        let shown = fill.replace('"', "\\\"");
        if !asked.contains(&format!("={shown}")) {
            return Err(format!("`{fill}` is not proposed:\n{asked}"));
        }
    }
    story.becomes(&after, &flags)?;
    story.place.migrate().await?;
    story.holds("SELECT v3, v4, CAST(v5 AS CHAR(1)), CAST(v6 AS CHAR(1)) FROM us", &[&["---", "AA-0", "5", "8"]]).await
}

/// Every type, required and without a default: its type and rules, what rows get on the way up, what stands in on the
/// way down.
const LOST: [(&str, &str, &str); 20] = [
    ("\"string[]\"", "'[\"a\"]'", "[]"),
    ("\"Ref\"", "'{\"q\":\"x\",\"n\":[]}'", "{\"n\":[],\"q\":\"\"}"),
    ("\"Ref[]\"", "'[]'", "[]"),
    ("\"json\"", "'[1]'", "{}"),
    ("{ type = \"string\", length = [3, 5] }", "'four'", "---"),
    ("{ type = \"string\", length = 9, pattern = \"^[A-Z]{2}-[0-9]+$\" }", "'AB-12'", "AA-0"),
    ("{ type = \"string\", length = [2, 9], pattern = \"^[0-9]*$\" }", "'12'", "00"),
    ("{ type = \"string\", length = [2, 9], one_of = [\"a\", \"bc\"] }", "'bc'", "bc"),
    ("{ type = \"i32\", range = [5, 9] }", "7", "5"),
    ("{ type = \"i16\", range = { max = -3 } }", "-4", "-3"),
    ("{ type = \"i64\", range = [9], one_of = [8, 16] }", "16", "16"),
    ("{ type = \"f64\", range = [0.5] }", "0.75", "0.5"),
    ("{ enum = [\"x\", \"y\"] }", "'y'", "x"),
    ("\"date\"", "'2020-02-02'", "1970-01-01"),
    ("\"text\"", "'long'", ""),
    ("\"bytes\"", "x'00'", ""),
    // How these are written differs from one engine to another.
    ("\"uuid\"", "uuid_v7", "?"),
    ("\"time\"", "'01:02:03'", "?"),
    ("\"timestamp\"", "now", "?"),
    ("\"bool\"", "true", "?"),
];

async fn lost_values_come_back_as_some_of_their_type(place: &mut Place) -> Outcome<()> {
    let none = "[types.Ref.fields]\nq = \"string\"\nn = \"i32[]\"\nm = \"string?\"\n\
                [entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n";
    let fields = LOST.iter().enumerate().map(|(at, (field, ..))| format!("v{at} = {field}\n"));
    let all = format!("{none}{}", fields.collect::<String>());
    let mut story = Story::begin(place, none, "INSERT INTO us (id) VALUES (1), (2)").await?;
    let fills: Vec<String> =
        LOST.iter().enumerate().map(|(at, (_, fill, _))| format!("--fill U.v{at}={fill}")).collect();
    story.becomes(&all, &fills.iter().map(String::as_str).collect::<Vec<_>>())?;
    story.place.migrate().await?;
    let drops: Vec<String> = (0..LOST.len()).map(|at| format!("--drop U.v{at}")).collect();
    story.becomes(none, &drops.iter().map(String::as_str).collect::<Vec<_>>())?;
    story.place.migrate().await?;
    story.place.down(1).await?;
    for (at, (field, _, expected)) in LOST.iter().enumerate() {
        let found = story.place.query(format!("SELECT v{at} FROM us WHERE v{at} IS NOT NULL ORDER BY id")).await?;
        let texts: Vec<String> = found.into_iter().flatten().flatten().collect();
        let is_json = expected.starts_with(['[', '{']);
        let shown: Vec<String> = texts.iter().map(|text| normal(text, is_json)).collect();
        let is_bytes = *field == "\"bytes\"" && shown.iter().all(|text| text.is_empty() || text == "\\x");
        if shown.len() != 2 || *expected != "?" && !is_bytes && shown.iter().any(|text| text != expected) {
            return Err(format!("{field} came back as {shown:?} in place of {expected}"));
        }
    }
    // What stands in obeys the rules as well: the way up has nothing to fill.
    story.place.migrate().await
}

fn normal(text: &str, is_json: bool) -> String {
    match is_json.then(|| serde_json::from_str::<serde_json::Value>(text)) {
        Some(Ok(value)) => value.to_string(),
        _ => text.to_owned(),
    }
}

async fn spaces_keep_a_text_out_of_an_enum(place: &mut Place) -> Outcome<()> {
    let before = "[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n\
                  a = { type = \"string\", length = 9 }\n";
    let mut story = Story::begin(place, before, "INSERT INTO us (id, a) VALUES (1, 'x'), (2, 'x ')").await?;
    let after = before.replace("{ type = \"string\", length = 9 }", "{ enum = [\"x\", \"y\"] }");
    story.becomes(&after, &["--narrow U.a"])?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET a = 'y' WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    story.holds("SELECT a FROM us ORDER BY id", &[&["x"], &["y"]]).await
}

async fn nulls_that_agree_in_a_partial_key_are_in_the_way(place: &mut Place) -> Outcome<()> {
    let before = "[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n\
                  a = { type = \"string\", length = 9 }\nn = \"i32?\"\n";
    let rows = "INSERT INTO us (id, a, n) VALUES (1, 'x ', NULL), (2, 'x ', NULL), (3, 'x', NULL), (4, 'x', NULL)";
    let mut story = Story::begin(place, before, rows).await?;
    let key = "unique = [{ on = \"n\", nulls = \"equal\", where = \"a = 'x '\" }]\n[entities.U.fields]";
    story.becomes(&before.replace("[entities.U.fields]", key), &[])?;
    story.is_refused(false).await?;
    story.place.execute("UPDATE us SET n = 1 WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    let again = story.place.execute("INSERT INTO us (id, a, n) VALUES (5, 'x ', NULL)".to_owned()).await;
    if again.is_ok() {
        return Err("a second null is taken".to_owned());
    }
    story.place.execute("INSERT INTO us (id, a, n) VALUES (6, 'x', NULL), (7, 'x  ', NULL)".to_owned()).await
}

async fn texts_that_are_no_json_leave_all_as_it_was(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.C]
table = "cs"
[entities.C.fields]
id = { type = "i64", primary = true }
config = "json?"
n = { type = "i32", default = 0 }
"#;
    let rows = "INSERT INTO cs (id, config, n) VALUES (1, '{\"a\": 1}', 1), (2, NULL, 2), (3, '[]', 3), (4, '4', 4), (5, '5', 5)";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before.replace("\"json?\"", "\"text?\"").replace("n = {", "m = { was = \"n\", ");
    story.becomes(&after, &[])?;
    story.place.migrate().await?;
    for text in ["no", "", "{\"a\": 1", "[1] 2"] {
        story.place.execute(format!("UPDATE cs SET config = '{text}' WHERE id = 3")).await?;
        story.is_refused(true).await?;
    }
    if story.place.engine == Engine::Postgres {
        // Texts of JSON that this type does not hold.
        for text in ["\"\\u0000\"", "1e999999", "\"\\ud800\""] {
            story.place.execute(format!("UPDATE cs SET config = '{text}' WHERE id = 3")).await?;
            story.is_refused(true).await?;
        }
        story.place.execute("UPDATE cs SET config = 'no' WHERE id <> 2".to_owned()).await?;
        let error = story.place.migrator().rollback(1).await.expect_err("no row is JSON").to_string();
        let told = [
            "nothing was changed, because existing rows prevent it: rows whose cs.config is no JSON: (",
            "), (",
            ") and more; fix them and run again",
        ];
        if !told.iter().all(|text| error.contains(text)) {
            return Err(error);
        }
    }
    story.place.execute("UPDATE cs SET config = '{\"b\": [2]}'".to_owned()).await?;
    story.place.down(1).await?;
    let length = if story.place.engine == Engine::Postgres { "config ->> 'b'" } else { "json_extract(config, '$.b')" };
    story
        .holds(&format!("SELECT CAST({length} AS CHAR(3)), CAST(n AS CHAR(1)) FROM cs WHERE id = 2"), &[&["[2]", "2"]])
        .await
}
