//! Statements end at their limits, those of the store and those of single calls.

use std::time::{Duration, Instant};

use integration::Engine;
use larder::{ErrorKind, TimeoutStage};

use crate::world::{Aside, MOST, PATCH, PATIENCE, SLOW, assert_whole, each, one};
use larder::statistics::Label;
use larder::support::Sql;

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(2);
/// A machine with other things to do may be late.
const SLACK: Duration = Duration::from_secs(20);

/// Takes about a second.
static SECOND: Sql = Sql {
    label: Label { entity: "Row", method: "second" },
    postgres: "SELECT count(*) FROM pg_sleep(1)",
    mysql: "SELECT COUNT(*) FROM (SELECT SLEEP(1)) AS slept",
    sqlite: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000) SELECT count(*) FROM n",
};

#[test]
fn what_a_service_wants_is_the_default() {
    let config = larder::Config::default().database;
    assert_eq!(config.statement_timeout, Some(Duration::from_secs(30)));
    assert_eq!(config.write_timeout, Some(Duration::from_secs(4)));
    assert_eq!(config.lock_timeout, Some(Duration::from_secs(4)));
}

#[tokio::test]
async fn a_call_has_the_limit_it_is_given() {
    each(
        |_| (),
        async |db, database| {
            let start = Instant::now();
            let ended = db.executor().within(SHORT).one(&SLOW, &[], |row| row.get::<i32>(0)).await;
            // MySQL's SLEEP answers 1 when it is stopped.
            if database.engine() != Engine::MySql || ended.is_err() {
                let error = ended.unwrap_err();
                let kind = error.kind();
                assert!(matches!(kind, ErrorKind::Timeout { stage: TimeoutStage::Statement, .. }), "{error}");
                assert!(error.to_string().contains("300ms"), "{error}");
            }
            assert!(start.elapsed() >= SHORT && start.elapsed() < SHORT + SLACK, "{:?}", start.elapsed());
            assert_whole(db).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_call_may_take_longer_than_the_others() {
    each(
        |settings| {
            settings.max_connections = 1;
            settings.statement_timeout = Some(SHORT);
        },
        async |db, database| {
            let long = db.executor().within(PATIENCE).one(&SECOND, &[], |_| Ok(())).await;
            long.unwrap_or_else(|error| panic!("{:?}: {error}", database.engine()));
            // In a transaction too, and only for the call.
            db.transaction(async |at| at.within(PATIENCE).one(&SECOND, &[], |_| Ok(())).await).await.unwrap();
            let ended = db.executor().one(&SLOW, &[], |row| row.get::<i32>(0)).await;
            if database.engine() != Engine::MySql {
                assert!(ended.unwrap_err().is_timeout());
            }
            assert_eq!(db.status().size, 1, "the connection is the same");
            one(db).await.unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn a_lock_is_waited_for_as_long_as_the_store_says() {
    each(
        |settings| {
            settings.write_timeout = Some(LONG);
            settings.lock_timeout = Some(Duration::from_secs(1));
        },
        async |db, database| {
            if database.engine() == Engine::Sqlite {
                // Another process: in this one writers queue for the pool's own lock.
                let mut holder = Aside::open(database.url()).await;
                holder.run("BEGIN IMMEDIATE").await;
                let error = db.executor().write(&PATCH, &[], Vec::new()).await.unwrap_err();
                assert!(error.is_timeout(), "{error}");
                holder.run("ROLLBACK").await;
                return;
            }
            let mut holder = Aside::open(database.url()).await;
            holder.run("BEGIN").await;
            holder.run("UPDATE pool_rows SET n = 0 WHERE id = 0").await;
            let start = Instant::now();
            let error = db.executor().write(&PATCH, &[], Vec::new()).await.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Timeout { stage: TimeoutStage::Lock, .. }), "{error}");
            assert!(start.elapsed() < LONG + SLACK, "{:?}", start.elapsed());
            // The call's own limit counts for locks as well.
            let start = Instant::now();
            let error = db.executor().within(LONG).write(&PATCH, &[], Vec::new()).await.unwrap_err();
            assert!(error.is_timeout() && start.elapsed() >= LONG, "{error} after {:?}", start.elapsed());
            holder.run("ROLLBACK").await;
            db.executor().write(&PATCH, &[], Vec::new()).await.unwrap();
            assert!(db.status().size <= MOST);
        },
    )
    .await;
}

#[tokio::test]
async fn many_first_transactions_at_once_all_get_a_connection() {
    const MANY: usize = 25;
    each(
        |_| (),
        async |_, database| {
            if database.engine() == Engine::Sqlite {
                return;
            }
            let db = crate::world::open(database.url(), |settings| {
                settings.max_connections = 25;
                settings.min_idle = 25;
            })
            .await;
            let all = std::sync::Arc::new(tokio::sync::Barrier::new(MANY));
            let works = (0..MANY).map(|_| {
                let (db, all) = (db.clone(), std::sync::Arc::clone(&all));
                tokio::spawn(async move {
                    db.transaction(async |at| {
                        // None ends before all have begun, so each needs a connection of its own.
                        all.wait().await;
                        at.one(&crate::world::ONE, &[], |_| Ok(())).await
                    })
                    .await
                })
            });
            for work in works.collect::<Vec<_>>() {
                tokio::time::timeout(PATIENCE, work).await.expect("a place is held by nobody").unwrap().unwrap();
            }
            db.close(PATIENCE).await;
        },
    )
    .await;
}
