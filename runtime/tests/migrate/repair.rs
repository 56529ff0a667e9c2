//! What a person does about a history: taking over edited comments, and taking back what was begun.

use larder::migrate::{Migrator, Problem, RollbackTarget, State};
use larder_format::plan::{Probe, Step};
use larder_format::{Dialect, checksum};

use crate::support::{Database, Draft, config, one, suite};

suite!(
    edited_comments_and_blanks_are_taken_over,
    an_edited_statement_is_refused_by_its_number,
    a_table_of_an_earlier_version_gets_its_new_columns,
    what_was_begun_is_taken_back,
    what_cannot_be_told_is_not_taken_back,
    branches_that_nobody_joined_are_refused,
    a_rollback_says_what_it_would_lose,
    what_a_merge_moved_is_taken_back_and_applied_again,
);

const ITEMS: &str = "0001_items";
const MORE: &str = "0002_more";
const UP: &str = "CREATE TABLE items (id BIGINT NOT NULL PRIMARY KEY, note VARCHAR(40)); -- who has\nINSERT INTO items (id, note)\n  VALUES (1, 'a  -- b');\n";

fn write_items(database: &Database) {
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let up_steps = vec![one(Probe::HasTable("items".to_owned())), rows];
    let down_steps = vec![one(Probe::NoTable("items".to_owned()))];
    let draft = Draft { up: UP, down: "DROP TABLE items;", up_steps, down_steps, ..Draft::default() };
    database.write(ITEMS, &[], draft);
}

/// Edits the file that the database's dialect runs, and says so in the plan as `codegen accept` does.
fn edit(database: &Database, edit: impl Fn(&str) -> String) {
    let folder = database.migrations().join(ITEMS);
    let file = folder.join(format!("{}.up.sql", database.dialect));
    let text = std::fs::read_to_string(&file).unwrap();
    let edited = edit(&text);
    std::fs::write(&file, &edited).unwrap();
    let name = format!("\"{}.up.sql\"", database.dialect);
    let plan = std::fs::read_to_string(folder.join("plan.toml")).unwrap();
    let (old, new) =
        (format!("{name} = \"{}\"", checksum::of(&text)), format!("{name} = \"{}\"", checksum::of(&edited)));
    assert!(plan.contains(&old), "{plan}");
    std::fs::write(folder.join("plan.toml"), plan.replace(&old, &new)).unwrap();
}

async fn edited_comments_and_blanks_are_taken_over(database: &Database) {
    write_items(database);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    assert!(!migrator.repair(ITEMS).await.unwrap(), "there was nothing to repair");
    edit(database, |text| {
        let text =
            text.replace("-- who has\n", "/* who had */ \r\n").replace("\n  VALUES", "   \n-- the first\n\tVALUES");
        format!("-- items\n{text}-- end")
    });
    let error = migrator.status().await.unwrap().check().unwrap_err().to_string();
    assert!(error.contains(ITEMS) && error.contains("different SQL"), "{error}");
    assert!(migrator.repair(ITEMS).await.unwrap());
    migrator.status().await.unwrap().check().unwrap();
    assert!(migrator.migrate().await.unwrap().applied.is_empty());
}

async fn an_edited_statement_is_refused_by_its_number(database: &Database) {
    write_items(database);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    // Inside a string two dashes begin no comment, and blanks count.
    for (from, to) in [("'a  -- b'", "'a -- b'"), ("'a -- b'", "'a  -- c'")] {
        edit(database, |text| text.replace(from, to));
        let error = migrator.repair(ITEMS).await.unwrap_err().to_string();
        assert!(error.contains("statement 2 (`INSERT INTO items (id, note)`)"), "{error}");
        assert!(migrator.status().await.unwrap().check().is_err());
    }
    let error = migrator.repair("0009_nothing").await.unwrap_err().to_string();
    assert!(error.contains("0009_nothing"), "{error}");
    edit(database, |text| text.replace("'a  -- c'", "'a  -- b'") + "DROP TABLE items;\n");
    // Where the plan counts the statements of each step, that says it already.
    let error = migrator.repair(ITEMS).await.unwrap_err().to_string();
    let named =
        if database.dialect == Dialect::Sqlite { "statement 3 (`DROP TABLE items`)" } else { "but the file has 3" };
    assert!(error.contains(named), "{error}");
}

