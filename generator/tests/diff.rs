//! What a changed definition asks for, given the migrations of the unchanged one.

use larder_generator::sql::history::fold::verify_files;
use larder_generator::sql::{Folder, fold, migrations};

#[path = "support/definition.rs"]
mod definition;

use definition::{VOICEHELPER, schema, voicehelper, written};

fn folder() -> Folder {
    written(&migrations(&voicehelper(), &Folder::new()).expect("the definition gives migrations"))
}

#[test]
fn every_new_table_is_a_folder_in_dependency_order() {
    let ids: Vec<_> = folder().into_keys().collect();
    assert_eq!(
        ids,
        [
            "0001_create_tenants",
            "0002_create_users",
            "0003_create_conversations",
            "0004_create_messages",
            "0005_create_documents",
            "0006_create_api_keys",
            "0007_create_voice_sessions",
            "0008_create_usage_stats",
        ]
    );
}

#[test]
fn the_same_definition_asks_for_nothing() {
    assert_eq!(migrations(&voicehelper(), &folder()), Ok(Vec::new()));
    assert_eq!(verify_files(&folder()), Vec::new());
}

#[test]
fn the_order_of_the_definition_asks_for_nothing() {
    let mut reordered = voicehelper();
    reordered.entities.reverse();
    assert_eq!(migrations(&reordered, &folder()), Ok(Vec::new()));
}

#[test]
fn parents_come_first_wherever_they_are_declared() {
    let mut reordered = voicehelper();
    reordered.entities.reverse();
    let made = migrations(&reordered, &Folder::new()).expect("the definition gives migrations");
    let ids: Vec<_> = made.iter().map(|migration| migration.plan.id.as_str()).collect();
    assert_eq!(ids[0], "0001_create_tenants");
    let place = |table: &str| ids.iter().position(|id| id.ends_with(table)).expect("every table has a folder");
    assert!(place("users") < place("conversations") && place("conversations") < place("messages"), "{ids:?}");
}

#[test]
fn a_new_table_follows_the_head() {
    let text = format!(
        "{VOICEHELPER}\n[entities.Note]\ntable = \"notes\"\n[entities.Note.fields]\nid = {{ type = \"uuid\", primary = true }}\ntext = \"text\"\n"
    );
    let made = migrations(&schema(&text), &folder()).expect("a new table needs no answer");
    let ids: Vec<_> = made.iter().map(|migration| migration.plan.id.as_str()).collect();
    assert_eq!(ids, ["0009_create_notes"]);
    assert_eq!(made[0].plan.parents, fold(&folder()).expect("the folder holds together").heads);
}

#[test]
fn a_changed_parent_is_named() {
    let mut folder = folder();
    let plan = folder.get_mut("0001_create_tenants").and_then(|files| files.get_mut("plan.toml"));
    let plan = plan.expect("the first migration has a plan");
    *plan = plan.replace("max = 100", "max = 99");
    let problems = fold(&folder).expect_err("the second migration names the first by its hash");
    assert_eq!(problems[0].code, "M0104");
    assert_eq!(problems[0].path.as_deref(), Some("0002_create_users/plan.toml"));
}

#[test]
fn edited_and_missing_sql_is_named() {
    let mut folder = folder();
    let files = folder.get_mut("0003_create_conversations").expect("the third migration is there");
    files.entry("sqlite.up.sql".to_owned()).and_modify(|text| text.push_str("-- more\n"));
    files.remove("mysql.down.sql");
    let found = verify_files(&folder);
    let found: Vec<_> =
        found.iter().map(|problem| (problem.code, problem.path.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        found,
        [("M0107", "0003_create_conversations/mysql.down.sql"), ("M0106", "0003_create_conversations/sqlite.up.sql"),]
    );
}

#[test]
fn line_ends_of_a_checkout_do_not_count() {
    let mut folder = folder();
    let files = folder.values_mut().flat_map(|files| files.iter_mut());
    files.filter(|(name, _)| name.ends_with(".sql")).for_each(|(_, text)| *text = text.replace('\n', "\r\n"));
    assert_eq!(verify_files(&folder), Vec::new());
}

#[test]
fn two_heads_are_named() {
    let mut folder = folder();
    let last = folder["0008_create_usage_stats"].clone();
    let other = last.into_iter().map(|(name, text)| (name, text.replace("usage_stats", "usages")));
    folder.insert("0008_create_usages".to_owned(), other.collect());
    let state = fold(&folder).expect("new tables of two branches go together");
    assert_eq!(state.heads.len(), 2);
    let problems = migrations(&voicehelper(), &folder).expect_err("the heads are not merged");
    assert_eq!(problems[0].code, "M0105");
    assert!(problems[0].message.contains("0008_create_usages@"), "{}", problems[0].message);
}

#[test]
fn indexes_that_are_one_to_the_database_are_one_in_the_migration() {
    let definition = |indexes: &str| {
        schema(&format!(
            "[entities.Thing]\nindexes = [{indexes}]\n[entities.Thing.fields]\nid = {{ type = \"uuid\", primary = true }}\nname = {{ type = \"string\", length = 10 }}\n"
        ))
    };
    let made =
        migrations(&definition("\"name\", \"name asc\""), &Folder::new()).expect("the definition gives migrations");
    assert_eq!(made[0].files["sqlite.up.sql"].matches("CREATE INDEX").count(), 1);
    assert_eq!(migrations(&definition("\"name asc\""), &written(&made)), Ok(Vec::new()));
}
