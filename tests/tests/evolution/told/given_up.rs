//! Migrations that rows stop in their middle, and that are taken back from there.

use integration::{Engine, explained};
use larder::migrate::State;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    full_text_made_anew_is_there_again,
    columns_that_came_one_by_one_all_go,
    a_required_value_that_is_not_there_leaves_no_check,
    an_index_that_took_the_name_of_another_goes,
    full_text_of_a_way_back_is_there_again,
);

impl Story<'_> {
    /// Takes the last migration, which must end in its middle, and takes it back.
    pub(super) async fn is_given_up(&mut self) -> Outcome<()> {
        let before = (self.place.dump().await?, self.states().await?);
        let Err(error) = self.place.migrator().migrate().await else {
            return Err("no row stood in the way".to_owned());
        };
        let error = explained(&error);
        if self.place.engine != Engine::Sqlite {
            let status = self.place.migrator().status().await.map_err(|error| explained(&error))?;
            let last = status.migrations.last().ok_or("there are migrations")?;
            let undone = self.place.migrator().undo(&last.id).await;
            undone.map_err(|undo| format!("{error}\n{}", explained(&undo)))?;
        }
        let after = (self.place.dump().await?, self.states().await?);
        if before == after { Ok(()) } else { Err(format!("{before:?}\nbecame\n{after:?}\nafter {error}")) }
    }
}

async fn full_text_made_anew_is_there_again(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.N]
table = "ns"
indexes = [{ search = "body" }]
[entities.N.fields]
id = { type = "i64", primary = true }
body = "text?"
kind = { type = "string", length = 9 }
"#;
    // Rows without a body get one, and agree in the key then.
    let tokens = if place.engine == Engine::Postgres { "'{}'" } else { "''" };
    let rows = format!(
        "INSERT INTO ns (id, body, kind, search_tokens) VALUES (1, NULL, 'a', {tokens}), (2, NULL, 'a', {tokens})"
    );
    let mut story = Story::begin(place, before, &rows).await?;
    let after = before
        .replace("body = \"text?\"", "body = \"text\"")
        .replace("indexes =", "unique = [{ on = \"kind\", where = \"body is not null\" }]\nindexes =");
    story.becomes(&after, &["--fill N.body='some words'"])?;
    story.is_given_up().await?;
    story.place.execute("UPDATE ns SET kind = 'b' WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    story.holds("SELECT body, kind FROM ns ORDER BY id", &[&["some words", "a"], &["some words", "b"]]).await
}

async fn columns_that_came_one_by_one_all_go(place: &mut Place) -> Outcome<()> {
    let before = "[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\n";
    let mut story = Story::begin(place, before, "INSERT INTO us (id) VALUES (1), (2)").await?;
    // The first cannot be required: its rows get nothing. The others are not there by then.
    let after = format!("{before}a = \"i32\"\nb = \"i32\"\nc = \"i32\"\n");
    story.becomes(&after, &["--fill U.a=(SELECT nullif(id, 2))", "--fill U.b=(id + 1)", "--fill U.c=(id + 2)"])?;
    story.is_given_up().await?;
    story.place.execute("DELETE FROM us WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    let query = "SELECT CAST(a AS CHAR(1)), CAST(b AS CHAR(1)), CAST(c AS CHAR(1)) FROM us";
    story.holds(query, &[&["1", "2", "3"]]).await?;
    story.place.down(1).await
}

async fn a_required_value_that_is_not_there_leaves_no_check(place: &mut Place) -> Outcome<()> {
    let before =
        "[entities.U]\ntable = \"us\"\n[entities.U.fields]\nid = { type = \"i64\", primary = true }\nn = \"i64?\"\n";
    let mut story = Story::begin(place, before, "INSERT INTO us (id, n) VALUES (1, 1), (2, NULL)").await?;
    story.becomes(&before.replace("i64?", "i64"), &["--fill U.n=(SELECT nullif(id, 2))"])?;
    story.is_given_up().await?;
    story.holds("SELECT CAST(id AS CHAR(1)) FROM us WHERE n IS NULL", &[&["2"]]).await?;
    story.place.execute("UPDATE us SET n = 2 WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    story.place.down(1).await
}

/// An index, a key and an exchange of names, each made before the column that its rows stop.
async fn an_index_that_took_the_name_of_another_goes(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.U]
table = "us"
indexes = [
    { on = "a asc", name = "sorted" },
    { on = "b asc", name = "first" },
    { on = "c asc", name = "second" },
]
unique = [{ on = "a, b", name = "single" }]
[entities.U.fields]
id = { type = "i64", primary = true }
a = { type = "i64", default = 0 }
b = { type = "i64", default = 0 }
c = { type = "i64", default = 0 }
n = "i64?"
"#;
    let rows = "INSERT INTO us (id, a, b, c, n) VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, NULL)";
    let mut story = Story::begin(place, before, rows).await?;
    let after = before
        .replace("\"a asc\"", "\"a asc, c asc\"")
        .replace("\"b asc\", name = \"first\"", "\"c asc\", name = \"first\"")
        .replace("\"c asc\", name = \"second\"", "\"b asc, c asc\", name = \"second\"")
        .replace("\"a, b\"", "\"a, b, c\"")
        .replace("n = \"i64?\"", "n = \"i64\"");
    story.becomes(&after, &["--fill U.n=(SELECT nullif(id, 2))"])?;
    story.is_given_up().await?;
    story.place.execute("UPDATE us SET n = 2 WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    story.place.down(1).await?;
    story.place.migrate().await
}

/// The way back fills a searched text, and is given up once its full text is away.
async fn full_text_of_a_way_back_is_there_again(place: &mut Place) -> Outcome<()> {
    let before = r#"
[entities.N]
table = "ns"
indexes = [{ search = "body" }]
unique = [{ on = "kind", where = "body is not null" }]
[entities.N.fields]
id = { type = "i64", primary = true }
body = "text"
kind = { type = "string", length = 9 }
"#;
    let mut story = Story::begin(place, before, "DELETE FROM ns").await?;
    let after = before
        .replace("body = \"text\"", "body = \"text?\"")
        .replace("unique = [{ on = \"kind\", where = \"body is not null\" }]\n", "");
    story.becomes(&after, &[])?;
    story.place.migrate().await?;
    let tokens = if story.place.engine == Engine::Postgres { "'{}'" } else { "''" };
    let rows = format!("INSERT INTO ns (id, kind, search_tokens) VALUES (1, 'a', {tokens}), (2, 'a', {tokens})");
    story.place.execute(rows).await?;
    let before = story.place.dump().await?;
    let Err(error) = story.place.migrator().rollback(1).await else {
        return Err("no row stood in the way".to_owned());
    };
    if story.place.engine != Engine::Sqlite {
        let status = story.place.migrator().status().await.map_err(|error| explained(&error))?;
        let last = status.migrations.last().ok_or("there are migrations")?;
        let reapplied = story.place.migrator().reapply(&last.id).await;
        reapplied.map_err(|reapply| format!("{}\n{}", explained(&error), explained(&reapply)))?;
    }
    let (after, states) = (story.place.dump().await?, story.states().await?);
    if before != after || !states.iter().all(|state| matches!(state, State::Applied { .. })) {
        return Err(format!("{before:?}\nbecame\n{after:?}, {states:?}\nafter {}", explained(&error)));
    }
    story.place.execute("UPDATE ns SET kind = 'b' WHERE id = 2".to_owned()).await?;
    story.place.down(1).await
}
