//! Reads whose rows are handed over one by one.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use tracing::Instrument as _;

use super::Executor;
use crate::connection::RowBuffer;
use crate::connection::prepared::EachRow;
use crate::error::Result;
use crate::execute::{self, Engine};
use crate::handle::shared_connection::SharedConnection;
use crate::statement::Statement;
use crate::value::Row;

type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The rows of a statement as they arrive.
///
/// Dropped, it stops the statement. On a held connection it is read to its end instead, behind the caller's back:
/// stopping it would end a transaction of PostgreSQL's.
pub(crate) struct RawStream<'a> {
    buffer: Arc<RowBuffer>,
    state: State<'a>,
    /// Whether every row is fetched before the first is handed over.
    is_whole: bool,
}

enum State<'a> {
    /// Waits for a connection.
    Opening(Work<'a, Result<Reading>>),
    Reading(Reading),
    Ended,
}

struct Reading {
    call: Work<'static, Result<()>>,
    /// On a held connection: the mark that somebody still reads.
    mark: Option<Arc<AtomicBool>>,
}

impl<'a> Executor<'a> {
    /// Returns the rows of a read as they arrive. Nothing is sent before the first is asked for.
    pub(crate) fn stream(self, statement: Statement) -> RawStream<'a> {
        // A database in memory has one connection, which the work on each row may need.
        let is_whole = self.shared.is_none() && self.engine.pool.is_single();
        let buffer = Arc::new(RowBuffer::new(!is_whole));
        let (statement, engine, rows) = (self.stamp(statement), Arc::clone(self.engine), Arc::clone(&buffer));
        let opening: Work<'a, Result<Reading>> = match self.shared {
            Some(shared) => Box::pin(on_held(shared, engine, statement, rows)),
            None => Box::pin(std::future::ready(Ok(Reading {
                call: Box::pin(on_pool(engine, statement, rows)),
                mark: None,
            }))),
        };
        RawStream { buffer, state: State::Opening(opening), is_whole }
    }
}

/// Reads on a connection of the pool, and on another where that one had died before it was asked.
async fn on_pool(engine: Arc<Engine>, statement: Statement, rows: Arc<RowBuffer>) -> Result<()> {
    let mut lease = engine.pool.acquire(statement.label).await?;
    let was_cold = lease.is_cold();
    let read = execute::ask_for(&engine, &mut lease, statement.clone(), EachRow(Arc::clone(&rows))).await;
    match read {
        Err(error) if was_cold && !rows.is_touched() && lease.was_dead(&error) => {
            drop(lease);
            let mut lease = engine.pool.acquire(statement.label).await?;
            execute::ask_for(&engine, &mut lease, statement, EachRow(rows)).await.map(drop)
        }
        read => read.map(drop),
    }
}

async fn on_held(
    shared: &SharedConnection,
    engine: Arc<Engine>,
    statement: Statement,
    rows: Arc<RowBuffer>,
) -> Result<Reading> {
    let mut lent = shared.lend(&engine).await?;
    let (mark, span) = (lent.mark(), shared.span());
    let call = async move {
        let read = execute::ask_for(&engine, &mut lent.lease, statement, EachRow(rows)).instrument(span).await;
        lent.give_back(read.is_err());
        read.map(drop)
    };
    Ok(Reading { call: Box::pin(call), mark: Some(mark) })
}

impl Stream for RawStream<'_> {
    type Item = Result<Row>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Row>>> {
        loop {
            let may_hand_over = !self.is_whole || matches!(self.state, State::Ended);
            if may_hand_over && let Some(row) = self.buffer.pop() {
                return Poll::Ready(Some(Ok(row)));
            }
            let ended = match &mut self.state {
                State::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(reading) => {
                        self.state = State::Reading(reading);
                        continue;
                    }
                    Err(error) => Err(error),
                },
                State::Reading(reading) => match reading.call.as_mut().poll(context) {
                    Poll::Ready(ended) => ended,
                    Poll::Pending if self.is_whole => return Poll::Pending,
                    Poll::Pending => return self.buffer.pop().map_or(Poll::Pending, |row| Poll::Ready(Some(Ok(row)))),
                },
                State::Ended => return Poll::Ready(None),
            };
            self.state = State::Ended;
            if let Err(error) = ended {
                // A call that did not end in time goes on in the pool, and need not wait for a reader.
                self.buffer.close();
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl Drop for RawStream<'_> {
    fn drop(&mut self) {
        self.buffer.close();
        let State::Reading(Reading { call, mark: Some(mark) }) = std::mem::replace(&mut self.state, State::Ended)
        else {
            return;
        };
        mark.store(false, Ordering::Release);
        // Without a runtime the call is dropped, and the connection with it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(call);
        }
    }
}
