//! Rows between the call that fetches them and the one who reads them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use crate::value::Row;

/// As many rows wait to be read at most.
const MOST: usize = 64;

/// The rows of a call that are not yet read. A full buffer holds the call up, and with it the server.
///
/// Who reads also polls the call, so that only an end of reading need wake it.
pub(crate) struct RowBuffer(Mutex<State>);

struct State {
    rows: VecDeque<Row>,
    most: usize,
    /// How many rows there were.
    count: usize,
    is_closed: bool,
    waiting: Option<Waker>,
}

impl RowBuffer {
    /// Creates a buffer of a few rows, or of as many as there are.
    pub(crate) fn new(is_bounded: bool) -> Self {
        let most = if is_bounded { MOST } else { usize::MAX };
        Self(Mutex::new(State { rows: VecDeque::new(), most, count: 0, is_closed: false, waiting: None }))
    }

    /// Puts a row in and waits while the buffer is full. Returns whether somebody still reads.
    pub(crate) async fn push(&self, row: Row) -> bool {
        let count = self.take(row);
        if count.is_multiple_of(MOST) {
            // A driver that has rows to give does not yield: nothing else of the task would run, such as a limit.
            tokio::task::yield_now().await;
        }
        poll_fn(|context| {
            let mut state = self.state();
            if state.is_closed || state.rows.len() < state.most {
                return Poll::Ready(!state.is_closed);
            }
            state.waiting = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn take(&self, row: Row) -> usize {
        let mut state = self.state();
        state.count += 1;
        if !state.is_closed {
            state.rows.push_back(row);
        }
        state.count
    }

    pub(crate) fn pop(&self) -> Option<Row> {
        self.state().rows.pop_front()
    }

    /// Whether a row was ever put in.
    pub(crate) fn is_touched(&self) -> bool {
        self.state().count > 0
    }

    /// Nobody reads any more: what comes is thrown away.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        if let Some(waiting) = state.waiting.take() {
            waiting.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
