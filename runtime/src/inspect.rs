//! What the servers say of themselves: sizes, waits for locks, slow statements, Redis.
//!
//! Statistics tell what one store saw; this is what its servers know, of all who use them. It is read on demand with
//! statements of its own. Each part is a [`View`]: a role that may not read it, or a server that does not keep it, is
//! no error.

mod citus;
mod mysql;
mod postgres;
mod sqlite;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use larder_format::Dialect;

use crate::cache::{CacheManager, Unavailable};
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::Executor;
use crate::statement::Sql;
use crate::value::now;

pub use crate::statistics::{
    Activity, CitusNode, Distribution, Inspection, LastInspection, LockWaits, RedisMemory, RegionSample,
    ServerStatement, TableShards, TableSize, TenantStatements, View,
};

impl<T> View<T> {
    /// Makes a view of what a query met; `right` is what a role needs that was refused.
    fn of(answer: Result<T>, right: &'static str, missing: &'static str) -> Result<Self> {
        match answer {
            Ok(answer) => Ok(Self::Known(answer)),
            Err(error) => match refusal(&error) {
                Some(Refusal::Right) => Ok(Self::NotPermitted(right)),
                Some(Refusal::Missing) => Ok(Self::NotKept(missing)),
                None => Err(error),
            },
        }
    }
}

enum Refusal {
    Right,
    Missing,
}

/// Tells a right that is missing, or a table, from what is worth an error.
fn refusal(error: &Error) -> Option<Refusal> {
    let ErrorKind::Database(text) = error.kind() else { return None };
    let has = |codes: &[&str]| codes.iter().any(|code| text.ends_with(&format!("({code})")));
    if has(&["42501", "1142", "1143", "1044", "1227", "1370"]) || text.ends_with("error 1227") {
        return Some(Refusal::Right);
    }
    let is_missing = has(&["42P01", "55000", "1146", "1109"]) || text.contains("SQLSTATE 55000");
    (is_missing || text.contains("no such table")).then_some(Refusal::Missing)
}

/// A question takes no longer than this, so that a page that shows answers is not held up.
const LIMIT: Duration = Duration::from_secs(5);

/// Asks the servers of a store.
///
/// # Errors
/// What reaching the database meets.
pub(crate) async fn inspect(
    engine: &Arc<Engine>,
    cache: &CacheManager,
    activities: &[&'static Sql],
) -> Result<Inspection> {
    let at = Executor::of_larder(engine).within(LIMIT);
    let redis = of_redis(cache.redis_memory().await, "Redis does not answer INFO to this user");
    let refused = "Redis does not answer SCAN, DBSIZE or MEMORY USAGE to this user";
    let redis_regions = of_redis(cache.redis_sample().await, refused);
    let [size_bytes, deadlocks] = match engine.driver.dialect() {
        Dialect::Postgres => postgres::figures(at).await?,
        Dialect::MySql => mysql::figures(at).await?,
        Dialect::Sqlite => sqlite::figures(at).await?,
    };
    let (tables, lock_waits, slow_statements) = match engine.driver.dialect() {
        Dialect::Postgres => (postgres::tables(at).await?, postgres::waits(at).await?, postgres::slow(at).await?),
        Dialect::MySql => (mysql::tables(at).await?, mysql::waits(at).await?, mysql::slow(at).await?),
        Dialect::Sqlite => (
            sqlite::tables(at).await?,
            View::NotKept(sqlite::IN_PROCESS),
            View::NotKept("SQLite keeps no record of statements; `statistics` has those of this process"),
        ),
    };
    let distribution = match engine.driver.dialect() {
        Dialect::Postgres => citus::distribution(at).await?,
        Dialect::MySql | Dialect::Sqlite => View::NotKept("only PostgreSQL is distributed, by Citus"),
    };
    let activity = count(at, activities).await?;
    Ok(Inspection {
        size_bytes,
        tables,
        lock_waits,
        deadlocks,
        slow_statements,
        distribution,
        redis,
        redis_regions,
        activity,
    })
}

/// Counts the rows that were active lately.
async fn count(at: Executor<'_>, activities: &[&'static Sql]) -> Result<Vec<Activity>> {
    let now = now();
    let mut counted = Vec::with_capacity(activities.len());
    for sql in activities {
        if let Err(hidden) = at.sees_all_of(sql.label.entity).await {
            tracing::debug!(target: "larder::inspect", error = %hidden, "active rows are not counted");
            continue;
        }
        let mut counts = [0; Activity::WINDOWS.len()];
        for (count, (_, window)) in counts.iter_mut().zip(Activity::WINDOWS) {
            let since = TimeDelta::from_std(window).ok().and_then(|window| now.checked_sub_signed(window));
            *count = at.one(sql, &[&since.unwrap_or(now)], |row| whole(row, 0)).await?;
        }
        counted.push(Activity { entity: sql.label.entity, counts });
    }
    Ok(counted)
}

fn of_redis<T>(answer: Option<Result<T, Unavailable>>, refused: &'static str) -> View<T> {
    match answer {
        Some(Ok(answer)) => View::Known(answer),
        Some(Err(Unavailable)) => View::NotPermitted(refused),
        None => View::NotKept("there is no Redis, or it does not answer"),
    }
}

/// A number of the server's, none of which is negative.
fn whole(row: &crate::value::Row, index: usize) -> Result<u64> {
    Ok(u64::try_from(row.get::<i64>(index)?).unwrap_or_default())
}

fn statement(row: &crate::value::Row) -> Result<ServerStatement> {
    Ok(ServerStatement {
        text: row.get(0)?,
        calls: whole(row, 1)?,
        total_seconds: row.get(2)?,
        mean_seconds: row.get(3)?,
        rows: whole(row, 4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::View;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn a_right_that_is_missing_is_no_error() {
        let view = |text: &str| {
            let error = Error::new(ErrorKind::Database(format!("inspect_slow: {text}")));
            View::<u64>::of(Err(error), "a right", "a table").ok()
        };
        assert_eq!(view("permission denied for view pg_stat_statements (42501)"), Some(View::NotPermitted("a right")));
        assert_eq!(view("SELECT command denied to user 'x' (1142)"), Some(View::NotPermitted("a right")));
        assert_eq!(view("error 1227"), Some(View::NotPermitted("a right")));
        assert_eq!(view("relation \"pg_stat_statements\" does not exist (42P01)"), Some(View::NotKept("a table")));
        assert_eq!(view("SQLSTATE 55000"), Some(View::NotKept("a table")));
        assert_eq!(view("no such table: dbstat (1)"), Some(View::NotKept("a table")));
        assert_eq!(view("error 1040"), None);
    }
}
