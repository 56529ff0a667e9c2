//! The one place where statements run.
//!
//! A driver's future is some kilobytes in size. It is boxed here, so that the futures of everything above stay small.

mod constraint;
mod engine;
mod lend;
mod raised;
#[cfg(feature = "sqlite")]
mod reference;
mod rounds;
mod secured;
mod sent;
pub(crate) mod trace;
mod translate;

use std::pin::pin;
use std::time::{Duration, Instant};

use larder_format::Dialect;
use sqlx::{SqlSafeStr, SqlStr};

use crate::cache::Keeper;
use crate::config::Within;
use crate::connection::prepared::{self, RunOptions, Wanted};
use crate::connection::{COMMIT, Call, Ended, Lease, Manner, ROLLBACK, Wire, is_deadlock, is_fatal};
use crate::error::{Error, ErrorKind, Result, TimeoutStage};
use crate::statement::{Origin, Statement};
use crate::statistics::{DatabaseEvent, Label};
use crate::value::TenantSetting;
pub(crate) use larder_format::Effect;
#[cfg(feature = "sqlite")]
use reference::Repeat;
use sent::Sent;
use translate::translate;

use constraint::field_in;
pub use constraint::{ConstraintInfo, ConstraintKind};
pub(crate) use engine::Engine;
pub(crate) use lend::lend;
pub(crate) use rounds::{RoundName, give_way};
pub use secured::SecuredTable;

/// The server is given this much time to enforce a limit that is its own as well, and to say so.
const HEAD_START: Duration = Duration::from_millis(100);

/// Makes a call of what is done with a connection.
macro_rules! call {
    ($wire:ident => $run:expr) => {
        |mut $wire: $crate::connection::Wire| -> Call<_> {
            Box::pin(async move {
                let answer = $run.await;
                ($wire, answer)
            })
        }
    };
}
pub(crate) use call;

/// Runs a statement that writes.
pub(crate) async fn write<W: Wanted + Default>(
    engine: &Engine,
    lease: &mut Lease,
    statement: Statement,
) -> Result<W::Output> {
    if lease.is_read_only() {
        let what = format!("{} writes, and its transaction is read-only", statement.label);
        return Err(Error::new(ErrorKind::Database(what)));
    }
    #[cfg(feature = "sqlite")]
    let repeat = Repeat::keep(&statement.text, &statement.arguments.values);
    let written = ask::<W>(engine, lease, statement).await;
    #[cfg(feature = "sqlite")]
    let written = match (written, repeat) {
        (Err(error), Some(repeat)) if error.is_foreign_key_violation() => {
            Err(Box::pin(repeat.name(engine, lease, error)).await)
        }
        (written, _) => written,
    };
    written
}

/// Runs a statement.
pub(crate) async fn ask<W: Wanted + Default>(
    engine: &Engine,
    lease: &mut Lease,
    statement: Statement,
) -> Result<W::Output> {
    ask_for(engine, lease, statement, W::default()).await
}

/// Runs a statement of which `wanted` is wanted.
pub(crate) async fn ask_for<W: Wanted>(
    engine: &Engine,
    lease: &mut Lease,
    statement: Statement,
    wanted: W,
) -> Result<W::Output> {
    let Statement { label, text, arguments, within, origin, tenant, keeper } = statement;
    arguments.check(text.as_str(), |column| field_in(engine.constraints, text.as_str(), column))?;
    let sent = Sent { label, effect: Effect::when_sent(text.as_str()), in_transaction: lease.in_transaction(), origin };
    let limits = &engine.limits;
    let within = within.map(Within::duration);
    let limit = within.or(if sent.effect == Effect::Reads { limits.statement } else { limits.write });
    let (sql, deep) = (text.clone(), arguments.deep().clone());
    let call = call!(wire => {
        let Wire { preparation, connection } = &mut wire;
        async move {
            let options = RunOptions { alone: !sent.in_transaction, limit, tenant };
            let run = pin!(preparation.run(&wanted, connection, text, arguments, options));
            keeper.during(run, is_known).await
        }
    });
    let is_raised = within.filter(|within| limits.are_below(*within));
    if let Some(within) = is_raised {
        Box::pin(raised::raise(engine, lease, within)).await?;
    }
    let answer = run(engine, lease, sent, Allowed { limit, manner: Manner::Stop }, &sql, W::rows, call).await;
    if is_raised.is_some() {
        Box::pin(raised::lower(engine, lease)).await;
    }
    let field = |column| field_in(engine.constraints, sql.as_str(), column);
    answer.map_err(|error| deep.explain(error, sql.as_str(), field))
}

