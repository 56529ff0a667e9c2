//! The one place where statements run.
//!
//! A driver's future is some kilobytes in size. It is boxed here, so that the futures of everything above stay small.

use std::time::{Duration, Instant};

use larder_format::Dialect;
use sqlx::{SqlSafeStr, SqlStr};

#[cfg(feature = "sqlite")]
use crate::database_error::Repeat;
use crate::database_error::translate;
use crate::engine::Engine;
use crate::error::{Error, Result, TimeoutStage};
use crate::pool::{Held, Lease};
use crate::prepared::{self, All, Count, First, Wanted};
use crate::row::Row;
use crate::sent::{Effect, Sent};
use crate::statement::Statement;

/// The server is given this much time to enforce its own limit and to say so, which keeps the connection usable.
const GRACE: Duration = Duration::from_millis(500);

/// Runs a statement and returns its first row.
pub(crate) async fn optional(engine: &Engine, lease: &mut Lease, statement: Statement) -> Result<Option<Row>> {
    ask::<First>(engine, lease, statement, |row| u64::from(row.is_some())).await
}

/// Runs a statement and returns all its rows.
pub(crate) async fn all(engine: &Engine, lease: &mut Lease, statement: Statement) -> Result<Vec<Row>> {
    ask::<All>(engine, lease, statement, |rows| rows.len() as u64).await
}

/// Runs a statement and returns how many rows it wrote.
pub(crate) async fn execute(engine: &Engine, lease: &mut Lease, statement: Statement) -> Result<u64> {
    #[cfg(feature = "sqlite")]
    let repeat = Repeat::keep(&statement.text, &statement.arguments.values);
    let written = ask::<Count>(engine, lease, statement, |rows| *rows).await;
    #[cfg(feature = "sqlite")]
    let written = match (written, repeat) {
        (Err(error), Some(repeat)) if error.is_foreign_key_violation() => {
            Err(Box::pin(repeat.name(engine, lease, error)).await)
        }
        (written, _) => written,
    };
    written
}

async fn ask<W: Wanted>(
    engine: &Engine,
    lease: &mut Lease,
    statement: Statement,
    rows: impl Fn(&W::Output) -> u64,
) -> Result<W::Output> {
    let values = statement.arguments.finish(statement.text.as_str())?;
    let text = statement.text;
    let sent = sent(lease, statement.name, text.as_str());
    let limit = engine.limits.statement;
    let sql = text.clone();
    let call = async |held: &mut Held| {
        let Held { preparation, connection, .. } = held;
        Box::pin(preparation.run::<W>(connection, text, values, !sent.in_transaction, limit)).await
    };
    run(engine, lease, sent, &sql, rows, call).await
}

/// Runs text of larder's own that takes no values: BEGIN and its kin.
pub(crate) async fn control(engine: &Engine, lease: &mut Lease, text: &'static str) -> Result<()> {
    tell(engine, lease, text, text).await
}

/// Begins a transaction behind a pooler, with the limit that holds for its statements.
pub(crate) async fn begin(engine: &Engine, lease: &mut Lease) -> Result<()> {
    tell(engine, lease, "BEGIN", prepared::begin(engine.driver, engine.limits.statement)).await
}

async fn tell(engine: &Engine, lease: &mut Lease, name: &'static str, text: impl SqlSafeStr) -> Result<()> {
    let text = text.into_sql_str();
    let sent = Sent { name, effect: Effect::Reads, in_transaction: lease.in_transaction() };
    let sql = text.clone();
    run(engine, lease, sent, &sql, |()| 0, async |held| Box::pin(held.connection.run(text)).await).await
}

fn sent(lease: &mut Lease, name: &'static str, text: &str) -> Sent {
    Sent { name, effect: Effect::of(text), in_transaction: lease.in_transaction() }
}

async fn run<T>(
    engine: &Engine,
    lease: &mut Lease,
    sent: Sent,
    text: &SqlStr,
    rows: impl Fn(&T) -> u64,
    call: impl AsyncFnOnce(&mut Held) -> Result<T, sqlx::Error>,
) -> Result<T> {
    let name = sent.name;
    lease.runs(name);
    let start = Instant::now();
    let result = match engine.limits.statement {
        None => lease.with_held(call).await,
        Some(limit) => {
            let grace = if engine.driver.dialect() == Dialect::Sqlite { Duration::ZERO } else { GRACE };
            match tokio::time::timeout(limit + grace, lease.with_held(call)).await {
                Ok(result) => result,
                Err(_) => return Err(overdue(engine, lease, sent, limit)),
            }
        }
    };
    let elapsed = start.elapsed();
    match result {
        Ok(value) => {
            let rows = rows(&value);
            engine.counters.ran(elapsed, rows);
            tracing::debug!(target: "larder::statement", statement = name, elapsed_us = micros(elapsed), rows);
            if elapsed >= engine.limits.slow {
                engine.counters.was_slow();
                tracing::warn!(target: "larder::slow", statement = name, elapsed_us = micros(elapsed), rows, "slow statement");
            }
            Ok(value)
        }
        Err(source) => {
            engine.counters.ran(elapsed, 0);
            engine.counters.failed();
            let error = translate(engine.constraints, sent, text.as_str(), source);
            tracing::debug!(target: "larder::statement", statement = name, elapsed_us = micros(elapsed), %error);
            Err(error)
        }
    }
}

/// The dropped call leaves the connection busy, so that it is closed and not handed on.
///
/// The server was given its time to say that it stopped: what it did with a write by itself is not known.
fn overdue(engine: &Engine, lease: &mut Lease, sent: Sent, limit: Duration) -> Error {
    let name = sent.name;
    lease.condemn();
    engine.counters.ran(limit, 0);
    engine.counters.failed();
    tracing::warn!(target: "larder::slow", statement = name, limit_us = micros(limit), "statement given up");
    if sent.may_have_been_applied() {
        return Error::new(sent.lost(&format!("no answer within {limit:?}")));
    }
    Error::timeout(TimeoutStage::Statement, format!("{name} took longer than {limit:?}"))
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
