//! What the statistics of a store count.

use std::time::Duration;

use larder::internal::statement;
use larder::statistics::{DatabaseStatistics, Operation};
use larder::support::{Arguments, BatchSql, Sql};
use larder::{CacheConfig, CacheManager, Config, Db, Dialect, Error, Result};

use crate::world::{World, each, plain, worlds};

static SETUP: [Sql; 3] = [
    plain("setup", "DROP TABLE IF EXISTS counted_rows"),
    plain("setup", "CREATE TABLE counted_rows (id integer PRIMARY KEY, name varchar(10) NOT NULL)"),
    plain("setup", "INSERT INTO counted_rows (id, name) VALUES (1, 'a'), (2, 'b')"),
];
static ALL: Sql = Sql::same("Row", "list", "SELECT id FROM counted_rows ORDER BY id");
static CREATE: Sql = Sql::same("Row", "create", "INSERT INTO counted_rows (id, name) VALUES (1, 'again')");
static RENAME: Sql = Sql::same("Row", "rename", "UPDATE counted_rows SET name = 'c' WHERE id < 9");
static RENAME_SECOND: Sql = Sql::same("Row", "rename_second", "UPDATE counted_rows SET name = 'd' WHERE id = 2");
static LOCK_FIRST: Sql = Sql::same("Row", "lock_first", "UPDATE counted_rows SET name = 'e' WHERE id = 1");
static WRONG: Sql = Sql::same("Row", "wrong", "SELECT nothing FROM counted_rows");
static REMOVE: Sql = Sql::same("Row", "delete", "DELETE FROM counted_rows WHERE id = 2");
static BATCH: BatchSql =
    BatchSql::new(Sql::same("Row", "create_many", "INSERT INTO counted_rows (id, name) VALUES "), 2);

fn executions(statistics: &DatabaseStatistics, method: &str) -> u64 {
    statistics.statement("Row", method).map_or(0, |statement| statement.executions())
}

