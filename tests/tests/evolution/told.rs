//! Changes over rows that were found wrong in use, one by one, on every engine.

use integration::Engine;
use larder::migrate::State;
use larder_generator::diagnostic::Paint;
use larder_generator::sql::{self, Answers, Folder, Migration, Problem};

use crate::case::explained;
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

mod values;

on_every_engine!(
    every_row_gets_all_its_values,
    a_renamed_value_of_an_enum_is_taken_back,
    rows_in_the_way_leave_all_as_it_was,
    proposed_values_are_taken_by_their_fields,
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
}

impl<'a> Story<'a> {
    async fn begin(place: &'a mut Place, definition: &str, rows: &str) -> Outcome<Self> {
        let mut story = Self { place, folder: Folder::new() };
        story.becomes(definition, &[])?;
        story.place.migrate().await?;
        story.place.execute(rows.to_owned()).await?;
        Ok(story)
    }

    /// Writes the migrations that lead to a definition; `flags` are those of the command line.
    fn becomes(&mut self, definition: &str, flags: &[&str]) -> Outcome<Vec<Migration>> {
        let read = larder_generator::read(definition, "models.toml").map_err(|refused| refused.render(Paint::Plain))?;
        let told = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
        let state = sql::fold(&self.folder).map_err(told)?;
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

fn answers(flags: &[&str]) -> Answers {
    let mut answers = Answers::default();
    for flag in flags {
        let (name, value) = flag.split_once(' ').expect("a flag has a value");
        match name {
            "--rename" => answers.renames.push(value.parse().expect("is a rename")),
            "--drop" => answers.drops.push(value.parse().expect("is a subject")),
            "--fill" => answers.fills.push(value.parse().expect("is a fill")),
            _ => answers.narrows.push(value.parse().expect("is a subject")),
        }
    }
    answers
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
