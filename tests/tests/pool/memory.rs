//! A database in memory ends with its connection, which therefore outlives everything that callers do.

use std::time::Duration;

use integration::Engine;
use larder::Db;
use larder::support::Sql;
use tokio::time::timeout;
use voicehelper::models::Store;

use crate::world::{PATCH, PATIENCE, SLOW, open, rows, same, set_up};

/// Every form of a URL whose database goes with its connection.
const URLS: [&str; 6] = [
    "sqlite::memory:",
    "sqlite://:memory:",
    "sqlite:file:pool_of_one?mode=memory&cache=shared",
    "sqlite:pool_of_two?mode=memory&cache=private",
    "sqlite:file:/pool_of_three?vfs=memdb",
    "sqlite:",
];

/// Runs longer than its caller waits, and writes.
static SLOW_WRITE: Sql = same(
    "Row.create_many",
    "INSERT INTO pool_rows WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) \
     SELECT i, i FROM n",
);

async fn each(limit: Option<Duration>, case: impl AsyncFn(&Db)) {
    if !Engine::Sqlite.is_asked_for() {
        return;
    }
    for url in URLS {
        let db = open(url, |settings| {
            settings.statement_timeout = limit;
            settings.acquire_timeout = PATIENCE;
        })
        .await;
        set_up(&db).await;
        case(&db).await;
        assert_eq!(rows(&db).await.unwrap(), 5, "{url}");
        assert_eq!(db.status().max, 1, "{url}");
    }
}

#[tokio::test]
async fn a_future_dropped_at_any_moment_leaves_the_data() {
    each(None, async |db| {
        for number in 0..60_u64 {
            let left = db.transaction(async |at| {
                at.write(&PATCH, &[], Vec::new()).await?;
                at.write(&PATCH, &[], Vec::new()).await
            });
            let _ = timeout(Duration::from_micros(number * 7 % 300), left).await;
            let _ =
                timeout(Duration::from_micros(number * 11 % 300), db.executor().write(&PATCH, &[], Vec::new())).await;
            let _ = timeout(Duration::from_micros(number * 13 % 300), db.session()).await;
        }
        assert_eq!(rows(db).await.unwrap(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_is_stopped_leaves_the_data() {
    each(Some(Duration::from_millis(30)), async |db| {
        assert!(db.executor().one(&SLOW, &[], |_| Ok(())).await.unwrap_err().is_timeout());
        assert!(db.executor().write(&SLOW_WRITE, &[], Vec::new()).await.unwrap_err().is_timeout());
        let cut = db.transaction(async |at| {
            at.write(&PATCH, &[], Vec::new()).await?;
            at.write(&SLOW_WRITE, &[], Vec::new()).await
        });
        assert!(cut.await.unwrap_err().is_timeout());
    })
    .await;
    each(None, async |db| {
        let left = db.executor().write(&SLOW_WRITE, &[], Vec::new());
        timeout(Duration::from_millis(20), left).await.unwrap_err();
        let left = db.transaction(async |at| at.write(&SLOW_WRITE, &[], Vec::new()).await);
        timeout(Duration::from_millis(20), left).await.unwrap_err();
        let panicked = db.clone();
        let panicked = tokio::spawn(async move {
            let _unit = panicked.executor().unit().await.unwrap();
            panic!("on purpose");
        });
        assert!(panicked.await.unwrap_err().is_panic());
    })
    .await;
}

#[tokio::test]
async fn a_migrator_dropped_at_work_leaves_the_data() {
    if !Engine::Sqlite.is_asked_for() {
        return;
    }
    let config = larder::Config::for_url("sqlite::memory:");
    let store = Store::open(config).await.unwrap();
    for number in 0..60_u64 {
        let migrator = store.migrator();
        let _ = timeout(Duration::from_micros(number * 41 % 2500), migrator.status()).await;
        let _ = timeout(Duration::from_micros(number * 53 % 2500), migrator.migrate()).await;
    }
    let status = store.migrator().status().await.unwrap();
    status.check().expect("the schema is as it was");
    assert!(store.health().await.is_healthy());
}