/// Runs larder's own statements without values, such as BEGIN.
pub(crate) async fn control(engine: &Engine, lease: &mut Lease, text: &'static str) -> Result<()> {
    tell(engine, lease, Control::new(Label::of_none(text)), text).await
}

/// Asks the database for an answer.
pub(crate) async fn ping(engine: &Engine, lease: &mut Lease) -> Result<()> {
    tell(engine, lease, Control { origin: Origin::Larder, ..Control::new(Label::of_none("ping")) }, "SELECT 1").await
}

/// Begins a transaction whose statements see the rows of `tenant`; behind a pooler, which refuses it as a setting of
/// the connection, with the limit that holds for them.
pub(crate) async fn begin(
    engine: &Engine,
    lease: &mut Lease,
    tenant: Option<TenantSetting>,
    begin: &'static str,
) -> Result<()> {
    let limit = if lease.keeps_statements() { None } else { engine.limits.statement };
    let text = prepared::begin(engine.driver, limit, tenant.as_ref(), begin);
    let sql = text.clone();
    let call = call!(wire => async {
        let begun = wire.connection.run(text).await;
        wire.preparation.has_begun(tenant.filter(|_| begun.is_ok()));
        begun
    });
    let control = Control::new(Label::of_none(if sql.as_str() == begin { begin } else { "BEGIN" }));
    finish(engine, lease, control, &sql, call).await
}

/// Goes back to a savepoint, and with it to whatever settings held then.
pub(crate) async fn go_back(engine: &Engine, lease: &mut Lease, undo: &'static str) -> Result<()> {
    let sql = undo.into_sql_str();
    let call = call!(wire => async {
        wire.preparation.forget_tenants();
        wire.connection.run(undo).await
    });
    finish(engine, lease, Control::new(Label::of_none(undo)), &sql, call).await
}

/// Tells the server whose rows work of other code sees.
pub(crate) async fn show(engine: &Engine, lease: &mut Lease, tenant: TenantSetting) -> Result<()> {
    let alone = !lease.in_transaction();
    let sql = "SET larder.tenant".into_sql_str();
    let call = call!(wire => wire.preparation.tell(&mut wire.connection, &tenant, alone));
    finish(engine, lease, Control::new(Label::of_none("SET larder.tenant")), &sql, call).await
}

async fn tell(engine: &Engine, lease: &mut Lease, control: Control, text: impl SqlSafeStr) -> Result<()> {
    let text = text.into_sql_str();
    let sql = text.clone();
    finish(engine, lease, control, &sql, call!(wire => wire.connection.run(text))).await
}

/// Commits. If the caller leaves, or the limit is over, COMMIT still completes.
/// What the transaction wrote to stays fenced until it has ended.
pub(crate) async fn commit(engine: &Engine, lease: &mut Lease, keeper: Keeper) -> Result<()> {
    let sql = COMMIT.into_sql_str();
    let control = Control { manner: Manner::Commit, ..Control::new(Label::of_none(COMMIT)) };
    let call = call!(wire => keeper.during(pin!(wire.connection.run(COMMIT)), is_known));
    finish(engine, lease, control, &sql, call).await
}

/// Whether the server has said how a call ended.
fn is_known<T>(result: &Result<T, sqlx::Error>) -> bool {
    !result.as_ref().is_err_and(is_fatal)
}