#[tokio::test]
async fn each_statement_is_counted_under_its_own_words() {
    each(&SETUP, &[], async |world| {
        let at = world.db.executor();
        for _ in 0..3 {
            at.all(&ALL, &[], |row| row.get::<i32>(0)).await.unwrap();
        }
        at.write(&RENAME, &[], Vec::new()).await.unwrap();
        at.write(&CREATE, &[], Vec::new()).await.unwrap_err();
        at.write(&REMOVE, &[], Vec::new()).await.unwrap();
        let bind = |id: &i32, to: &mut Arguments| {
            to.add(id);
            to.add(&"x");
        };
        statement::write_rows(at, &BATCH, &[3, 4], bind).await.unwrap();
        let seen = world.db.statistics();
        let of = |method| seen.statement("Row", method).unwrap();
        let list = of("list");
        assert_eq!((list.executions(), list.rows, list.errors.total()), (3, 6, 0));
        assert_eq!((list.operation, list.table.as_deref()), (Operation::Read, Some("counted_rows")));
        assert!(list.duration.sum() > Duration::ZERO && list.duration.quantile(0.5).is_some());
        assert_eq!((of("rename").operation, of("rename").rows), (Operation::Update, 2));
        assert_eq!((of("delete").operation, of("delete").rows), (Operation::Delete, 1));
        assert_eq!((of("create_many").operation, of("create_many").rows), (Operation::Insert, 2));
        let create = of("create");
        assert_eq!((create.executions(), create.rows, create.errors.of("unique_violation")), (1, 0, 1));
        assert_eq!((seen.errors.total(), seen.errors.of("unique_violation")), (1, 1));
        assert_eq!(seen.total.errors, 1);
        let json = serde_json::to_value(&seen).unwrap();
        assert_eq!(json["statements"].as_array().unwrap().len(), seen.statements.len());
        assert!(json["total"]["duration"]["p99_seconds"].as_f64().unwrap() > 0.0, "{json}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_an_error_of_its_statement() {
    each(&SETUP, &[], async |world| {
        let unreadable = |_: &larder::Row| Err::<(), _>(Error::new(larder::ErrorKind::Decode("on purpose".into())));
        world.db.executor().optional(&ALL, &[], unreadable).await.unwrap_err();
        world.db.executor().all(&ALL, &[], unreadable).await.unwrap_err();
        let seen = world.db.statistics();
        assert_eq!(seen.statement("Row", "list").unwrap().errors.of("decode"), 2);
    })
    .await;
}

#[tokio::test]
async fn transactions_are_counted_by_how_they_end() {
    each(&SETUP, &[], async |world| {
        let before = world.db.statistics().transactions;
        world.db.transaction(async |at| at.write(&RENAME, &[], Vec::new()).await).await.unwrap();
        let refused: Result<()> = world.db.transaction(async |_| Err(Error::not_found("Row"))).await;
        refused.unwrap_err();
        drop(world.db.begin().await.unwrap());
        let ended = async || {
            let now = world.db.statistics().transactions;
            (now.begun - before.begun, now.committed - before.committed, now.rolled_back - before.rolled_back)
        };
        for _ in 0..500 {
            if ended().await.2 == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(ended().await, (3, 1, 2));
    })
    .await;
}

/// Lets two transactions lock two rows, each the first of the other.
async fn collide(world: &World) -> [Result<()>; 2] {
    let barrier = tokio::sync::Barrier::new(2);
    let run = async |first: &'static Sql, second: &'static Sql| {
        let collided = world.db.transaction(async |at| {
            at.write(first, &[], Vec::new()).await?;
            barrier.wait().await;
            at.write(second, &[], Vec::new()).await.map(drop)
        });
        collided.await
    };
    let (one, other) = tokio::join!(run(&LOCK_FIRST, &RENAME_SECOND), run(&RENAME_SECOND, &LOCK_FIRST));
    [one, other]
}

#[tokio::test]
async fn deadlocks_and_lock_timeouts_are_seen() {
    each(&SETUP, &[], async |world| {
        if world.dialect == Dialect::Sqlite {
            return;
        }
        let ended = collide(world).await;
        assert_eq!(ended.iter().filter(|ended| ended.is_err()).count(), 1, "{ended:?}");
        let seen = world.db.statistics();
        assert_eq!((seen.locks.deadlocks, seen.transactions.conflicts, seen.locks.timeouts), (1, 1, 0));

        let holder = world.db.begin().await.unwrap();
        holder.executor().write(&LOCK_FIRST, &[], Vec::new()).await.unwrap();
        let limited = world.db.executor().within(Duration::from_millis(1500));
        limited.write(&LOCK_FIRST, &[], Vec::new()).await.unwrap_err();
        holder.rollback().await.unwrap();
        let seen = world.db.statistics();
        assert_eq!(seen.errors.of("timeout"), 1, "{:?}", seen.errors);
    })
    .await;
}

#[tokio::test]
async fn writers_of_sqlite_wait_for_each_other() {
    each(&SETUP, &[], async |world| {
        let holder = world.db.begin().await.unwrap();
        let waiting = world.db.executor();
        let wait = async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            holder.rollback().await.unwrap();
        };
        let (written, ()) = tokio::join!(waiting.write(&RENAME, &[], Vec::new()), wait);
        written.unwrap();
        let waits = world.db.statistics().locks.writer_wait;
        if world.dialect == Dialect::Sqlite {
            assert!(waits.max().is_some_and(|longest| longest >= Duration::from_millis(40)), "{waits:?}");
        } else {
            assert_eq!(waits.count(), 0);
        }
    })
    .await;
}

#[tokio::test]
async fn the_pool_counts_waits_and_connections() {
    static ONE: Sql = plain("one", "SELECT 1");
    for world in worlds(&[], |database| {
        database.max_connections = 1;
        database.acquire_timeout = Duration::from_millis(50);
    })
    .await
    {
        let session = world.db.session().await.unwrap();
        world.db.executor().one(&ONE, &[], |_| Ok(())).await.unwrap_err();
        drop(session);
        world.db.executor().one(&ONE, &[], |_| Ok(())).await.unwrap();
        let seen = world.db.statistics();
        let pool = &seen.pool;
        assert_eq!((pool.opened, pool.failed, pool.closed, pool.acquire_timeouts), (1, 0, 0, 1));
        assert_eq!((pool.wait.count(), pool.status.waiting), (3, 0));
        assert!(pool.wait.max() >= Some(Duration::from_millis(50)), "{:?}", pool.wait);
        assert_eq!((seen.errors.of("timeout"), seen.total.errors), (1, 0));
        world.db.close(Duration::from_secs(5)).await;
        assert_eq!(world.db.statistics().pool.closed, 1);
        let json = serde_json::to_value(world.db.statistics()).unwrap();
        assert_eq!((&json["pool"]["max"], &json["pool"]["opened"]), (&1.into(), &1.into()), "{json}");
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_opened_is_counted() {
    let config = Config::for_url("postgres://nobody@127.0.0.1:1/nothing");
    let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let db = Db::open(&config.database, cache, &[], true).unwrap();
    db.ping().await.unwrap_err();
    let seen = db.statistics();
    assert!(seen.pool.failed >= 1 && seen.pool.opened == 0, "{:?}", seen.pool);
    assert_eq!(seen.errors.of("unavailable"), 1);
}

#[tokio::test]
async fn two_stores_of_one_process_have_figures_of_their_own() {
    each(&SETUP, &[], async |world| {
        let config = Config::for_url(world.url.clone());
        let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
        let other = Db::open(&config.database, cache, &[], true).unwrap();
        other.executor().all(&ALL, &[], |row| row.get::<i32>(0)).await.unwrap();
        world.db.executor().write(&RENAME, &[], Vec::new()).await.unwrap();
        let (mine, theirs) = (world.db.statistics(), other.statistics());
        assert_eq!((executions(&mine, "list"), executions(&mine, "rename")), (0, 1));
        assert_eq!((executions(&theirs, "list"), executions(&theirs, "rename")), (1, 0));
        other.close(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn the_server_is_named_as_it_is() {
    each(&SETUP, &[], async |world| {
        let version = Sql::same("", "version", "SELECT CAST(VERSION() AS CHAR(100))");
        let known = match world.dialect {
            Dialect::Postgres => "postgresql",
            Dialect::Sqlite => "sqlite",
            Dialect::MySql => {
                let text = world.db.executor().one(Box::leak(Box::new(version)), &[], |row| row.get::<String>(0)).await;
                if text.unwrap().contains("MariaDB") { "mariadb" } else { "mysql" }
            }
        };
        assert_eq!(world.db.statistics().system, known);
    })
    .await;
}

#[tokio::test]
async fn slow_statements_are_counted() {
    for world in worlds(&[], |database| database.slow_statement = Duration::ZERO).await {
        world.db.executor().write(&WRONG, &[], Vec::new()).await.unwrap_err();
        static ONE: Sql = plain("one", "SELECT 1");
        world.db.executor().one(&ONE, &[], |_| Ok(())).await.unwrap();
        let seen = world.db.statistics();
        assert_eq!((seen.total.executions, seen.total.slow, seen.total.errors), (2, 1, 1));
    }
}
