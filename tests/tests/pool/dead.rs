//! Connections that die, or lead to a server that is the wrong one now, cost no innocent call.

use std::time::{Duration, Instant};

use integration::Engine;
use larder::statistics::Label;
use larder::support::Sql;
use larder::{Db, Result};
#[expect(clippy::disallowed_types, reason = "MySQL takes no placeholder for the number of a session")]
use sqlx::AssertSqlSafe;
use xtask::Throwaway;

use crate::world::{Aside, GET, MOST, PATCH, PATCH_OTHER, PATIENCE, each, engines, one, open, same, set_up};

async fn read(db: &Db) -> Result<()> {
    db.executor().one(&GET, &[], |_| Ok(())).await
}

async fn write(db: &Db) -> Result<()> {
    db.executor().write(&PATCH_OTHER, &[], Vec::new()).await.map(drop)
}

async fn transact(db: &Db) -> Result<()> {
    db.transaction(async |at| at.write(&PATCH, &[], Vec::new()).await.map(drop)).await
}

/// Opens every connection and leaves all idle.
async fn fill(db: &Db) {
    let mut sessions = Vec::new();
    for _ in 0..db.status().max {
        sessions.push(db.session().await.unwrap());
    }
}

#[tokio::test]
async fn a_restart_fails_no_call_that_comes_after_it() {
    for engine in engines() {
        let mut server = match engine {
            Engine::Sqlite => continue,
            Engine::Postgres => Throwaway::postgres().unwrap(),
            Engine::MySql => Throwaway::mariadb().unwrap(),
        };
        let db = open(&server.url(), |settings| settings.max_connections = 25).await;
        set_up(&db).await;
        fill(&db).await;
        assert_eq!(db.status().idle, 25);
        server.kill_and_restart().unwrap();
        // With its data in memory a server is back before a connection counts as idle, of which a write asks first.
        tokio::time::sleep(Duration::from_millis(200)).await;
        for number in 0..30 {
            let answer = match number % 3 {
                0 => write(&db).await,
                1 => read(&db).await,
                _ => transact(&db).await,
            };
            answer.unwrap_or_else(|error| panic!("{engine:?}: call {number} after the restart: {error}"));
        }
        db.close(PATIENCE).await;
    }
}