async fn a_table_of_an_earlier_version_gets_its_new_columns(database: &Database) {
    write_items(database);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    let mark = if database.dialect == Dialect::MySql { '`' } else { '"' };
    for column in ["cursor", "statements"] {
        database.execute(&format!("ALTER TABLE larder_migrations DROP COLUMN {mark}{column}{mark}")).await;
    }
    migrator.status().await.unwrap().check().unwrap();
    assert!(migrator.migrate().await.unwrap().applied.is_empty());
    edit(database, |text| format!("-- items\n{text}"));
    assert!(migrator.repair(ITEMS).await.unwrap());
    let draft = Draft { up: "CREATE TABLE more (id BIGINT);", down: "DROP TABLE more;", ..Draft::default() };
    database.write(MORE, &[ITEMS], draft);
    assert_eq!(migrator.migrate().await.unwrap().applied.len(), 1);
    let sql =
        format!("SELECT count(*) FROM larder_migrations WHERE statements IS NOT NULL AND {mark}cursor{mark} IS NULL");
    assert_eq!(database.number(&sql).await, Some(1));
}

/// The second of two tables cannot be made.
fn write_more(database: &Database, down_steps: Vec<Step>) {
    let draft = Draft {
        up: "CREATE TABLE more (id BIGINT);\nCREATE TABLE items (id BIGINT);",
        down: "DROP TABLE items_of_more;\nDROP TABLE more;",
        up_steps: vec![one(Probe::HasTable("more".to_owned())), one(Probe::HasTable("items_of_more".to_owned()))],
        down_steps,
        ..Draft::default()
    };
    database.write(MORE, &[ITEMS], draft);
}

async fn what_was_begun_is_taken_back(database: &Database) {
    write_items(database);
    let probe = |name: &str| one(Probe::NoTable(name.to_owned()));
    write_more(database, vec![probe("items_of_more"), probe("more")]);
    let migrator = database.migrator();
    assert!(migrator.undo(MORE).await.unwrap_err().to_string().contains("not applied"));
    migrator.migrate().await.unwrap_err();
    if database.dialect == Dialect::Sqlite {
        assert!(migrator.undo(MORE).await.unwrap_err().to_string().contains("not applied"));
        return;
    }
    assert_eq!(
        migrator.status().await.unwrap().migrations[1].state,
        State::Partial { done: 1, of: 2, undecided: None }
    );
    assert_eq!(migrator.undo(MORE).await.unwrap().rolled_back[0].id, MORE);
    assert!(!database.has_table("more").await);
    assert_eq!(migrator.status().await.unwrap().migrations[1].state, State::Pending);
    let error = migrator.undo(ITEMS).await.unwrap_err().to_string();
    assert!(error.contains("is completely applied"), "{error}");
}

async fn what_cannot_be_told_is_not_taken_back(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        return;
    }
    write_items(database);
    let blind = Step { statements: 1, ..Step::default() };
    // Rows may have been changed or not.
    let draft = Draft {
        up: "CREATE TABLE more (id BIGINT);\nCREATE TABLE items (id BIGINT);",
        down: "DROP TABLE more;\nDELETE FROM items;",
        up_steps: vec![one(Probe::HasTable("more".to_owned())), one(Probe::HasTable("items_of_more".to_owned()))],
        down_steps: vec![one(Probe::NoTable("more".to_owned())), blind],
        ..Draft::default()
    };
    database.write(MORE, &[ITEMS], draft);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap_err();
    let error = migrator.undo(MORE).await.unwrap_err().to_string();
    assert!(error.contains("statement 2 (`DELETE FROM items`)") && error.contains("run `migrate`"), "{error}");
    assert!(database.has_table("more").await);
    let state = &migrator.status().await.unwrap().migrations[1].state;
    assert_eq!(*state, State::Partial { done: 1, of: 2, undecided: None });
}

