//! What somebody made by hand on a SQLite table that a migration makes anew: it stays, or nothing is changed.

use crate::support::{Database, Draft};
use larder_format::Dialect;

const ANEW: &str = "PRAGMA legacy_alter_table = ON;
    CREATE TABLE larder_new_us (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT 1, ranking INTEGER,
        CONSTRAINT us_a_check CHECK (a >= 0)) STRICT;
    INSERT INTO larder_new_us (id, a, ranking) SELECT id, a, ranking FROM us;
    DROP TABLE us;
    ALTER TABLE larder_new_us RENAME TO us;
    PRAGMA legacy_alter_table = OFF;
    CREATE INDEX us_ranking_idx ON us (ranking);";

/// A table with a row, and a migration that makes it anew, still to be applied.
async fn users(test: &str) -> Option<Database> {
    let database = Database::create(Dialect::Sqlite, test).await?;
    let up = "CREATE TABLE us (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT 0, ranking INTEGER,
            CONSTRAINT us_a_check CHECK (a >= 0)) STRICT;
        CREATE INDEX us_ranking_idx ON us (ranking);
        INSERT INTO us VALUES (1, 5, 7);";
    database.write("0001_us", &[], Draft { up, down: "DROP TABLE us;", ..Draft::default() });
    database.migrator().migrate().await.unwrap();
    database.write("0002_anew", &["0001_us"], Draft { up: ANEW, down: ANEW, ..Draft::default() });
    Some(database)
}

async fn names(database: &Database) -> String {
    database.text("SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE lower(tbl_name) = 'us' AND type <> 'table' ORDER BY 1)").await
}

#[tokio::test]
async fn triggers_and_indexes_stay_whatever_their_names_are_part_of() {
    let Some(database) = users("by_hand_names").await else { return };
    database
        .execute(
            "CREATE TABLE audit (x INTEGER);
            CREATE TRIGGER a AFTER UPDATE ON us BEGIN INSERT INTO audit VALUES (new.id); END;
            CREATE TRIGGER larder AFTER UPDATE ON US BEGIN INSERT INTO audit VALUES (new.id); END;
            CREATE INDEX rank ON us (a);
            CREATE INDEX id ON us (a, id);",
        )
        .await;
    for direction in ["up", "down", "up"] {
        if direction == "up" {
            database.migrator().migrate().await.unwrap();
        } else {
            database.migrator().rollback(1).await.unwrap();
        }
        assert_eq!(names(&database).await, "a,id,larder,rank,us_ranking_idx", "{direction}");
    }
}

#[tokio::test]
async fn an_index_by_hand_is_not_replaced_by_one_of_its_name() {
    let Some(database) = users("by_hand_taken").await else { return };
    let up = format!("{ANEW} CREATE INDEX us_a_idx ON us (a);");
    let draft = Draft { up: up.leak(), down: "SELECT 1;", ..Draft::default() };
    database.write("0002_anew", &["0001_us"], draft);
    database.execute("CREATE INDEX us_a_idx ON us (a, id)").await;
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("index us_a_idx already exists"), "{error}");
    assert_eq!(names(&database).await, "us_a_idx,us_ranking_idx");
}

#[tokio::test]
async fn columns_and_rules_that_would_be_lost_stop_the_run() {
    let in_schema = |from: &str, to: &str| {
        format!(
            "PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = 'us';
            PRAGMA writable_schema = RESET;"
        )
    };
    let table = [
        ("ALTER TABLE us ADD COLUMN extra INTEGER; UPDATE us SET extra = 42;".to_owned(), "the column `extra`"),
        (
            in_schema("CONSTRAINT us_a_check", "CONSTRAINT hand CHECK (id > 0), CONSTRAINT us_a_check"),
            "`CHECK (id > 0)`",
        ),
        (in_schema("ranking INTEGER", "ranking INTEGER CHECK (ranking < 9)"), "the CHECK of the column `ranking`"),
        (in_schema("ranking INTEGER", "ranking INTEGER REFERENCES us (id)"), "the REFERENCES of the column `ranking`"),
        (in_schema("(a >= 0)", "(a >= 1)"), "`CHECK (a >= 1)`"),
    ];
    for (number, (by_hand, lost)) in table.into_iter().enumerate() {
        let Some(database) = users(&format!("by_hand_lost_{number}")).await else { return };
        database.execute(&by_hand).await;
        let error = database.migrator().migrate().await.unwrap_err().to_string();
        assert!(error.contains(lost) && error.contains("is not managed by larder"), "{by_hand}: {error}");
        assert_eq!(
            database.number("SELECT count(*) FROM larder_migrations WHERE migration = '0002_anew'").await,
            Some(0)
        );
        assert_eq!(database.number("SELECT a FROM us").await, Some(5));
    }
}

