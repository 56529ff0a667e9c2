//! Ways that rows stand in, and ways back that end in their middle.

use larder::migrate::State;
use larder_format::Dialect;
use larder_format::plan::{Probe, Step};

use crate::support::{Database, Draft, one, suite};

suite!(
    rows_in_the_way_are_told_before_anything_changes,
    a_way_back_that_ended_is_given_up_or_gone_to_its_end,
    a_way_back_that_is_none_is_not_given_up,
);

const ITEMS: &str = "0001_items";
const CHANGE: &str = "0002_change";

fn write_items(database: &Database) {
    let up = "CREATE TABLE items (id BIGINT NOT NULL PRIMARY KEY, x BIGINT NOT NULL);\nCREATE UNIQUE INDEX items_x ON items (x);";
    let has = |name: &str| Probe::HasIndex { table: "items".to_owned(), name: name.to_owned() };
    let draft = Draft {
        up,
        down: "DROP TABLE items;",
        up_steps: vec![one(Probe::HasTable("items".to_owned())), one(has("items_x"))],
        down_steps: vec![one(Probe::NoTable("items".to_owned()))],
        ..Draft::default()
    };
    database.write(ITEMS, &[], draft);
}

async fn rows_in_the_way_are_told_before_anything_changes(database: &Database) {
    write_items(database);
    let look = || Step { statements: 1, expects_no_rows: true, ..Step::default() };
    let column = || ("items".to_owned(), "m".to_owned());
    let has = |(table, name)| one(Probe::HasColumn { table, name });
    let has_no = |(table, name)| one(Probe::NoColumn { table, name });
    let draft = Draft {
        up: "SELECT id FROM items\nWHERE x > 5;\nSELECT id FROM items WHERE x = 4;\nALTER TABLE items ADD COLUMN m BIGINT;",
        down: "SELECT id FROM items WHERE x < 2;\nALTER TABLE items DROP COLUMN m;",
        up_steps: vec![look(), look(), has(column())],
        down_steps: vec![look(), has_no(column())],
        sqlite_steps: true,
        ..Draft::default()
    };
    database.write(CHANGE, &[ITEMS], draft);
    let migrator = database.migrator();
    migrator.migrate_to(ITEMS).await.unwrap();
    database.execute("INSERT INTO items VALUES (1, 1), (4, 4), (9, 9)").await;
    let error = migrator.migrate().await.unwrap_err().to_string();
    if database.dialect != Dialect::Sqlite {
        let told = "0002_change up: nothing was changed, because existing rows prevent it: (9) of `SELECT id FROM items WHERE x > 5`; (4) of `SELECT id FROM items WHERE x = 4`; fix them and run again";
        assert!(error.contains(told), "{error}");
    }
    assert_eq!(migrator.status().await.unwrap().migrations[1].state, State::Pending);
    assert_eq!(database.number("SELECT count(m) FROM items").await, None);

    database.execute("DELETE FROM items WHERE x > 3").await;
    assert_eq!(migrator.migrate().await.unwrap().applied[0].id, CHANGE);
    let error = migrator.rollback(1).await.unwrap_err().to_string();
    assert!(error.contains("fix them and run again"), "{error}");
    assert!(matches!(migrator.status().await.unwrap().migrations[1].state, State::Applied { .. }));
    database.execute("UPDATE items SET x = 3").await;
    migrator.rollback(1).await.unwrap();
    assert_eq!(database.number("SELECT count(m) FROM items").await, None);
}

/// The way back fails where rows agree in `x`.
fn write_change(database: &Database) {
    let is_postgres = database.dialect == Dialect::Postgres;
    // On PostgreSQL the catalogue tells what of a statement is left.
    let step = |probe: Probe| if is_postgres { Step { statements: 1, ..Step::default() } } else { one(probe) };
    let (items, articles, m) = ("items".to_owned(), "articles".to_owned(), "m".to_owned());
    let index = |table: &String| (table.clone(), "items_x".to_owned());
    let has_index = |(table, name)| one(Probe::HasIndex { table, name });
    let no_index = |(table, name)| one(Probe::NoIndex { table, name });
    let drop = if database.dialect == Dialect::MySql { "DROP INDEX items_x ON items" } else { "DROP INDEX items_x" };
    let up = format!("{drop};\nALTER TABLE items RENAME TO articles;\nALTER TABLE articles ADD COLUMN m BIGINT;");
    let draft = Draft {
        up: up.leak(),
        down: "ALTER TABLE articles DROP COLUMN m;\nALTER TABLE articles RENAME TO items;\nCREATE UNIQUE INDEX items_x ON items (x);",
        up_steps: vec![
            no_index(index(&items)),
            step(Probe::HasTable(articles.clone())),
            step(Probe::HasColumn { table: articles.clone(), name: m.clone() }),
        ],
        down_steps: vec![
            step(Probe::NoColumn { table: articles, name: m }),
            step(Probe::HasTable(items.clone())),
            has_index(index(&items)),
        ],
        ..Draft::default()
    };
    database.write(CHANGE, &[ITEMS], draft);
}

async fn a_way_back_that_ended_is_given_up_or_gone_to_its_end(database: &Database) {
    write_items(database);
    write_change(database);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    database.execute("INSERT INTO articles (id, x) VALUES (1, 7), (2, 7)").await;
    let error = migrator.rollback(1).await.unwrap_err().to_string();
    let state = async || migrator.status().await.unwrap().migrations[1].state.clone();
    if database.dialect == Dialect::Sqlite {
        assert!(matches!(state().await, State::Applied { .. }));
        return;
    }
    assert!(error.contains("`resolve 0002_change --reapply` to apply it again"), "{error}");
    assert_eq!(state().await, State::RollingBack { done: 2, of: 3, undecided: None });
    assert!(database.has_table("items").await && !database.has_table("articles").await);
    // It is not finished while the rows agree, and can be given up all the same.
    migrator.migrate().await.unwrap_err();
    migrator.undo(CHANGE).await.unwrap_err();
    assert_eq!(migrator.reapply(CHANGE).await.unwrap().applied[0].id, CHANGE);
    assert!(matches!(state().await, State::Applied { .. }));
    assert_eq!(database.number("SELECT count(*) FROM articles WHERE m IS NULL").await, Some(2));
    // Again, and to its end this time.
    migrator.rollback(1).await.unwrap_err();
    database.execute("DELETE FROM items WHERE id = 2").await;
    assert_eq!(migrator.undo(CHANGE).await.unwrap().rolled_back[0].id, CHANGE);
    assert_eq!(state().await, State::Pending);
    assert_eq!(database.number("SELECT count(*) FROM items").await, Some(1));
    assert_eq!(migrator.migrate().await.unwrap().applied[0].id, CHANGE);
}

async fn a_way_back_that_is_none_is_not_given_up(database: &Database) {
    write_items(database);
    let migrator = database.migrator();
    let refused = async || migrator.reapply(ITEMS).await.unwrap_err().to_string();
    assert!(refused().await.contains("is not being rolled back"));
    migrator.migrate().await.unwrap();
    assert!(refused().await.contains("is not being rolled back"));
}
