//! What only SQLite has: a table is changed by building it anew.

use crate::support::{Database, Draft, config};
use larder::migrate::{Embedded, Event, Migrator};
use larder_format::plan::Operation;
use larder_format::{Dialect, PlanFile};
use sqlx::Connection as _;

async fn family(test: &str) -> Option<Database> {
    let database = Database::create(Dialect::Sqlite, test).await?;
    let up = "CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT) STRICT;
        CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE) STRICT;
        CREATE VIEW names AS SELECT name FROM parents;
        CREATE TRIGGER invalidated AFTER INSERT ON children BEGIN UPDATE parents SET name = name || '!'; END;
        INSERT INTO parents VALUES (1, 'a');
        INSERT INTO children VALUES (1, 1), (2, 1);";
    database.write(
        "0001_family",
        &[],
        Draft { up, down: "DROP TABLE children; DROP VIEW names; DROP TABLE parents;", ..Draft::default() },
    );
    Some(database)
}

#[tokio::test]
async fn a_rebuilt_table_keeps_the_rows_of_its_children() {
    let Some(database) = family("rebuild").await else { return };
    let up = "PRAGMA legacy_alter_table = ON;
        CREATE TABLE new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        INSERT INTO new_parents (id, name) SELECT id, name FROM parents;
        DROP TABLE parents;
        ALTER TABLE new_parents RENAME TO parents;
        PRAGMA legacy_alter_table = OFF;";
    database.write("0002_name_not_null", &["0001_family"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    database.migrator().migrate().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM children").await, Some(2));
    assert_eq!(database.number("SELECT count(*) FROM names WHERE name = 'a!!'").await, Some(1));
    let sql = "SELECT count(*) FROM pragma_foreign_key_list('children') WHERE \"table\" = 'parents'";
    assert_eq!(database.number(sql).await, Some(1));
}

#[tokio::test]
async fn what_no_operation_made_comes_back_with_its_table_or_stops_the_run() {
    let Some(database) = family("stranger").await else { return };
    database.migrator().migrate().await.unwrap();
    database.execute("CREATE INDEX by_hand ON parents (name)").await;
    let up = "PRAGMA legacy_alter_table = ON;
        CREATE TABLE new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        DROP TABLE parents;
        ALTER TABLE new_parents RENAME TO parents;
        DELETE FROM children;
        PRAGMA legacy_alter_table = OFF;";
    database.write("0002_anew", &["0001_family"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    database.migrator().migrate().await.unwrap();
    let there = "SELECT count(*) FROM sqlite_schema WHERE name = 'by_hand'";
    assert_eq!(database.number(there).await, Some(1));

    let up = "CREATE TABLE new_parents (id INTEGER PRIMARY KEY) STRICT;
        DROP VIEW names;
        DROP TRIGGER invalidated;
        DROP TABLE parents;
        ALTER TABLE new_parents RENAME TO parents;";
    database.write("0003_nameless", &["0002_anew"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("the index by_hand of parents is not managed by larder"), "{error}");
    assert_eq!(database.number(there).await, Some(1));
}

#[tokio::test]
async fn a_trigger_comes_back_in_the_words_of_a_rename_or_stops_the_run() {
    for runs in [["0002_by_hand", "0003_rename"].as_slice(), &["0003_rename"]] {
        let Some(database) = family("renamed_trigger").await else { return };
        let up = "CREATE TRIGGER small AFTER INSERT ON parents BEGIN
            UPDATE parents SET name = lower(name) WHERE id = new.id; END;";
        let draft = Draft { up, down: "DROP TRIGGER small;", ..Draft::default() };
        database.write("0002_by_hand", &["0001_family"], draft);
        let up = "ALTER TABLE parents RENAME COLUMN name TO title;
            PRAGMA legacy_alter_table = ON;
            CREATE TABLE new_parents (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;
            INSERT INTO new_parents (id, title) SELECT id, title FROM parents;
            DROP TABLE parents;
            ALTER TABLE new_parents RENAME TO parents;
            PRAGMA legacy_alter_table = OFF;";
        database.write("0003_rename", &["0002_by_hand"], Draft { up, down: "SELECT 1;", ..Draft::default() });
        for id in runs {
            database.migrator().migrate_to(id).await.unwrap();
        }
        database.execute("INSERT INTO parents VALUES (2, 'LOUD')").await;
        assert_eq!(database.text("SELECT title FROM parents WHERE id = 2").await, "loud", "{runs:?}");

        let up = "PRAGMA legacy_alter_table = ON;
            CREATE TABLE new_parents (id INTEGER PRIMARY KEY) STRICT;
            DROP TABLE parents;
            ALTER TABLE new_parents RENAME TO parents;
            PRAGMA legacy_alter_table = OFF;";
        database.write("0004_nameless", &["0003_rename"], Draft { up, down: "SELECT 1;", ..Draft::default() });
        let error = database.migrator().migrate().await.unwrap_err().to_string();
        assert!(error.contains("a trigger of"), "{error}");
        assert!(error.contains("no longer works with the table"), "{error}");
        assert_eq!(database.number("SELECT count(title) FROM parents").await, Some(2));
    }
}

#[tokio::test]
async fn a_run_that_breaks_a_foreign_key_changes_nothing() {
    let Some(database) = family("broken").await else { return };
    database.write(
        "0002_lose",
        &["0001_family"],
        Draft { up: "DELETE FROM parents;", down: "SELECT 1;", ..Draft::default() },
    );
    let error = database.migrator().migrate().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("2 rows of children refer to missing rows of parents (parent_id = 1, rowid 1, 2)"), "{text}");
    assert!(error.report().applied.is_empty());
    assert!(!database.has_table("children").await);
}

#[tokio::test]
async fn embedded_migrations_are_those_of_the_folder() {
    let Some(database) = family("embedded").await else { return };
    let folder = database.migrations().join("0001_family");
    let read = |name: &str| -> &'static str { std::fs::read_to_string(folder.join(name)).unwrap().leak() };
    let one = Embedded {
        id: "0001_family",
        plan: read("plan.toml"),
        postgres_up: read("postgres.up.sql"),
        postgres_down: read("postgres.down.sql"),
        mysql_up: read("mysql.up.sql"),
        mysql_down: read("mysql.down.sql"),
        sqlite_up: read("sqlite.up.sql"),
        sqlite_down: read("sqlite.down.sql"),
    };
    let embedded = Migrator::embedded(&config(&database.url), vec![one].leak());
    assert_eq!(embedded.migrate().await.unwrap().applied.len(), 1);
    assert!(database.migrator().migrate().await.unwrap().applied.is_empty());
    assert!(PlanFile::parse(one.plan).is_ok());
}

#[tokio::test]
async fn a_status_creates_no_file() {
    let Some(database) = family("status").await else { return };
    assert_eq!(database.migrator().status().await.unwrap().pending().count(), 1);
    assert!(!database.folder.path().join("test.db").exists());
}

#[tokio::test]
async fn urls_of_other_databases_are_refused_without_showing_the_password() {
    let migrator = Migrator::from_folder(&config("oracle://scott:tiger@x/y"), "migrations");
    let error = migrator.status().await.unwrap_err();
    assert!(matches!(error.kind(), larder::ErrorKind::Configuration(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("tiger"), "{error}");
    let migrator = Migrator::from_folder(&config("postgres://scott:tiger@x/y"), "migrations");
    assert!(!format!("{migrator:?}").contains("tiger"));
}

#[tokio::test]
async fn an_error_of_a_run_keeps_its_report() {
    let Some(database) = family("report").await else { return };
    database.write("0002_wrong", &["0001_family"], Draft { up: "DROP TABLE uncles;", ..Draft::default() });
    let run = async { database.migrator().migrate().await.map_err(larder::Error::from) };
    let error = run.await.unwrap_err();
    assert!(error.is_migration() && error.to_string().contains("uncles"), "{error}");
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.downcast_ref::<larder::migrate::MigrateError>().unwrap().report().applied.is_empty());
}

#[tokio::test]
async fn rows_that_were_broken_before_stop_no_migration() {
    let Some(database) = family("old_broken").await else { return };
    let up = "CREATE TABLE kin (id TEXT PRIMARY KEY, child BLOB REFERENCES children (id), b INTEGER) STRICT;";
    database.write("0002_kin", &["0001_family"], Draft { up, down: "DROP TABLE kin;", ..Draft::default() });
    database.migrator().migrate().await.unwrap();
    database.execute("PRAGMA foreign_keys = OFF; INSERT INTO children VALUES (7, 70); INSERT INTO kin VALUES ('a', X'07', 1), ('b', X'08', 2)").await;
    // Tables whose keys fit no parent cannot be checked at all.
    database.execute("PRAGMA foreign_keys = OFF; CREATE TABLE misfit (n INTEGER REFERENCES parents (name)); INSERT INTO misfit VALUES (1)").await;

    // The table is made anew with other row numbers and names, and is called otherwise afterwards.
    let up = "PRAGMA legacy_alter_table = ON;
        CREATE TABLE new_kin (id TEXT PRIMARY KEY, child_id BLOB REFERENCES children (id)) STRICT;
        INSERT INTO new_kin (id, child_id) SELECT id, child FROM kin ORDER BY id DESC;
        DROP TABLE kin;
        ALTER TABLE new_kin RENAME TO kin;
        ALTER TABLE kin RENAME TO relations;
        PRAGMA legacy_alter_table = OFF;";
    let rename = Operation::RenameTable { table: "kin".to_owned(), to: "relations".to_owned(), names: Vec::new() };
    let (table, column, to) = ("kin".to_owned(), "child".to_owned(), "child_id".to_owned());
    let column = Operation::RenameColumn { table, column, to, names: Vec::new() };
    let draft = Draft { up, down: "SELECT 1;", operations: vec![column, rename], ..Draft::default() };
    database.write("0003_anew", &["0002_kin"], draft);
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);

    let up = "INSERT INTO relations VALUES ('c', X'08'); DELETE FROM children WHERE id = 7; INSERT INTO children VALUES (9, 71);";
    database.write("0004_more", &["0003_anew"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("1 row of children refers to missing rows of parents (parent_id = 71, rowid 9)"), "{error}");
    assert!(
        error.contains("1 row of relations refers to missing rows of children (child_id = X'08', rowid 1, 3)"),
        "{error}"
    );
}

/// Notes with two references to authors: of the first one's author and of the second one's editor nothing is there.
async fn notes(test: &str) -> Option<Database> {
    let database = Database::create(Dialect::Sqlite, test).await?;
    let up = "CREATE TABLE authors (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE notes (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES authors (id), editor_id INTEGER REFERENCES authors (id)) STRICT;";
    database.write("0001_notes", &[], Draft { up, down: "DROP TABLE notes; DROP TABLE authors;", ..Draft::default() });
    database.migrator().migrate().await.unwrap();
    database.execute("PRAGMA foreign_keys = OFF; INSERT INTO authors VALUES (1); INSERT INTO notes VALUES (1, 70, 1), (2, 1, 80)").await;
    Some(database)
}

#[tokio::test]
async fn a_reference_that_is_mended_excuses_no_other() {
    let Some(database) = notes("two_references").await else { return };
    let up = "UPDATE notes SET author_id = 1, editor_id = 70 WHERE id = 1;";
    database.write("0002_swap", &["0001_notes"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("1 row of notes refers to missing rows of authors (editor_id = 70, rowid 1)"), "{error}");
    assert_eq!(database.number("SELECT author_id FROM notes WHERE id = 1").await, Some(70));
}

#[tokio::test]
async fn a_name_that_another_column_gets_excuses_no_row() {
    let Some(database) = notes("name_of_another").await else { return };
    let up = "ALTER TABLE notes DROP COLUMN author_id;
        ALTER TABLE notes RENAME COLUMN editor_id TO author_id;
        UPDATE notes SET author_id = 70 WHERE id = 1;";
    let (table, name) = ("notes".to_owned(), "author_id".to_owned());
    let drop = Operation::DropColumn { table: table.clone(), column: name.clone() };
    let rename = Operation::RenameColumn { table, column: "editor_id".to_owned(), to: name, names: Vec::new() };
    let draft = Draft { up, down: "SELECT 1;", operations: vec![drop, rename], ..Draft::default() };
    database.write("0002_one", &["0001_notes"], draft);
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("after the migrations 1 row of notes refers to"), "{error}");
    assert!(error.contains("(author_id = 70, rowid 1); nothing was changed"), "{error}");
}

/// The values of an altered column are others afterwards, so the number of its broken rows decides.
#[tokio::test]
async fn a_rewritten_reference_may_have_as_many_broken_rows_as_before() {
    const ANEW: &str = "PRAGMA legacy_alter_table = ON;
        CREATE TABLE new_notes (id INTEGER PRIMARY KEY, author_id TEXT REFERENCES authors (id), editor_id INTEGER REFERENCES authors (id)) STRICT;
        INSERT INTO new_notes SELECT id, author_id || '.0', editor_id FROM notes;
        DROP TABLE notes;
        ALTER TABLE new_notes RENAME TO notes;
        PRAGMA legacy_alter_table = OFF;";
    let plan = "format = 1\nid = \"0001_x\"\n[[operations]]\nkind = \"alter_column\"\ntable = \"notes\"\ncolumn = { name = \"author_id\", type = \"text\", nullable = true }\n";
    let alter = || PlanFile::parse(plan).unwrap().operations;
    let Some(database) = notes("rewritten").await else { return };
    let more = format!("{ANEW} INSERT INTO notes VALUES (3, '90', 1);").leak();
    let draft = |up| Draft { up, down: "SELECT 1;", operations: alter(), ..Draft::default() };
    database.write("0002_text", &["0001_notes"], draft(more));
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("1 row of notes refers to missing rows of authors (author_id, rowid 1, 3)"), "{error}");

    // The other reference goes by its values.
    let other = format!("{ANEW} UPDATE notes SET editor_id = 81 WHERE id = 2;").leak();
    database.write("0002_text", &["0001_notes"], draft(other));
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("(editor_id = 81, rowid 2)") && !error.contains("author_id"), "{error}");

    database.write("0002_text", &["0001_notes"], draft(ANEW));
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);
    assert_eq!(database.number("SELECT count(*) FROM notes WHERE author_id = '70.0'").await, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_records_waits_for_the_file_as_a_run_does() {
    let Some(database) = family("busy").await else { return };
    database.execute("PRAGMA journal_mode = WAL").await;
    let mut holder = sqlx::SqliteConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut holder).await.unwrap();
    let impatient = database.migrator().lock_wait(std::time::Duration::ZERO);
    let error = impatient.baseline("0001_family").await.unwrap_err();
    assert!(error.is_locked() && error.to_string().contains("write lock of the SQLite file"), "{error}");

    let (waits, waiting) = tokio::sync::oneshot::channel();
    let waits = std::sync::Mutex::new(Some(waits));
    let migrator = database.migrator().on_event(move |event| {
        if *event == Event::Waiting {
            waits.lock().unwrap().take().unwrap().send(()).unwrap();
        }
    });
    let run = tokio::spawn(async move { migrator.baseline("0001_family").await.map(|report| report.applied.len()) });
    waiting.await.unwrap();
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    assert_eq!(run.await.unwrap().unwrap(), 1);
}
