//! What was there before larder: recorded after a look, and not taken back by accident.

use larder::migrate::{RollbackTarget, State};
use larder_format::plan::Operation;
use larder_format::{Dialect, PlanFile};

use crate::support::{Database, Draft, suite};

suite!(
    what_is_not_there_is_not_recorded,
    a_rollback_over_a_baseline_is_asked_for_by_name,
    a_history_without_origins_is_read_and_completed,
);

const ITEMS: &str = "0001_create_items";
const CHANGE: &str = "0002_change_items";
const PARTS: &str = "0003_create_parts";

fn operations(text: &str) -> Vec<Operation> {
    PlanFile::parse(&format!("format = 1\nid = \"0001_x\"\n{text}")).unwrap().operations
}

fn table(name: &str, columns: &[&str]) -> String {
    let columns: Vec<_> =
        columns.iter().map(|column| format!("{{ name = \"{column}\", type = \"i64\", nullable = true }}")).collect();
    format!(
        "[[operations]]\nkind = \"create_table\"\ntable = \"{name}\"\ncolumns = [{}]\nprimary_key = {{ name = \"{name}_pkey\", columns = [\"id\"] }}\n",
        columns.join(", ")
    )
}

fn write(database: &Database) {
    let draft = Draft {
        up: "CREATE TABLE items (id BIGINT, note BIGINT, gone BIGINT);\nCREATE TABLE passing (id BIGINT);",
        down: "DROP TABLE passing;\nDROP TABLE items;",
        operations: operations(&(table("items", &["id", "note", "gone"]) + &table("passing", &["id"]))),
        ..Draft::default()
    };
    database.write(ITEMS, &[], draft);
    let change = "
        [[operations]]\nkind = \"rename_column\"\ntable = \"items\"\ncolumn = \"note\"\nto = \"remark\"
        [[operations]]\nkind = \"drop_column\"\ntable = \"items\"\ncolumn = \"gone\"
        [[operations]]\nkind = \"drop_table\"\ntable = \"passing\"
        [[operations]]\nkind = \"add_column\"\ntable = \"items\"\ncolumn = { name = \"size\", type = \"i64\", nullable = true }\n";
    let up = "ALTER TABLE items RENAME COLUMN note TO remark;\nALTER TABLE items DROP COLUMN gone;\nDROP TABLE passing;\nALTER TABLE items ADD COLUMN size BIGINT;";
    let down = "ALTER TABLE items DROP COLUMN size;\nCREATE TABLE passing (id BIGINT);\nALTER TABLE items ADD COLUMN gone BIGINT;\nALTER TABLE items RENAME COLUMN remark TO note;";
    database.write(CHANGE, &[ITEMS], Draft { up, down, operations: operations(change), ..Draft::default() });
    let draft = Draft {
        up: "CREATE TABLE parts (id BIGINT);",
        down: "DROP TABLE parts;",
        operations: operations(&table("parts", &["id"])),
        ..Draft::default()
    };
    database.write(PARTS, &[CHANGE], draft);
}

async fn what_is_not_there_is_not_recorded(database: &Database) {
    write(database);
    let migrator = database.migrator();
    let refused = async |id| migrator.baseline(id).await.unwrap_err().to_string();
    let error = refused(ITEMS).await;
    assert!(error.contains("  table `items` (0001_create_items)\n  table `passing` (0001_create_items)\n"), "{error}");
    assert!(error.contains("run `migrate`") && !error.contains("items.note"), "{error}");
    database.execute("CREATE TABLE items (id BIGINT, remark BIGINT)").await;
    let error = refused(PARTS).await;
    assert!(
        error.contains("  column `items.size` (0002_change_items)\n  table `parts` (0003_create_parts)\n"),
        "{error}"
    );
    assert!(!error.contains("note") && !error.contains("gone") && !error.contains("passing"), "{error}");
    assert!(migrator.status().await.unwrap().applied().next().is_none(), "a refusal records nothing");
    database.execute("ALTER TABLE items ADD COLUMN size BIGINT").await;
    let error = refused(PARTS).await;
    assert!(error.contains("record what exists with `baseline 0002_change_items`"), "{error}");
    assert_eq!(migrator.baseline(CHANGE).await.unwrap().applied.len(), 2);
    assert_eq!(migrator.migrate().await.unwrap().applied[0].id, PARTS);
}

async fn a_rollback_over_a_baseline_is_asked_for_by_name(database: &Database) {
    write(database);
    database.execute("CREATE TABLE items (id BIGINT, remark BIGINT, size BIGINT)").await;
    let migrator = database.migrator();
    migrator.baseline(CHANGE).await.unwrap();
    migrator.migrate().await.unwrap();
    let status = migrator.status().await.unwrap();
    assert!(matches!(status.migrations[1].state, State::Baselined { .. }), "{status:?}");
    assert!(matches!(status.migrations[2].state, State::Applied { .. }), "{status:?}");
    status.check().unwrap();
    for error in [
        migrator.rollback(3).await.unwrap_err().to_string(),
        migrator.losses(RollbackTarget::Last(3)).await.unwrap_err().to_string(),
    ] {
        assert!(error.contains("0002_change_items, 0001_create_items was recorded by `baseline`"), "{error}");
        assert!(error.contains("`rollback --to 0002_change_items`") && error.contains("--baselined"), "{error}");
    }
    assert!(database.has_table("parts").await, "a refusal takes nothing back");
    assert_eq!(migrator.rollback(1).await.unwrap().rolled_back[0].id, PARTS);
    assert!(migrator.rollback_to(ITEMS).await.unwrap_err().to_string().contains("no migration was run after it"));
    let migrator = migrator.take_back_baselined();
    assert_eq!(migrator.rollback_to(ITEMS).await.unwrap().rolled_back[0].id, CHANGE);
    assert_eq!(migrator.rollback(1).await.unwrap().rolled_back[0].id, ITEMS);
    // What is applied again is larder's own.
    migrator.migrate().await.unwrap();
    assert_eq!(database.migrator().rollback(3).await.unwrap().rolled_back.len(), 3);
}

async fn a_history_without_origins_is_read_and_completed(database: &Database) {
    write(database);
    let migrator = database.migrator();
    migrator.migrate_to(CHANGE).await.unwrap();
    let mark = if database.dialect == Dialect::MySql { '`' } else { '"' };
    database.execute(&format!("ALTER TABLE larder_migrations DROP COLUMN {mark}origin{mark}")).await;
    assert_eq!(migrator.status().await.unwrap().pending().collect::<Vec<_>>(), [PARTS]);
    database.execute("CREATE TABLE parts (id BIGINT)").await;
    migrator.baseline(PARTS).await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM larder_migrations WHERE origin = 'baseline'").await, Some(1));
    assert!(migrator.rollback(1).await.unwrap_err().to_string().contains(PARTS));
}
