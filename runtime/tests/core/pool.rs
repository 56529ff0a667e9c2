//! Waiting for a connection, and giving one back.

use std::time::{Duration, Instant};

use larder::statistics::Label;
use larder::support::{Sql, count};
use larder::{CacheConfig, CacheManager, Config, Db, Dialect, ErrorKind, TimeoutStage};

use crate::world::{PATIENCE, plain, worlds};

static ONE: Sql = plain("Row.one", "SELECT 1");
static SLOW: Sql = Sql {
    label: Label { entity: "Row", method: "slow" },
    postgres: "SELECT count(*) FROM pg_sleep(600)",
    mysql: "SELECT SLEEP(600)",
    sqlite: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n",
};

fn timeout_text(error: &larder::Error, expected: TimeoutStage) -> &str {
    match error.kind() {
        ErrorKind::Timeout { stage, what } if *stage == expected => what,
        other => panic!("not a timeout {expected}: {other:?}"),
    }
}

#[tokio::test]
async fn waiting_in_vain_names_who_holds_the_connections() {
    for world in worlds(&[], |database| {
        database.max_connections = 2;
        database.acquire_timeout = Duration::from_millis(80);
    })
    .await
    {
        let session = world.db.session().await.unwrap();
        let unit = world.db.executor().unit().await.unwrap();
        unit.executor().one(&ONE, &[], |_| Ok(())).await.unwrap();
        let error = world.db.executor().one(&ONE, &[], |_| Ok(())).await.unwrap_err();
        let text = timeout_text(&error, TimeoutStage::Connection);
        assert!(text.contains("80ms") && text.contains("2 of 2 in use"), "{text}");
        assert!(text.contains("1 × transaction (last Row.one) for up to"), "{text}");
        assert!(text.contains("1 × session"), "{text}");
        let status = world.db.status();
        assert_eq!((status.size, status.idle, status.in_use, status.max), (2, 0, 2, 2));
        drop(session);
        unit.commit().await.unwrap();
        let status = world.db.status();
        assert_eq!((status.size, status.idle, status.in_use), (2, 2, 0));
    }
}

#[tokio::test]
async fn a_second_writer_of_sqlite_is_told_who_writes() {
    for world in worlds(&[], |database| database.acquire_timeout = Duration::from_millis(80)).await {
        if world.dialect != Dialect::Sqlite {
            continue;
        }
        let unit = world.db.executor().unit().await.unwrap();
        let error = world.db.executor().unit().await.map(drop).unwrap_err();
        assert!(
            timeout_text(&error, TimeoutStage::Connection)
                .contains("SQLite allows one writer, held by 1 × transaction"),
            "{error}"
        );
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_over_its_limit_ends_on_the_server_too() {
    for world in worlds(&[], |database| database.statement_timeout = Some(Duration::from_millis(150))).await {
        let slow = tokio::time::timeout(PATIENCE, world.db.executor().one(&SLOW, &[], |row| row.get::<i32>(0)));
        let result = slow.await.unwrap_or_else(|_| panic!("{}: the statement goes on", world.dialect));
        // MySQL's SLEEP answers 1 when it is interrupted.
        if world.dialect != Dialect::MySql || result.is_err() {
            timeout_text(&result.unwrap_err(), TimeoutStage::Statement);
        }
        // The limit is this one's too, and a busy machine may need longer for it.
        let started = Instant::now();
        while let Err(error) = world.db.executor().one(&ONE, &[], |_| Ok(())).await {
            assert!(error.is_timeout(), "{error}");
            assert!(started.elapsed() < PATIENCE, "{}: {error}", world.dialect);
        }
    }
}

#[tokio::test]
async fn idle_connections_go_and_the_least_number_stays() {
    for world in worlds(&[], |database| {
        database.idle_timeout = Duration::from_millis(60);
        database.min_idle = 2;
    })
    .await
    {
        let sessions =
            [world.db.session().await.unwrap(), world.db.session().await.unwrap(), world.db.session().await.unwrap()];
        assert!(world.db.status().size >= 3);
        drop(sessions);
        let started = Instant::now();
        while world.db.status().size != 2 {
            assert!(started.elapsed() < PATIENCE, "{:?}", world.db.status());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn a_closed_store_refuses_work() {
    for world in worlds(&[], |_| {}).await {
        world.db.ping().await.unwrap();
        world.db.close(Duration::from_secs(1)).await;
        let error = world.db.ping().await.unwrap_err();
        assert!(error.to_string().contains("closed"), "{error}");
    }
}

#[tokio::test]
async fn memory_is_one_database() {
    static SETUP: Sql = plain("setup", "CREATE TABLE rows_in_memory (id integer)");
    static COUNT: Sql = plain("Row.count", "SELECT count(*) FROM rows_in_memory");
    let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let db = Db::open(&Config::for_url("sqlite::memory:").database, cache, &[], true).unwrap();
    db.executor().write(&SETUP, &[], Vec::new()).await.unwrap();
    let counts = tokio::join!(db.executor().one(&COUNT, &[], count), db.executor().one(&COUNT, &[], count));
    assert_eq!((counts.0.unwrap(), counts.1.unwrap()), (0, 0));
    assert_eq!(db.status().max, 1);
}

#[tokio::test]
async fn an_unreachable_server_is_named_without_its_password() {
    for url in ["postgres://me:hush@127.0.0.1:1/x", "mysql://me:hush@127.0.0.1:1/x"] {
        let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
        let db = Db::open(&Config::for_url(url).database, cache, &[], true).unwrap();
        let error = db.ping().await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(matches!(error.kind(), ErrorKind::Unavailable(_)), "{text}");
        assert!(text.contains("127.0.0.1:1/x") && !text.contains("hush"), "{text}");
    }
}
