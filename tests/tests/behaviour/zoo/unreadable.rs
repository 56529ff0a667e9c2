//! A row that somebody else wrote, and that no program of larder's can read: every read that meets it tells which it
//! is.

use integration::zoo::models::{NewMaybe, Store};
use integration::{Database, Fixture, configuration, on_every_engine};
use larder::support::{Bind, Sql, json};
use larder::{CacheConfig, CacheManager, Db, Error, ErrorKind};

use super::values::everything;
use super::{page, zoo};

on_every_engine!(a_row_that_cannot_be_read_tells_its_key, a_json_null_stays_one,);

static SPOIL: Sql = Sql::new(
    "",
    "spoil",
    "UPDATE everythings SET place = '{\"x\": \"secret\"}' WHERE id = $1",
    "UPDATE everythings SET place = '{\"x\": \"secret\"}' WHERE id = ?",
);

static SPOIL_NUMBERED: Sql = Sql::new(
    "",
    "spoil",
    "UPDATE maybes SET numbers = '[\"secret\"]' WHERE id = $1",
    "UPDATE maybes SET numbers = '[\"secret\"]' WHERE id = ?",
);

/// Runs a statement past the store, as another program would.
async fn elsewhere(database: &Database, sql: &'static Sql, key: &dyn Bind) {
    let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let db = Db::open(&configuration(database).database, cache, &[], true).unwrap();
    assert_eq!(db.executor().write(sql, &[key], Vec::new()).await.unwrap(), 1);
}

fn named(error: &Error, expected: &str) {
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error}");
    let text = format!("{error} {error:?}");
    assert!(text.contains(expected) && !text.contains("secret"), "{text} does not contain {expected}");
}

async fn a_row_that_cannot_be_read_tells_its_key(fixture: Fixture) {
    let (store, database) = zoo(&fixture).await;
    let rows = store.everythings();
    let made = rows.create_many((0..4).map(|n| everything(&n.to_string())).collect()).await.unwrap();
    let bad = made[2].id;
    elsewhere(&database, &SPOIL, &bad).await;
    let expected = format!("Everything {bad}: `place` does not hold what the definition says");
    for _ in 0..2 {
        named(&rows.get(bad).await.unwrap_err(), &expected);
        named(&rows.list(page()).await.unwrap_err(), &expected);
        named(&rows.find_many(made.iter().map(|row| row.id)).await.unwrap_err(), &expected);
    }
    named(&store.transaction(async |tx| tx.everythings().get(bad).await).await.unwrap_err(), &expected);
    // With the key known, the row can be dealt with, and the others are there again.
    rows.delete(bad).await.unwrap();
    assert_eq!(rows.list(page()).await.unwrap().items.len(), 3);
    let numbered = store.maybes().create(NewMaybe::new().numbers(vec![1])).await.unwrap();
    elsewhere(&database, &SPOIL_NUMBERED, &numbered.id).await;
    let error = store.maybes().list(page()).await.unwrap_err();
    named(&error, &format!("Maybe {}: `numbers` does not hold", numbered.id));
}

async fn a_json_null_stays_one(fixture: Fixture) {
    let (store, database) = zoo(&fixture).await;
    let null = store.maybes().create(NewMaybe::new().anything(json!(null))).await.unwrap();
    let none = store.maybes().create(NewMaybe::new()).await.unwrap();
    for row in [&null, &none] {
        store.maybes().get(row).await.unwrap();
    }
    store.cache().settle().await;
    // Another process, which reads from Redis where there is one.
    let other = Store::open(configuration(&database)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(other.maybes().get(&null).await.unwrap().anything, Some(json!(null)));
        assert_eq!(other.maybes().get(&none).await.unwrap().anything, None);
    }
    if fixture.engine != integration::Engine::Sqlite {
        assert!(other.cache().statistics().total.loads == 0, "read from Redis");
    }
    let read = other.maybes().get(&null).await.unwrap();
    other.maybes().update((*read).clone()).await.unwrap();
    assert_eq!(store.maybes().list(page()).await.unwrap().items[1].anything, Some(json!(null)));
}
