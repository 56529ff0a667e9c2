//! A server that stands still, with all its connections open, makes nobody wait for ever.

use std::time::{Duration, Instant};

use integration::Engine;
use larder::{Db, ErrorKind};
use tokio::time::{sleep, timeout};
use xtask::Throwaway;

use crate::world::{GET, PATCH, PATIENCE, assert_whole, engines, one, open, set_up};

const LIMIT: Duration = Duration::from_secs(1);
/// What a place may take to come back from a server that says nothing, and a machine with other things to do.
const RETURN: Duration = Duration::from_secs(30);

async fn freeze(engine: Engine, server: Throwaway) {
    let db = open(&server.url(), |settings| {
        settings.statement_timeout = Some(LIMIT);
        settings.connect_timeout = LIMIT;
        settings.acquire_timeout = LIMIT;
        // The calls meet the frozen server themselves.
        settings.probe_after = PATIENCE;
    })
    .await;
    set_up(&db).await;
    let read = begun(&db).await;
    let write = begun(&db).await;
    server.freeze(true);
    let start = Instant::now();
    let error = read.executor().one(&GET, &[], |_| Ok(())).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{engine:?}: {error}");
    assert!(start.elapsed() >= LIMIT && start.elapsed() < LIMIT * 10, "{engine:?}: {:?}", start.elapsed());
    let error = write.executor().write(&PATCH, &[], Vec::new()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::UnknownOutcome(_)), "{engine:?}: {error}");
    drop((read, write));
    // Their places come back although nothing is answered.
    let start = Instant::now();
    while db.status().size > 0 {
        assert!(start.elapsed() < RETURN, "{engine:?}: {:?}", db.status());
        sleep(Duration::from_millis(50)).await;
    }
    let start = Instant::now();
    let error = one(&db).await.unwrap_err();
    assert!(error.is_retryable() && start.elapsed() < LIMIT * 10, "{engine:?}: {error} after {:?}", start.elapsed());
    server.freeze(false);
    let start = Instant::now();
    while one(&db).await.is_err() {
        assert!(start.elapsed() < PATIENCE, "{engine:?}: the server is back");
    }
    assert_whole(&db).await;
    timeout(PATIENCE, db.close(PATIENCE)).await.unwrap();
}

/// A session that has been used.
async fn begun(db: &Db) -> larder::support::Session {
    let session = db.session().await.unwrap();
    session.executor().one(&GET, &[], |_| Ok(())).await.unwrap();
    session
}

#[tokio::test]
async fn a_frozen_postgres_ends_calls_at_their_limit() {
    if engines().any(|engine| engine == Engine::Postgres) {
        freeze(Engine::Postgres, Throwaway::postgres().unwrap()).await;
    }
}

#[tokio::test]
async fn a_frozen_mariadb_ends_calls_at_their_limit() {
    if engines().any(|engine| engine == Engine::MySql) {
        freeze(Engine::MySql, Throwaway::mariadb().unwrap()).await;
    }
}
