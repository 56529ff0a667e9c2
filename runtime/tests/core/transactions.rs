//! However a transaction ends, no half of it stays and no connection is poisoned.

use std::cell::Cell;
use std::time::Duration;

use larder::statistics::Label;
use larder::support::{Executor, Sql, count};
use larder::{Dialect, Error, ErrorKind, Result};
use tokio::select;
use tokio::time::{sleep, timeout};

use crate::world::{PATIENCE, World, each, kill, plain};

static SETUP: [Sql; 3] = [
    plain("setup", "DROP TABLE IF EXISTS transaction_rows"),
    plain("setup", "CREATE TABLE transaction_rows (id integer PRIMARY KEY)"),
    plain("setup", "INSERT INTO transaction_rows VALUES (0)"),
];
static INSERT: Sql = Sql {
    label: Label { entity: "Row", method: "create" },
    postgres: "INSERT INTO transaction_rows VALUES ($1)",
    mysql: "INSERT INTO transaction_rows VALUES (?)",
    sqlite: "INSERT INTO transaction_rows VALUES ($1)",
};
static COUNT: Sql = plain("Row.count", "SELECT count(*) FROM transaction_rows");
static SLOW: Sql = Sql {
    label: Label { entity: "Row", method: "slow" },
    postgres: "SELECT count(*) FROM pg_sleep(3)",
    mysql: "SELECT SLEEP(3)",
    // Ends only when it is stopped, which a dropped call does in this process.
    sqlite: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n",
};

async fn create(at: Executor<'_>, id: i32) -> Result<()> {
    at.write(&INSERT, &[&id], Vec::new()).await.map(drop)
}

async fn rows(world: &World) -> u64 {
    world.db.executor().one(&COUNT, &[], count).await.unwrap()
}

/// The key a lost transaction had written is free, which also waits for its rollback.
async fn assert_free(world: &World, id: i32) {
    timeout(PATIENCE, create(world.db.executor(), id)).await.expect("a lock stayed").unwrap();
}

/// Drops the work when its slow statement is under way; `sends` says that it is the one the work is at. What was seen
/// counts even where an answer has come meanwhile and the machine had no time for either.
async fn cut_off<T>(world: &World, sends: &Cell<bool>, work: impl Future<Output = T>) {
    // A call that was cut off before may still be at its end, which SQLite's do not tell apart from this one.
    while world.dialect == Dialect::Sqlite && world.db.status().in_use > 0 {
        sleep(Duration::from_millis(1)).await;
    }
    let before = slow_ones(world).await;
    let seen = async {
        loop {
            // First of all the work takes the warm connection.
            sleep(Duration::from_millis(5)).await;
            if sends.get() && slow_ones(world).await.iter().any(|id| !before.contains(id)) {
                break;
            }
        }
        // Nothing else shows that SQLite's thread, which has the statement now, is at it.
        sleep(Duration::from_millis(20)).await;
    };
    select! {
        biased;
        seen = timeout(PATIENCE, seen) => seen.expect("the statement was never under way"),
        _ = work => panic!("it ended by itself"),
    }
}

/// Returns the connections on which the slow statement runs; on SQLite one for all in use.
async fn slow_ones(world: &World) -> Vec<i64> {
    static SLOW_ONES: Sql = Sql {
        label: Label { entity: "Row", method: "slow_ones" },
        postgres: "SELECT pid::bigint FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count(*) FROM pg_sleep%' AND datname = current_database()",
        mysql: "SELECT CAST(id AS SIGNED) FROM /*M! information_schema. *//*!80022 performance_schema. */processlist \
                WHERE info LIKE 'SELECT SLEEP%' AND db = database()",
        sqlite: "SELECT 1",
    };
    // This also warms a connection for the work.
    let found = world.db.executor().all(&SLOW_ONES, &[], |row| row.get(0)).await.unwrap();
    match world.dialect {
        Dialect::Sqlite => found.into_iter().filter(|_| world.db.status().in_use > 0).collect(),
        _ => found,
    }
}

#[tokio::test]
async fn commit_keeps_and_error_undoes() {
    each(&SETUP, &[], async |world| {
        let kept = world.db.transaction(async |at| {
            assert!(at.in_transaction());
            create(at, 1).await
        });
        kept.await.unwrap();
        let undone: Result<()> = world
            .db
            .transaction(async |at| {
                create(at, 2).await?;
                Err(Error::not_found("Row"))
            })
            .await;
        assert!(undone.unwrap_err().is_not_found());
        assert_eq!(rows(world).await, 2);
        assert_free(world, 2).await;
        assert_eq!(world.db.statistics().transactions.committed, 1);
    })
    .await;
}

#[tokio::test]
async fn panic_drop_and_cancellation_roll_back() {
    each(&SETUP, &[], async |world| {
        let db = world.db.clone();
        let panicked = tokio::spawn(async move {
            db.transaction(async |at| {
                create(at, 3).await?;
                if rows_seen(at).await? == 2 {
                    panic!("on purpose");
                }
                Ok::<_, Error>(())
            })
            .await
        });
        assert!(panicked.await.unwrap_err().is_panic());
        assert_free(world, 3).await;

        let unit = world.db.executor().unit().await.unwrap();
        create(unit.executor(), 4).await.unwrap();
        drop(unit);
        assert_free(world, 4).await;

        let sends = Cell::new(false);
        let cancelled = world.db.transaction(async |at| {
            create(at, 5).await?;
            sends.set(true);
            at.one(&SLOW, &[], |_| Ok(())).await
        });
        cut_off(world, &sends, cancelled).await;
        assert_free(world, 5).await;
        assert_eq!(rows(world).await, 4);
    })
    .await;
}

