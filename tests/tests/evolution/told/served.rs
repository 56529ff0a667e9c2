//! Indexes that serve foreign keys, which MySQL and MariaDB keep from being dropped: whatever takes their place, the
//! change goes up, down and up again, and can be given up in its middle.

use larder_generator::sql::{self, Folder};

use super::{Story, run};
use crate::front;
use crate::place::{Outcome, Place};

on_every_engine!(
    served_by_another_index_from_now_on,
    served_no_longer_in_the_middle,
    served_by_what_both_branches_drop,
);

const PARENTS: &str = r#"
[entities.T]
table = "ts"
[entities.T.fields]
id = { type = "i64", primary = true }
tenant_id = { type = "string", unique = true, length = 20, immutable = true }
[entities.P]
table = "ps"
[entities.P.fields]
id = { type = "i64", primary = true }
tenant_id = { belongs_to = "T", tenant = true }
"#;

const ROWS: &str = "INSERT INTO ts (id, tenant_id) VALUES (1, 'a'), (2, 'b');\
    INSERT INTO ps (id, tenant_id) VALUES (1, 'a'), (2, 'b');";

/// A new parent, behind whose table the references to it come.
const NEW: &str = r#"
[entities.Z]
table = "zs"
[entities.Z.fields]
id = { type = "i64", primary = true }
tenant_id = { belongs_to = "T", tenant = true }
"#;

/// An entity without tenant: `head` are its indexes and keys.
fn plain(head: &str, fields: &str) -> String {
    format!(
        "[entities.K]\ntable = \"ks\"\n{head}\n[entities.K.fields]\nid = {{ type = \"i64\", primary = true }}\n{fields}"
    )
}

fn owned(head: &str, fields: &str) -> String {
    plain(head, &format!("tenant_id = {{ belongs_to = \"T\", tenant = true }}\n{fields}"))
}

/// A change, and the answers to its questions.
struct Change {
    name: &'static str,
    before: String,
    flags: &'static [&'static str],
    after: String,
}

fn change(name: &'static str, before: String, flags: &'static [&'static str], after: String) -> Change {
    Change { name, before, flags, after }
}

const OWNER: &str = "p_id = { belongs_to = \"P\" }\n";
const TITLE: &str = "title = { type = \"string\", length = 20, default = \"\" }\n";

fn of_tenants() -> Vec<Change> {
    const TO_NEW: &str = "z_id = { belongs_to = \"Z?\", on_delete = \"cascade\" }\n";
    const FIRST: &str = "p_id = { belongs_to = \"P?\" }\n";
    const SECOND: &str = "q_id = { belongs_to = \"P?\" }\n";
    let renamed = OWNER.replace("p_id", "q_id");
    let with_new = |fields: &str| format!("{}{NEW}", owned("", fields));
    vec![
        change("a reference to a new table", owned("", ""), &[], with_new(TO_NEW)),
        change("a reference to a table", owned("", ""), &[], owned("", SECOND)),
        change("a reference for another", owned("", FIRST), &["--drop K.p_id"], with_new(TO_NEW)),
        change("a renamed reference", owned("", OWNER), &["--rename K.p_id=q_id"], owned("", &renamed)),
        change(
            "a field under the name of a renamed reference",
            owned("", OWNER),
            &["--rename K.p_id=q_id"],
            owned("", &format!("{renamed}p_id = \"i64?\"\n")),
        ),
        change("a reference that ends", owned("", OWNER), &[], owned("", "p_id = \"i64\"\n")),
        change("a key that ends", owned("unique = [\"tenant_id, p_id\"]", OWNER), &[], owned("", OWNER)),
        change(
            "a key that comes with its column",
            owned("", OWNER),
            &[],
            owned("unique = [\"tenant_id, p_id, title\"]", &format!("{OWNER}{TITLE}")),
        ),
    ]
}

fn of_plain() -> Vec<Change> {
    let titled = format!("{OWNER}{TITLE}");
    let named = format!("{OWNER}{}", TITLE.replace("title", "name"));
    let by_title = |order: &str| plain(&format!("indexes = [\"p_id, title{order}\"]"), &titled);
    vec![
        change("an index ends with its column", by_title(" asc"), &["--drop K.title"], plain("", OWNER)),
        change(
            "a column under the name of a renamed one",
            by_title(" asc"),
            &["--rename K.title=name"],
            plain("indexes = [\"p_id, title asc\"]", &format!("{named}{TITLE}")),
        ),
        change("a key for an index", by_title(" desc"), &[], plain("unique = [\"p_id, title\"]", &titled)),
        change("an index for a key", plain("unique = [\"p_id, title\"]", &titled), &[], by_title("")),
        change(
            "a key ends with its column",
            plain("unique = [\"p_id, title\"]", &titled),
            &["--drop K.title"],
            plain("", OWNER),
        ),
        change("a descending index", plain("", OWNER), &[], plain("indexes = [\"p_id desc\"]", OWNER)),
        change(
            "a descending index for another",
            by_title(""),
            &[],
            plain("indexes = [\"p_id desc, title desc\"]", &titled),
        ),
        change("a value becomes a reference", plain("indexes = [\"p_id\"]", "p_id = \"i64\"\n"), &[], by_title("")),
        change(
            "a reference becomes a value",
            by_title(""),
            &[],
            plain("indexes = [\"title\"]", &format!("p_id = \"i64\"\n{TITLE}")),
        ),
        change(
            "a reference loses its rows otherwise",
            by_title(""),
            &[],
            plain("", &titled.replace("\"P\"", "\"P\", on_delete = \"cascade\"")),
        ),
    ]
}

impl Story<'_> {
    /// Deletes the migrations that are not `kept`.
    fn forget(&mut self, kept: &Folder) -> Outcome<()> {
        for id in self.folder.keys().filter(|id| !kept.contains_key(*id)) {
            std::fs::remove_dir_all(self.place.migrations().join(id)).map_err(|error| error.to_string())?;
        }
        self.folder.clone_from(kept);
        Ok(())
    }

    /// Takes the last migrations back and up again, which must lead to what there was.
    pub(super) async fn goes_back_and_forth(&mut self, count: usize, start: &[String]) -> Outcome<()> {
        let end = self.place.dump().await?;
        self.place.down(count).await?;
        self.place.is_as(start).await?;
        self.place.migrate().await?;
        self.place.is_as(&end).await
    }
}