/// Ends a transaction, if one is open.
pub(crate) async fn roll_back(engine: &Engine, lease: &mut Lease) -> Result<()> {
    let sql = ROLLBACK.into_sql_str();
    finish(engine, lease, Control::new(Label::of_none(ROLLBACK)), &sql, call!(wire => wire.connection.roll_back()))
        .await
}

/// A statement that changes no rows by itself and is never cancelled.
#[derive(Clone, Copy)]
struct Control {
    label: Label,
    manner: Manner,
    origin: Origin,
}

impl Control {
    fn new(label: Label) -> Self {
        Self { label, manner: Manner::Finish, origin: Origin::Application }
    }
}

async fn finish(
    engine: &Engine,
    lease: &mut Lease,
    control: Control,
    sql: &SqlStr,
    call: impl FnOnce(Wire) -> Call<()>,
) -> Result<()> {
    let Control { label, manner, origin } = control;
    let sent = Sent { label, effect: Effect::Reads, in_transaction: lease.in_transaction(), origin };
    run(engine, lease, sent, Allowed { limit: engine.limits.write, manner }, sql, |()| 0, call).await
}

/// How long a statement may take, and what becomes of it when it is given up.
#[derive(Clone, Copy)]
struct Allowed {
    limit: Option<Duration>,
    manner: Manner,
}

async fn run<T: Send + 'static>(
    engine: &Engine,
    lease: &mut Lease,
    sent: Sent,
    allowed: Allowed,
    sql: &SqlStr,
    rows: impl Fn(&T) -> u64,
    call: impl FnOnce(Wire) -> Call<T>,
) -> Result<T> {
    let label = sent.label;
    lease.runs(label);
    let cells = (sent.origin == Origin::Application).then(|| engine.counted.statements.of(label, sql.as_str()));
    let span = trace::statement(engine, label, cells);
    let start = Instant::now();
    let limit = allowed.limit.map(|limit| limit + head_start(engine, limit));
    let Ended { result, overran } = trace::within(&span, pin!(lease.with(limit, allowed.manner, call))).await;
    let elapsed = start.elapsed();
    let _entered = (!span.is_disabled()).then(|| span.enter());
    let error = match result {
        Some(Ok(value)) => {
            let rows = rows(&value);
            let is_slow = elapsed >= engine.limits.slow;
            if let Some(cells) = cells {
                cells.succeeded(elapsed, rows);
            }
            trace::succeeded(&span, label, elapsed, rows);
            if is_slow {
                cells.inspect(|cells| cells.was_slow());
                trace::was_slow(label, elapsed, rows, sql.as_str());
            }
            return Ok(value);
        }
        Some(Err(source)) => {
            if is_deadlock(&source) {
                engine.counted.add(DatabaseEvent::Deadlock);
            }
            let error = translate(engine.constraints, sent, sql.as_str(), source);
            if overran && error.is_timeout() { late(sent, allowed.limit, Some(error)) } else { error }
        }
        None => {
            trace::was_abandoned(label, elapsed, sql.as_str());
            // The server did not even say that it stopped: what it did with a write by itself is not known.
            let limit = allowed.limit.unwrap_or_default();
            match sent.may_have_been_applied() {
                true => Error::new(sent.lost(&format!("no response within {limit:?}"))),
                false => late(sent, allowed.limit, None),
            }
        }
    };
    if let Some(cells) = cells {
        cells.failed(elapsed, error.kind());
        engine.counted.locked_out(&error);
    }
    trace::failed(&span, label, elapsed, &error);
    Err(error)
}

fn head_start(engine: &Engine, limit: Duration) -> Duration {
    let is_server = engine.driver.dialect() != Dialect::Sqlite;
    if is_server && engine.limits.end_at(limit) { HEAD_START } else { Duration::ZERO }
}

/// The error of a statement whose time was up.
fn late(sent: Sent, limit: Option<Duration>, source: Option<Error>) -> Error {
    let text = format!("{} took longer than {:?}", sent.label, limit.unwrap_or_default());
    let kind = ErrorKind::Timeout { stage: TimeoutStage::Statement, what: text };
    match source {
        Some(source) => Error::with_source(kind, source),
        None => Error::new(kind),
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