async fn rows_seen(at: Executor<'_>) -> Result<u64> {
    at.one(&COUNT, &[], count).await
}

#[tokio::test]
async fn a_cancelled_statement_never_meets_the_next_one() {
    each(&SETUP, &[], async |world| {
        for _ in 0..3 {
            let sends = Cell::new(true);
            let cancelled = world.db.executor().one(&SLOW, &[], |_| Ok(()));
            cut_off(world, &sends, cancelled).await;
            assert_eq!(timeout(PATIENCE, rows(world)).await.unwrap(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_failed_statement_dooms_the_transaction_on_every_database() {
    each(&SETUP, &[], async |world| {
        let unit = world.db.executor().unit().await.unwrap();
        create(unit.executor(), 6).await.unwrap();
        assert!(create(unit.executor(), 0).await.unwrap_err().is_unique_violation());
        let refused = create(unit.executor(), 7).await.unwrap_err();
        assert!(refused.to_string().contains("rolled back because"), "{refused}");
        assert!(unit.commit().await.is_err());
        assert_eq!(rows(world).await, 1);
        assert_free(world, 6).await;
    })
    .await;
}

#[tokio::test]
async fn an_attempt_survives_its_failure() {
    each(&SETUP, &[], async |world| {
        world
            .db
            .transaction(async |at| {
                create(at, 8).await?;
                let lost = at
                    .attempt(async |at| {
                        create(at, 9).await?;
                        at.attempt(async |at| create(at, 10).await).await?;
                        create(at, 0).await
                    })
                    .await;
                assert!(lost.unwrap_err().is_unique_violation());
                at.attempt(async |at| create(at, 11).await).await
            })
            .await
            .unwrap();
        assert_eq!(rows(world).await, 3);
        assert!(world.db.executor().attempt(async |at| create(at, 0).await).await.is_err());
        assert_free(world, 9).await;
        assert_free(world, 10).await;
    })
    .await;
}

#[tokio::test]
async fn a_part_joins_and_its_failure_counts() {
    each(&SETUP, &[], async |world| {
        world
            .db
            .transaction(async |at| {
                at.transaction(async |at| create(at, 12).await).await?;
                create(at, 13).await
            })
            .await
            .unwrap();
        let lost: Result<()> = world
            .db
            .transaction(async |at| {
                create(at, 14).await?;
                let part: Result<()> = at.transaction(async |_| Err(Error::not_found("Row"))).await;
                assert!(part.is_err());
                Ok(())
            })
            .await;
        assert!(matches!(lost.unwrap_err().kind(), ErrorKind::Database(_)));
        assert_eq!(rows(world).await, 3);
        assert_free(world, 14).await;
    })
    .await;
}

#[tokio::test]
async fn a_session_commits_each_statement_and_can_hold_units() {
    each(&SETUP, &[], async |world| {
        let session = world.db.session().await.unwrap();
        create(session.executor(), 15).await.unwrap();
        assert!(create(session.executor(), 15).await.unwrap_err().is_unique_violation());
        assert_eq!(rows(world).await, 2);
        session.executor().transaction(async |at| create(at, 16).await).await.unwrap();
        let unit = session.executor().unit().await.unwrap();
        create(unit.executor(), 17).await.unwrap();
        drop(unit);
        create(session.executor(), 18).await.unwrap();
        assert_eq!(rows(world).await, 4);
        drop(session);
        assert_free(world, 17).await;
    })
    .await;
}

#[tokio::test]
async fn concurrent_writers_all_succeed() {
    each(&SETUP, &[], async |world| {
        let tasks: Vec<_> = (100..150)
            .map(|id| {
                let db = world.db.clone();
                tokio::spawn(async move {
                    if id % 2 == 0 {
                        return create(db.executor(), id).await;
                    }
                    db.transaction(async |at| {
                        rows_seen(at).await?;
                        create(at, id).await
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(rows(world).await, 51);
    })
    .await;
}

#[tokio::test]
async fn a_connection_lost_at_commit_is_an_unknown_outcome() {
    static WHO: Sql = Sql {
        label: Label { entity: "Row", method: "who" },
        postgres: "SELECT pg_backend_pid()::bigint",
        mysql: "SELECT CAST(connection_id() AS SIGNED)",
        sqlite: "SELECT 1",
    };
    each(&SETUP, &[], async |world| {
        if world.dialect == Dialect::Sqlite {
            return;
        }
        let unit = world.db.executor().unit().await.unwrap();
        create(unit.executor(), 20).await.unwrap();
        let who: i64 = unit.executor().one(&WHO, &[], |row| row.get(0)).await.unwrap();
        kill(world.dialect, who).await;
        let error = unit.commit().await.unwrap_err();
        assert!(error.is_unknown_outcome() && !error.is_retryable(), "{}: {error}", world.dialect);
        assert_free(world, 20).await;
        let unit = world.db.executor().unit().await.unwrap();
        let who: i64 = unit.executor().one(&WHO, &[], |row| row.get(0)).await.unwrap();
        kill(world.dialect, who).await;
        let error = create(unit.executor(), 21).await.unwrap_err();
        assert!(error.is_unavailable() && error.is_retryable(), "{error}");
        drop(unit);
        assert_free(world, 21).await;
    })
    .await;
}
