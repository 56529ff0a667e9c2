//! Reads the rows of a stream.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use crate::error::Result;
use crate::handle::{Executor, RawStream};
use crate::statistics::Label;
use crate::value::Row;

/// The rows of a stream, each read by `read`. It ends with the first that cannot be read.
pub(super) struct Reader<'a, F> {
    /// `None` when it has ended, which gives the connection back.
    pub(super) rows: Option<RawStream<'a>>,
    pub(super) read: F,
    pub(super) executor: Executor<'a>,
    pub(super) label: Label,
}

impl<T, F: FnMut(Row) -> Result<T> + Unpin> Stream for Reader<'_, F> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let Some(rows) = &mut self.rows else { return Poll::Ready(None) };
        let read = match ready!(Pin::new(rows).poll_next(context)) {
            Some(Ok(row)) => {
                let read = (self.read)(row);
                Some(self.executor.readable(self.label, read))
            }
            Some(Err(error)) => Some(Err(error)),
            None => None,
        };
        if !matches!(read, Some(Ok(_))) {
            self.rows = None;
        }
        Poll::Ready(read)
    }
}
