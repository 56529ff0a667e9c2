//! Tables that stand by older lowering rules stay as they are until they are brought to the newest, and can go back.

use integration::Engine;
use larder_generator::sql::Rules;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(older_rules_are_left_and_come_back, new_tables_and_changes_go_on_by_the_rules_of_the_folder);

const AUTHORS: &str = r#"
[entities.A]
table = "authors"
[entities.A.fields]
id = { type = "i64", primary = true }
"#;

/// The first of the indexes serves the reference too.
const INDEXES: &str = r#""author_id, written desc", "author_id, score", "written desc""#;

fn notes(entity: &str, table: &str, indexes: &str) -> String {
    format!(
        r#"
[entities.{entity}]
table = "{table}"
indexes = [{indexes}]
[entities.{entity}.fields]
id = {{ type = "i64", primary = true }}
author_id = {{ belongs_to = "A", on_delete = "cascade" }}
written = "i64"
score = "i32?"
"#
    )
}

const ROWS: &str = "INSERT INTO authors (id) VALUES (1), (2)";

const LIST: &str = "SELECT id FROM notes WHERE author_id = 1 ORDER BY written DESC, id DESC LIMIT 3";

async fn older_rules_are_left_and_come_back(place: &mut Place) -> Outcome<()> {
    let definition = format!("{AUTHORS}{}", notes("N", "notes", INDEXES));
    let mut story = Story::begin_by(Rules::V1, place, &definition, ROWS).await?;
    let rows: Vec<String> = (1..=60).map(|id| format!("({id}, {}, {}, {id})", id % 2 + 1, id / 6)).collect();
    let rows = format!("INSERT INTO notes (id, author_id, written, score) VALUES {}", rows.join(", "));
    story.place.execute(rows).await?;
    let start = story.place.dump().await?;
    story.is_sorted_by_the_server(true).await?;

    let made = story.becomes(&definition, &["--upgrade"])?;
    let names: Vec<&str> = made.iter().map(|one| one.plan.id.as_str()).collect();
    if names != ["0003_apply_lowering_rules_2"] || made[0].plan.rules != Rules::NEWEST.number() {
        return Err(format!("{names:?} by rules {}", made[0].plan.rules));
    }
    story.place.migrate().await?;
    let newest = story.place.dump().await?;
    let changes = story.place.engine == Engine::MySql;
    if (newest != start) != changes {
        return Err(format!("{start:?}\nbecame\n{newest:?}"));
    }
    story.is_sorted_by_the_server(false).await?;
    story.holds(LIST, &[&["60"], &["58"], &["56"]]).await?;
    if !story.becomes(&definition, &[])?.is_empty() {
        return Err("an upgraded folder asks for more".to_owned());
    }

    story.place.down(1).await?;
    if story.place.dump().await? != start {
        return Err("the older rules do not come back".to_owned());
    }
    story.holds(LIST, &[&["60"], &["58"], &["56"]]).await?;
    story.place.migrate().await?;
    if story.place.dump().await? == newest { Ok(()) } else { Err("a second upgrade leads elsewhere".to_owned()) }
}

/// What is made by older rules is what a folder that began by them would have, and one upgrade covers it.
async fn new_tables_and_changes_go_on_by_the_rules_of_the_folder(place: &mut Place) -> Outcome<()> {
    let plain = format!("{AUTHORS}{}", notes("N", "notes", "\"author_id, score\""));
    let mut story = Story::begin_by(Rules::V1, place, &plain, ROWS).await?;
    let more = format!("{AUTHORS}{}{}", notes("N", "notes", INDEXES), notes("M", "more_notes", INDEXES));
    let made = story.becomes(&more, &[])?;
    if made.is_empty() || made.iter().any(|one| one.plan.rules != 1) {
        return Err(format!("{made:?}"));
    }
    story.place.migrate().await?;
    story.is_sorted_by_the_server(true).await?;
    let older = story.place.dump().await?;
    story.becomes(&more, &["--upgrade"])?;
    story.place.migrate().await?;
    story.is_sorted_by_the_server(false).await?;
    story.place.down(1).await?;
    if story.place.dump().await? == older { Ok(()) } else { Err("down leads elsewhere".to_owned()) }
}

impl Story<'_> {
    /// Compares how MySQL and MariaDB read a list by its index; the other engines keep no key behind it.
    async fn is_sorted_by_the_server(&mut self, expected: bool) -> Outcome<()> {
        if self.place.engine != Engine::MySql {
            return Ok(());
        }
        let forced = LIST.replace("WHERE", "FORCE INDEX (notes_author_id_written_idx) WHERE");
        let plan = self.place.query(format!("EXPLAIN {forced}")).await?;
        // As MariaDB says it, and as MySQL does.
        let sorts = |cell: &String| cell.contains("filesort") || cell.contains("Sort: ");
        let sorted = plan.iter().flatten().flatten().any(sorts);
        if sorted == expected { Ok(()) } else { Err(format!("sorted by the server: {sorted}, {plan:?}")) }
    }
}