#[tokio::test]
async fn one_dead_connection_makes_the_others_suspect() {
    static OTHERS: Sql = Sql {
        label: Label { entity: "Row", method: "others" },
        postgres: "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()",
        mysql: "SELECT CAST(id AS UNSIGNED) FROM /*M! information_schema. *//*!80022 performance_schema. */processlist \
                WHERE db = database() AND id <> connection_id()",
        sqlite: "SELECT 1",
    };
    // Nothing is probed for its idleness alone.
    each(
        |settings| settings.probe_after = PATIENCE,
        async |db, database| {
            if database.engine() == Engine::Sqlite {
                return;
            }
            fill(db).await;
            let mut aside = Aside::open(database.url()).await;
            match &mut aside {
                Aside::MySql(connection) => {
                    let ids: Vec<u64> = sqlx::query_scalar(OTHERS.mysql).fetch_all(&mut *connection).await.unwrap();
                    for id in ids {
                        let kill = format!("KILL CONNECTION {id}");
                        sqlx::raw_sql(AssertSqlSafe(kill)).execute(&mut *connection).await.unwrap();
                    }
                }
                aside => aside.run(OTHERS.postgres).await,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            // BEGIN is sent again on another connection, which is probed.
            transact(db).await.unwrap();
            for _ in 0..MOST {
                write(db).await.unwrap();
                read(db).await.unwrap();
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_statement_too_large_costs_the_next_caller_nothing() {
    static LENGTH: Sql = same("Row.create", "SELECT CHAR_LENGTH(?)");
    each(
        |settings| settings.max_connections = 1,
        async |db, database| {
            if database.engine() != Engine::MySql {
                return;
            }
            let mut aside = Aside::open(database.url()).await;
            let Aside::MySql(connection) = &mut aside else { unreachable!("it was opened by the URL of MySQL") };
            // MariaDB takes 16 MB, MySQL 64.
            let most: u64 = sqlx::query_scalar("SELECT CAST(@@max_allowed_packet AS UNSIGNED)")
                .fetch_one(connection)
                .await
                .unwrap();
            let text = "x".repeat(usize::try_from(most).unwrap() + (1 << 20));
            for _ in 0..3 {
                db.executor().one(&LENGTH, &[&text], |_| Ok(())).await.unwrap_err();
                for _ in 0..3 {
                    one(db).await.unwrap();
                    write(db).await.unwrap();
                }
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_connection_to_a_server_that_takes_no_writes_is_given_up() {
    static READ_ONLY: Sql = Sql {
        label: Label { entity: "Row", method: "read_only" },
        postgres: "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        mysql: "SET SESSION TRANSACTION READ ONLY",
        sqlite: "SELECT 1",
    };
    each(
        |_| (),
        async |db, database| {
            if database.engine() == Engine::Sqlite {
                return;
            }
            // Each connection leads to what is a replica now; new ones lead to the primary.
            let mut sessions = Vec::new();
            for _ in 0..MOST {
                let session = db.session().await.unwrap();
                session.executor().write(&READ_ONLY, &[], Vec::new()).await.unwrap();
                sessions.push(session);
            }
            drop(sessions);
            write(db).await.unwrap_err();
            for _ in 0..2 * MOST {
                write(db).await.unwrap();
            }
        },
    )
    .await;
}

#[tokio::test]
async fn every_fatal_answer_gives_the_connection_up() {
    /// Ends the session behind an answer of each kind that a test can ask for.
    static ENDS: [Sql; 2] = [
        same("Row.end", "SELECT pg_terminate_backend(pg_backend_pid())"),
        same("Row.idle", "SET idle_session_timeout = 30"),
    ];
    each(
        |settings| settings.max_connections = 1,
        async |db, database| {
            match database.engine() {
                Engine::Sqlite => return,
                Engine::Postgres => {
                    for sql in &ENDS {
                        let _ = db.executor().write(sql, &[], Vec::new()).await;
                        tokio::time::sleep(Duration::from_millis(600)).await;
                        one(db).await.unwrap();
                    }
                    // In a transaction that was idle for too long (25P03).
                    static LIMIT: Sql = same("Row.limit", "SET LOCAL idle_in_transaction_session_timeout = 30");
                    let cut: Result<()> = db
                        .transaction(async |at| {
                            at.write(&LIMIT, &[], Vec::new()).await?;
                            tokio::time::sleep(Duration::from_millis(200)).await;
                            at.one(&GET, &[], |_| Ok(())).await
                        })
                        .await;
                    cut.unwrap_err();
                }
                Engine::MySql => {
                    static IDLE: Sql = same("Row.idle", "SET SESSION wait_timeout = 1");
                    static END: Sql = same("Row.end", "KILL CONNECTION CONNECTION_ID()");
                    db.executor().write(&IDLE, &[], Vec::new()).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(1500)).await;
                    one(db).await.unwrap();
                    db.executor().write(&END, &[], Vec::new()).await.unwrap_err();
                }
            }
            for _ in 0..3 {
                one(db).await.unwrap();
                write(db).await.unwrap();
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_server_that_is_gone_is_said_at_once() {
    for engine in engines() {
        let server = match engine {
            Engine::Sqlite => continue,
            Engine::Postgres => Throwaway::postgres().unwrap(),
            Engine::MySql => Throwaway::mariadb().unwrap(),
        };
        let db = open(&server.url(), |_| ()).await;
        set_up(&db).await;
        fill(&db).await;
        drop(server);
        let start = Instant::now();
        for _ in 0..2 * MOST {
            one(&db).await.unwrap_err();
        }
        assert!(start.elapsed() < PATIENCE, "{engine:?}: {:?}", start.elapsed());
        db.close(PATIENCE).await;
    }
}
