//! A primary with a replica, for one case.

use std::time::Duration;

use integration::Engine;
use integration::shop::models::Store;
use larder::{Config, ReplicaConfig};
#[expect(clippy::disallowed_types, reason = "a port stands in a statement that takes no placeholders")]
use sqlx::AssertSqlSafe;
use xtask::Throwaway;

use crate::world::{Aside, PATIENCE, engines};

/// A primary, its replica and a store that reads from both.
pub(super) struct Ground {
    pub(super) engine: Engine,
    is_mariadb: bool,
    pub(super) store: Store,
    // The replica ends first.
    pub(super) replica: Throwaway,
    pub(super) primary: Throwaway,
}

/// Runs cases on servers of their own of each engine that has replicas.
pub(super) async fn each(cases: impl AsyncFn(Ground)) {
    for engine in engines().filter(|engine| *engine != Engine::Sqlite) {
        cases(Ground::start(engine).await).await;
    }
}

impl Ground {
    async fn start(engine: Engine) -> Self {
        let (primary, replica, is_mariadb) = match engine {
            Engine::Postgres => {
                let primary = Throwaway::postgres().unwrap();
                let replica = primary.standby().unwrap();
                (primary, replica, false)
            }
            _ => mysql().await,
        };
        let config = Config::for_url(primary.url()).database(|database| {
            database.min_idle = 0;
            // A replica that stands still is asked for as long as a case takes.
            database.replica_max_lag = 2 * PATIENCE;
            database.replicas = vec![ReplicaConfig::new(replica.url())];
        });
        let store = Store::open(config).await.unwrap();
        Self { engine, is_mariadb, store, replica, primary }
    }

    /// Waits until something is so.
    pub(super) async fn until(&self, what: &str, so: impl AsyncFn() -> bool) {
        let waiting = async {
            while !so().await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "{:?}: {what}: {:?}", self.engine, self.store.statistics().replicas);
    }

    /// Has the replica receive what is written and apply none of it.
    pub(super) async fn pause(&self) {
        let mut replica = Aside::open(&self.replica.url()).await;
        match (self.engine, self.is_mariadb) {
            (Engine::Postgres, _) => {
                replica.run("SELECT pg_wal_replay_pause()").await;
                let Aside::Postgres(connection) = &mut replica else { unreachable!("it is PostgreSQL") };
                let state = "SELECT pg_get_wal_replay_pause_state()";
                while sqlx::query_scalar::<_, String>(state).fetch_one(&mut *connection).await.unwrap() != "paused" {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
            (_, true) => replica.run("STOP SLAVE SQL_THREAD").await,
            (_, false) => replica.run("STOP REPLICA SQL_THREAD").await,
        }
    }

    pub(super) async fn resume(&self) {
        let text = match (self.engine, self.is_mariadb) {
            (Engine::Postgres, _) => "SELECT pg_wal_replay_resume()",
            (_, true) => "START SLAVE SQL_THREAD",
            (_, false) => "START REPLICA SQL_THREAD",
        };
        Aside::open(&self.replica.url()).await.run(text).await;
    }

    /// Makes the replica a server that takes writes.
    pub(super) async fn promote(&self) {
        let mut replica = Aside::open(&self.replica.url()).await;
        let texts: &[&str] = match (self.engine, self.is_mariadb) {
            (Engine::Postgres, _) => &["SELECT pg_promote()"],
            (_, true) => &["STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = 0"],
            (_, false) => &["STOP REPLICA", "RESET REPLICA ALL", "SET GLOBAL read_only = 0"],
        };
        for text in texts {
            replica.run(text).await;
        }
    }

    /// Returns how far a server of PostgreSQL is, in bytes of its log.
    pub(super) async fn newest(&self, server: &Throwaway) -> i64 {
        let text = "SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() \
                    ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint";
        let mut aside = Aside::open(&server.url()).await;
        let Aside::Postgres(connection) = &mut aside else { unreachable!("only PostgreSQL has one") };
        sqlx::query_scalar(text).fetch_one(connection).await.unwrap()
    }

    /// The same of the primary.
    pub(super) async fn written(&self) -> i64 {
        self.newest(&self.primary).await
    }
}

/// Starts two servers, of which the second follows the first.
async fn mysql() -> (Throwaway, Throwaway, bool) {
    let is_mysql = {
        let url = std::env::var("LARDER_TEST_MYSQL_URL").unwrap();
        let Aside::MySql(mut connection) = Aside::open(&url).await else { unreachable!("the URL is one of MySQL's") };
        let version: String = sqlx::query_scalar("SELECT VERSION()").fetch_one(&mut connection).await.unwrap();
        !version.contains("MariaDB")
    };
    let (first, second): (&[&str], &[&str]) = if is_mysql {
        (
            &["--server-id=1", "--log-bin=binlog", "--gtid-mode=ON", "--enforce-gtid-consistency=ON"],
            &["--server-id=2", "--log-bin=binlog", "--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--read-only=ON"],
        )
    } else {
        (
            &["--server-id=1", "--log-bin=binlog", "--gtid-strict-mode=ON", "--binlog-format=ROW"],
            &["--server-id=2", "--read-only=ON"],
        )
    };
    let primary = Throwaway::mysql_with(first).unwrap();
    let replica = Throwaway::mysql_with(second).unwrap();
    let port = primary.url().rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    let mut at_primary = Aside::open(&primary.url()).await;
    let mut at_replica = Aside::open(&replica.url()).await;
    let follow = if is_mysql {
        at_primary.run("RESET BINARY LOGS AND GTIDS").await;
        at_replica.run("RESET BINARY LOGS AND GTIDS").await;
        format!(
            "CHANGE REPLICATION SOURCE TO source_host = '127.0.0.1', source_port = {port}, source_user = 'root', \
             source_auto_position = 1, get_source_public_key = 1, source_connect_retry = 1"
        )
    } else {
        at_primary.run("RESET MASTER").await;
        format!(
            "CHANGE MASTER TO master_host = '127.0.0.1', master_port = {port}, master_user = 'root', \
             master_use_gtid = slave_pos, master_connect_retry = 1"
        )
    };
    let Aside::MySql(connection) = &mut at_replica else { unreachable!("the URL is one of MySQL's") };
    sqlx::raw_sql(AssertSqlSafe(follow)).execute(connection).await.unwrap();
    at_replica.run(if is_mysql { "START REPLICA" } else { "START SLAVE" }).await;
    (primary, replica, !is_mysql)
}
