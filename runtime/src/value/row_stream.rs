//! Streams of rows.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, Stream, StreamExt as _};

use crate::error::Result;
use crate::value::page::{Page, Paged};

/// Rows that arrive one after the other; a few of them are in memory at a time.
///
/// It is a [`Stream`](futures_util::Stream), and [`next`](Self::next) reads it without that trait. After an error
/// there are no more rows. It can be dropped at any time.
#[must_use = "rows are fetched as they are read"]
pub struct RowStream<'a, T>(Pin<Box<dyn Stream<Item = Result<T>> + Send + 'a>>);

impl<'a, T> RowStream<'a, T> {
    pub(crate) fn of(rows: impl Stream<Item = Result<T>> + Send + 'a) -> Self {
        Self(Box::pin(rows))
    }

    /// Returns the next row; `None` behind the last one.
    pub async fn next(&mut self) -> Option<Result<T>> {
        self.0.next().await
    }
}

impl<T> Stream for RowStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for RowStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowStream")
    }
}

/// As many rows are fetched at a time.
const FETCHED: u32 = 500;

impl Page {
    /// Returns every row of a list, page by page: `Page::stream(|page| repository.list_by_role(role, page))`.
    ///
    /// Each page is a statement by itself, so no connection is held while rows are worked on, and time limits hold for
    /// one page. A row that is written meanwhile is read if its place in the order has not passed; none is read twice
    /// unless it moves.
    pub fn stream<'a, T, L>(list: impl FnMut(Self) -> L + Send + 'a) -> RowStream<'a, T>
    where
        T: Send + 'a,
        L: Future<Output = Result<Paged<T>>> + Send + 'a,
    {
        let pages = stream::unfold((list, Some(Self::first(FETCHED))), async |(mut list, page)| {
            let found = list(page?).await;
            let next = found.as_ref().ok().and_then(|found| found.next.as_ref()).map(|next| Self::after(next, FETCHED));
            Some((found, (list, next)))
        });
        let rows = pages.flat_map(|page| match page {
            Ok(page) => stream::iter(page.items.into_iter().map(Ok).collect::<Vec<_>>()),
            Err(error) => stream::iter(vec![Err(error)]),
        });
        RowStream::of(rows)
    }
}
