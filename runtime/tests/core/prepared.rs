//! Statements stay prepared; a schema that changes under them is no error of a running program.

use larder::statistics::Label;
use larder::support::Sql;
use larder::{Dialect, Row};

use crate::world::{World, each, outside, plain};

static SETUP: [Sql; 3] = [
    plain("setup", "DROP TABLE IF EXISTS prepared_items"),
    plain("setup", "CREATE TABLE prepared_items (id integer PRIMARY KEY, name varchar(100), n integer NOT NULL)"),
    plain("setup", "INSERT INTO prepared_items VALUES (1, 'one', 0)"),
];
static GET: Sql = Sql {
    label: Label { entity: "Item", method: "get" },
    postgres: "SELECT id, name, n FROM prepared_items WHERE id = $1",
    mysql: "SELECT id, name, n FROM prepared_items WHERE id = ?",
    sqlite: "SELECT id, name, n FROM prepared_items WHERE id = $1",
};
static COUNT_UP: Sql = Sql {
    label: Label { entity: "Item", method: "count_up" },
    postgres: "UPDATE prepared_items SET n = n + 1 WHERE id = $1",
    mysql: "UPDATE prepared_items SET n = n + 1 WHERE id = ?",
    sqlite: "UPDATE prepared_items SET n = n + 1 WHERE id = $1",
};
static FORGET: Sql = plain("Item.forget", "DEALLOCATE ALL");

/// Both change the result of `GET`, by its length and by its type.
fn changes(dialect: Dialect) -> [&'static str; 2] {
    match dialect {
        Dialect::Postgres => [
            "ALTER TABLE prepared_items ALTER COLUMN name TYPE varchar(300)",
            "ALTER TABLE prepared_items ALTER COLUMN name TYPE text",
        ],
        Dialect::MySql => {
            ["ALTER TABLE prepared_items MODIFY name varchar(300)", "ALTER TABLE prepared_items MODIFY name longtext"]
        }
        Dialect::Sqlite => [
            "ALTER TABLE prepared_items ADD COLUMN more text",
            "CREATE TABLE other (id integer PRIMARY KEY, name text, n integer NOT NULL, more text); \
             INSERT INTO other SELECT * FROM prepared_items; DROP TABLE prepared_items; \
             ALTER TABLE other RENAME TO prepared_items",
        ],
    }
}

fn name(row: &Row) -> larder::Result<String> {
    row.get(1)
}

/// Prepares the statements on three connections.
async fn warm(world: &World) {
    let sessions =
        [world.db.session().await.unwrap(), world.db.session().await.unwrap(), world.db.session().await.unwrap()];
    for session in &sessions {
        assert_eq!(session.executor().one(&GET, &[&1_i32], name).await.unwrap(), "one");
        session.executor().write(&COUNT_UP, &[&1_i32], Vec::new()).await.unwrap();
    }
}

#[tokio::test]
async fn a_changed_column_is_read_on_as_if_nothing_had_happened() {
    each(&SETUP, &[], async |world| {
        for change in changes(world.dialect) {
            warm(world).await;
            outside(world, change).await;
            for _ in 0..20 {
                let read = || world.db.executor().one(&GET, &[&1_i32], name);
                let (a, b, c) = tokio::join!(read(), read(), read());
                assert_eq!([a.unwrap(), b.unwrap(), c.unwrap()], ["one"; 3], "{}: {change}", world.dialect);
            }
        }
        let n: i32 = world.db.executor().one(&GET, &[&1_i32], |row| row.get(2)).await.unwrap();
        assert_eq!(n, 6);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_meets_a_changed_column_succeeds_at_the_next_attempt() {
    each(&SETUP, &[], async |world| {
        for change in changes(world.dialect) {
            warm(world).await;
            outside(world, change).await;
            let attempt = || {
                world.db.transaction(async |at| {
                    at.write(&COUNT_UP, &[&1_i32], Vec::new()).await?;
                    at.one(&GET, &[&1_i32], name).await
                })
            };
            if let Err(error) = attempt().await {
                assert!(error.is_conflict() && error.is_retryable(), "{error}");
                assert_eq!((world.dialect, world.pooled), (Dialect::Postgres, false), "{error}");
            }
            // Every connection has heard of it.
            let both = tokio::join!(attempt(), attempt(), attempt());
            assert_eq!([both.0.unwrap(), both.1.unwrap(), both.2.unwrap()], ["one"; 3]);
        }
    })
    .await;
}

#[tokio::test]
async fn statements_that_somebody_took_away_are_prepared_again() {
    each(&SETUP, &[], async |world| {
        if world.dialect != Dialect::Postgres {
            return;
        }
        let session = world.db.session().await.unwrap();
        for _ in 0..3 {
            assert_eq!(session.executor().one(&GET, &[&1_i32], name).await.unwrap(), "one");
            session.executor().write(&COUNT_UP, &[&1_i32], Vec::new()).await.unwrap();
            session.executor().write(&FORGET, &[], Vec::new()).await.unwrap();
        }
        let n: i32 = session.executor().one(&GET, &[&1_i32], |row| row.get(2)).await.unwrap();
        assert_eq!(n, 3);
    })
    .await;
}