async fn served_by_another_index_from_now_on(place: &mut Place) -> Outcome<()> {
    let mut wrong = Vec::new();
    for change in of_tenants().into_iter().chain(of_plain()) {
        if let Err(error) = take(place, &change).await {
            wrong.push(format!("{}: {error}", change.name));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

async fn take(place: &mut Place, change: &Change) -> Outcome<()> {
    place.clear().await?;
    let has = |column| change.before.contains(column);
    let values = [("id", "1", true), ("tenant_id", "'a'", has("tenant_id")), ("p_id", "1", has("p_id"))];
    let [names, values] = [0, 1].map(|at| {
        let there = values.iter().filter(|(.., is_there)| *is_there);
        there.map(|(name, value, _)| [*name, *value][at]).collect::<Vec<_>>().join(", ")
    });
    let rows = format!("{ROWS}INSERT INTO ks ({names}) VALUES ({values});");
    let mut story = Story::begin(place, &format!("{PARENTS}{}", change.before), &rows).await?;
    let start = story.place.dump().await?;
    let second = story.becomes(&format!("{PARENTS}{}", change.after), change.flags)?;
    story.place.migrate().await?;
    story.goes_back_and_forth(second.len(), &start).await?;
    story.holds("SELECT CAST(id AS CHAR(1)) FROM ks", &[&["1"]]).await
}

/// The value that is required is not there, once the index was changed.
async fn served_no_longer_in_the_middle(place: &mut Place) -> Outcome<()> {
    let before = format!("{PARENTS}{}", owned("", ""));
    let rows = format!("{ROWS}INSERT INTO ks (id, tenant_id) VALUES (1, 'a'), (2, 'b');");
    let mut story = Story::begin(place, &before, &rows).await?;
    story.becomes(&format!("{PARENTS}{}", owned("", OWNER)), &["--fill K.p_id=(SELECT nullif(id, 2))"])?;
    story.is_given_up().await?;
    story.place.execute("DELETE FROM ks WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    story.place.down(1).await
}

/// Each branch leaves the index of the other to the reference.
async fn served_by_what_both_branches_drop(place: &mut Place) -> Outcome<()> {
    let fields = format!("{OWNER}{TITLE}n = \"i64?\"\n");
    let with = |indexes: &str| format!("{PARENTS}{}", plain(&format!("indexes = [{indexes}]"), &fields));
    let base = with("\"p_id, title\", \"p_id, n\", \"n\", \"title\"");
    let rows = format!("{ROWS}INSERT INTO ks (id, p_id, title) VALUES (1, 1, 'a')");
    let mut story = Story::begin(place, &base, &rows).await?;
    let (begun, start) = (story.folder.clone(), story.place.dump().await?);
    let one = story.becomes(&with("\"p_id, n\", \"n\", \"title\""), &[])?;
    story.forget(&begun)?;
    story.becomes(&with("\"p_id, title\", \"n\", \"title\""), &[])?;
    front::add(&mut story.folder, &one);
    let told =
        |problems: Vec<sql::Problem>| problems.iter().map(sql::Problem::to_string).collect::<Vec<_>>().join("\n");
    let merged = sql::merge(&story.folder).map_err(told)?.migrations;
    front::add(&mut story.folder, &merged);
    front::write(&story.place.migrations(), &one)?;
    front::write(&story.place.migrations(), &merged)?;
    let end = story.becomes(&with("\"n\", \"title\""), &[])?;
    story.place.migrate().await?;
    story.goes_back_and_forth(2 + end.len(), &start).await
}
