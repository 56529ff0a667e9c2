//! Which database this is, so that one made anew or restored under a living Redis does not find the rows of the one
//! before.
//!
//! PostgreSQL knows: the cluster, its timeline, which moves with every restore and failover, and the number of the
//! database. Elsewhere it is when the first step of the first migration began, which the migrator wrote down, and on
//! MySQL and MariaDB the server. What is copied with the rows, as by a dump that is loaded into the same server, tells
//! nothing.

use std::sync::{Arc, Weak};
use std::time::Duration;

use larder_format::Dialect;
use sha2::{Digest as _, Sha256};

use crate::error::{ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::Executor;
use crate::statement::Sql;
use crate::value::Row;

/// How long instances may take a database for another one after a failover.
const PERIOD: Duration = Duration::from_secs(5);

/// What logs call these statements.
const NAME: &str = "identity";

/// Any role may ask this. While it recovers, a server cannot name a WAL file, but its last checkpoint's timeline.
const CLUSTER: Sql = Sql::same(
    "",
    NAME,
    "SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()), \
     CASE WHEN pg_is_in_recovery() \
     THEN (SELECT lpad(upper(to_hex(timeline_id)), 8, '0') FROM pg_control_checkpoint()) \
     ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END, \
     (SELECT oid FROM pg_database WHERE datname = current_database()))",
);

/// For servers that keep their control file to themselves, as some that are rented do.
const DATABASE: Sql = Sql::same("", NAME, "SELECT oid::text FROM pg_database WHERE datname = current_database()");

const SERVER: Sql = Sql::same(
    "",
    NAME,
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN \
     ('server_uuid', 'server_uid', 'wsrep_on', 'wsrep_cluster_name', 'group_replication_group_name')",
);

const HISTORY: Sql =
    Sql::same("", NAME, "SELECT applied_at FROM larder_migrations ORDER BY position, step, direction LIMIT 1");

/// Names the database to the cache, and keeps checking that it is still the same.
///
/// # Errors
/// What reaching the database meets.
pub(crate) async fn establish(engine: &Arc<Engine>, has_history: bool) -> Result<()> {
    if !engine.cache.is_shared() {
        return Ok(());
    }
    let mut inquiry = Inquiry { has_history, is_cluster_known: false };
    engine.cache.name_database(&inquiry.ask(engine).await?);
    tokio::spawn(watch(Arc::downgrade(engine), inquiry));
    Ok(())
}

async fn watch(engine: Weak<Engine>, mut inquiry: Inquiry) {
    loop {
        tokio::time::sleep(PERIOD).await;
        let Some(engine) = engine.upgrade() else { return };
        // A database that cannot be asked serves no rows either.
        if let Ok(identity) = inquiry.ask(&engine).await {
            engine.cache.name_database(&identity);
        }
    }
}

struct Inquiry {
    has_history: bool,
    /// Once the identity of a cluster is known, a failure to read it does not make it another one.
    is_cluster_known: bool,
}

impl Inquiry {
    async fn ask(&mut self, engine: &Arc<Engine>) -> Result<String> {
        let known = match engine.driver.dialect() {
            Dialect::Postgres => self.postgres(engine).await?,
            Dialect::MySql => format!("{} {}", server(engine).await?, self.history(engine).await?),
            Dialect::Sqlite => self.history(engine).await?,
        };
        let digest = Sha256::digest(known.as_bytes());
        Ok(digest[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    async fn postgres(&mut self, engine: &Arc<Engine>) -> Result<String> {
        match Executor::of_larder(engine).one(&CLUSTER, &[], text).await {
            Ok(cluster) => {
                self.is_cluster_known = true;
                return Ok(cluster);
            }
            Err(error) if self.is_cluster_known || !matches!(error.kind(), ErrorKind::Database(_)) => {
                return Err(error);
            }
            Err(error) => tracing::debug!(%error, "the server's identity could not be read"),
        }
        let database = Executor::of_larder(engine).one(&DATABASE, &[], text).await?;
        Ok(format!("{database} {}", self.history(engine).await?))
    }

    /// When the first step began; empty where the migrator never was.
    async fn history(&self, engine: &Arc<Engine>) -> Result<String> {
        if !self.has_history {
            return Ok(String::new());
        }
        match Executor::of_larder(engine).optional(&HISTORY, &[], text).await {
            Ok(first) => Ok(first.unwrap_or_default()),
            Err(error) if matches!(error.kind(), ErrorKind::Database(_)) => Ok(String::new()),
            Err(error) => Err(error),
        }
    }
}

/// The server, or the group of servers that hold the same rows.
async fn server(engine: &Arc<Engine>) -> Result<String> {
    let pair = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let variables = Executor::of_larder(engine).all(&SERVER, &[], pair).await?;
    let value = |name: &str| {
        let found = variables.iter().find(|(variable, _)| variable == name);
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    if value("wsrep_on").is_some_and(|on| on == "ON") {
        return Ok(value("wsrep_cluster_name").unwrap_or_default());
    }
    let group = value("group_replication_group_name");
    Ok(group.or_else(|| value("server_uuid")).or_else(|| value("server_uid")).unwrap_or_default())
}

fn text(row: &Row) -> Result<String> {
    row.get(0)
}