#[tokio::test]
async fn the_way_down_loses_nothing_either() {
    let Some(database) = users("by_hand_down").await else { return };
    database.migrator().migrate().await.unwrap();
    database.execute("ALTER TABLE us ADD COLUMN extra INTEGER; UPDATE us SET extra = 42;").await;
    let error = database.migrator().rollback(1).await.unwrap_err().to_string();
    assert!(error.contains("the column `extra`"), "{error}");
    assert_eq!(database.number("SELECT extra FROM us").await, Some(42));
}

#[tokio::test]
async fn what_a_migration_by_hand_made_goes_on_with_its_table() {
    let Some(database) = users("by_hand_migration").await else { return };
    let up = "ALTER TABLE us ADD COLUMN note TEXT; CREATE TRIGGER quiet AFTER DELETE ON us BEGIN SELECT 1; END;";
    database.write("0002_by_hand", &["0001_us"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    std::fs::remove_dir_all(database.migrations().join("0002_anew")).unwrap();
    let anew =
        ANEW.replace("ranking INTEGER,", "ranking INTEGER, note TEXT,").replace("a, ranking", "a, ranking, note");
    let draft = Draft { up: anew.leak(), down: "SELECT 1;", ..Draft::default() };
    database.write("0003_anew", &["0002_by_hand"], draft);
    database.migrator().migrate().await.unwrap();
    assert_eq!(names(&database).await, "quiet,us_ranking_idx");
    assert_eq!(database.number("SELECT count(note) FROM us").await, Some(0));
}

/// A migration that needs rows says as much of the schema as any other.
#[tokio::test]
async fn a_migration_that_needs_rows_hides_nothing_that_was_made_by_hand() {
    let needs_rows = "UPDATE us SET a = a + 1 WHERE id = 77;
        INSERT INTO us (id, a) VALUES (78, (SELECT a + 1 FROM us WHERE id = 77));
        CREATE UNIQUE INDEX us_a_key ON us (a);
        WITH twice AS (SELECT a * 10 AS a FROM us WHERE id = 78) INSERT INTO us (id, a) VALUES (79, (SELECT a FROM twice));";
    for (by_hand, lost) in [
        ("CREATE TRIGGER hand AFTER UPDATE ON us BEGIN SELECT 1; END;", None),
        ("ALTER TABLE us ADD COLUMN extra INTEGER; UPDATE us SET extra = 42;", Some("the column `extra`")),
    ] {
        let Some(database) = users(&format!("by_hand_rows_{}", lost.is_some())).await else { return };
        std::fs::remove_dir_all(database.migrations().join("0002_anew")).unwrap();
        database.execute("INSERT INTO us (id, a) VALUES (77, 30);").await;
        database.write("0002_rows", &["0001_us"], Draft { up: needs_rows, down: "SELECT 1;", ..Draft::default() });
        database.migrator().migrate().await.unwrap();
        let anew = format!("{ANEW} CREATE UNIQUE INDEX us_a_key ON us (a);");
        database.write("0003_anew", &["0002_rows"], Draft { up: anew.leak(), down: "SELECT 1;", ..Draft::default() });
        database.execute(by_hand).await;
        let run = database.migrator().migrate().await;
        match lost {
            None => {
                run.unwrap();
                assert_eq!(names(&database).await, "hand,us_a_key,us_ranking_idx");
            }
            Some(lost) => {
                let error = run.unwrap_err().to_string();
                assert!(error.contains(lost) && error.contains("is not managed by larder"), "{error}");
                assert_eq!(database.number("SELECT extra FROM us WHERE id = 77").await, Some(42));
            }
        }
        assert_eq!(database.number("SELECT a FROM us WHERE id = 79").await, Some(320));
    }
}