async fn branches_that_nobody_joined_are_refused(database: &Database) {
    write_items(database);
    let table = |up: &'static str| Draft { up, down: "SELECT 1;", ..Draft::default() };
    database.write("0002_a", &[ITEMS], table("CREATE TABLE a (id BIGINT);"));
    database.write("0002_b", &[ITEMS], table("CREATE TABLE b (id BIGINT);"));
    let migrator = database.migrator();
    let error = migrator.migrate().await.unwrap_err().to_string();
    assert!(error.contains("0002_a and 0002_b") && error.contains("codegen merge"), "{error}");
    assert!(!database.has_table("items").await);

    // Joined, the branch that another binary applied first is passed over.
    let other = database.folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    for id in [ITEMS, "0002_b"] {
        copy(&database.migrations().join(id), &other.join(id));
    }
    Migrator::from_folder(&config(&database.url), &other).migrate().await.unwrap();
    database.write("0003_merge", &["0002_a", "0002_b"], Draft { up: "-- joins\n", ..Draft::default() });
    let report = migrator.migrate().await.unwrap();
    assert_eq!(report.applied.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["0002_a", "0003_merge"]);
    migrator.status().await.unwrap().check().unwrap();
    // A joint that did nothing is taken back by doing nothing.
    assert_eq!(migrator.rollback(1).await.unwrap().rolled_back[0].id, "0003_merge");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

async fn a_rollback_says_what_it_would_lose(database: &Database) {
    write_items(database);
    let loses = vec!["items.note".to_owned()];
    let down_steps = vec![Step { statements: 1, transactional: true, loses, ..Step::default() }];
    let draft = Draft {
        up: "UPDATE items SET note = 'longer than before' WHERE id = 1;",
        down: "UPDATE items SET note = 'short' WHERE id = 1;",
        up_steps: vec![Step { statements: 1, transactional: true, ..Step::default() }],
        down_steps,
        sqlite_steps: true,
        ..Draft::default()
    };
    database.write(MORE, &[ITEMS], draft);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    let losses = migrator.losses(RollbackTarget::Last(1)).await.unwrap();
    assert_eq!(losses.len(), 1, "{losses:?}");
    let lost = (losses[0].migration.as_str(), losses[0].table.as_str(), losses[0].column.as_deref(), losses[0].rows);
    assert_eq!(lost, (MORE, "items", Some("note"), 1));
    database.execute("UPDATE items SET note = NULL").await;
    assert!(migrator.losses(RollbackTarget::To(ITEMS)).await.unwrap().is_empty());
}

async fn what_a_merge_moved_is_taken_back_and_applied_again(database: &Database) {
    write_items(database);
    let change = |up: &'static str, down: &'static str| Draft { up, down, ..Draft::default() };
    database.write("0002_b", &[ITEMS], change("CREATE TABLE b (id BIGINT);", "DROP TABLE b;"));
    database.write("0003_c", &["0002_b"], change("CREATE TABLE c (id BIGINT);", "DROP TABLE c;"));
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    // The other branch arrives, and `codegen merge` puts these behind it, with SQL made anew.
    database.write("0002_a", &[ITEMS], change("CREATE TABLE a (id BIGINT);", "DROP TABLE a;"));
    database.write("0002_b", &["0002_a"], change("CREATE TABLE b (id BIGINT, a BIGINT);", "DROP TABLE b;"));
    database.write("0003_c", &["0002_b"], change("CREATE TABLE c (id BIGINT);", "DROP TABLE c;"));
    let problems = migrator.status().await.unwrap().problems;
    let moved = ["0002_b", "0003_c"].map(str::to_owned).to_vec();
    assert_eq!(problems, [Problem::Moved { ids: moved.clone(), count: 2, baselined: false }]);
    let error = migrator.migrate().await.unwrap_err().to_string();
    assert!(error.contains("0002_b and 0003_c") && error.contains("`rollback 2`"), "{error}");
    // What `baseline` recorded goes only where it is said.
    database.execute("UPDATE larder_migrations SET origin = 'baseline' WHERE migration = '0003_c'").await;
    let problems = migrator.status().await.unwrap().problems;
    assert_eq!(problems, [Problem::Moved { ids: moved, count: 2, baselined: true }]);
    assert!(problems[0].to_string().contains("`rollback 2 --baselined`"), "{}", problems[0]);
    let migrator = migrator.take_back_baselined();
    assert!(migrator.repair("0002_b").await.unwrap_err().to_string().contains("`status` shows how to continue"));
    migrator.rollback(2).await.unwrap();
    assert_eq!(migrator.migrate().await.unwrap().applied.len(), 3);
    assert_eq!(database.number("SELECT count(a) FROM b").await, Some(0));
    migrator.status().await.unwrap().check().unwrap();
}
