//! Statements of the application's own, on larder's connections and transactions.

mod method;
mod parameter;
mod reader;
mod rows;
mod runs;
mod text;
mod touches;

use std::future::{Future, ready};

use futures_util::stream;

use crate::cache::Invalidate;
use crate::connection::prepared::{AllRows, RowCount};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Effect;
use crate::handle::Executor;
use crate::statement::Statement;
use crate::statistics::Label;
use crate::value::{Column, Row, RowStream};

pub use method::MethodQuery;
pub use parameter::{Given, Parameter};
use reader::Reader;
pub use rows::FromRow;
pub use runs::Runs;
pub use text::{QueryPiece, QueryText};
pub use touches::Touches;

/// A statement of the application's own with its values, from [`sql!`](crate::sql).
///
/// Values are encoded when the statement is run, before its future is returned: the future borrows none of them.
/// Statements run with larder's time limits, statistics and errors, and in a transaction where they are run on one.
#[must_use = "a statement is sent by `all`, `one`, `optional`, `scalar` or `execute`"]
pub struct Query<'q> {
    text: &'static QueryText,
    label: Label,
    values: Vec<Parameter<'q>>,
    /// What it makes out of date; `None` while nothing was said.
    touched: Option<Touches>,
}

impl<'q> Query<'q> {
    #[doc(hidden)]
    pub fn new(text: &'static QueryText, values: Vec<Parameter<'q>>) -> Self {
        Self { text, label: text.label(), values, touched: None }
    }

    /// Names the statement in logs, statistics and messages, in place of its file and line.
    pub fn named(mut self, name: &'static str) -> Self {
        self.label = Label { entity: "sql", method: name };
        self
    }

    /// Says that the statement may change rows of `T`: [`Touches::all`].
    pub fn touches<T: Table>(self) -> Self {
        self.touching(Touches::all::<T>())
    }

    /// Says that the statement may change rows of `T` that belong to this tenant: [`Touches::tenant`].
    pub fn touches_tenant<T: Table>(self, tenant: &str) -> Self {
        self.touching(Touches::tenant::<T>(tenant))
    }

    /// Says that the statement may change this row, which is as it was read.
    pub fn touches_row<T: Table>(self, row: &T) -> Self {
        self.touching(Touches::row(row))
    }

    /// Says that the statement changes nothing that may be cached.
    pub fn touches_nothing(self) -> Self {
        self.touching(Touches::nothing())
    }

    /// Says what the statement may change, beside what was said before.
    pub fn touching(mut self, what: Touches) -> Self {
        self.touched = Some(match self.touched {
            Some(touched) => touched.and(what),
            None => what,
        });
        self
    }

    /// Returns every row, in the statement's order: as a struct that derives [`Row`](derive@crate::Row), as an entity,
    /// or as a tuple of columns.
    ///
    /// # Errors
    /// What the statement meets, `Decode` for a column that is missing or of another type, and `Database` for a write
    /// that does not say what it touches.
    pub fn all<'a, R: FromRow>(self, on: &'a dyn Runs) -> impl Future<Output = Result<Vec<R>>> + use<'a, R> {
        self.all_on(on.executor())
    }

    fn all_on<'a, R: FromRow>(self, on: Executor<'a>) -> impl Future<Output = Result<Vec<R>>> + use<'a, R> {
        self.read(on, Rows::All, R::read_all)
    }

    /// Returns the first row, if there is one; others of a read are not fetched.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn optional<'a, R: FromRow>(self, on: &'a dyn Runs) -> impl Future<Output = Result<Option<R>>> + use<'a, R> {
        self.optional_on(on.executor())
    }

    fn optional_on<'a, R: FromRow>(self, on: Executor<'a>) -> impl Future<Output = Result<Option<R>>> + use<'a, R> {
        self.read(on, Rows::First, |rows| Ok(R::read_all(rows)?.pop()))
    }

    /// Returns the first row.
    ///
    /// # Errors
    /// As [`all`](Self::all), and `NotFound` when there is none.
    pub fn one<'a, R: FromRow>(self, on: &'a dyn Runs) -> impl Future<Output = Result<R>> + use<'a, R> {
        let row = self.optional(on);
        async move { row.await?.ok_or_else(|| Error::not_found(R::NAME)) }
    }

    /// Returns the first column of every row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn scalars<'a, T: Column>(self, on: &'a dyn Runs) -> impl Future<Output = Result<Vec<T>>> + use<'a, T> {
        self.scalars_on(on.executor())
    }

    fn scalars_on<'a, T: Column>(self, on: Executor<'a>) -> impl Future<Output = Result<Vec<T>>> + use<'a, T> {
        self.read(on, Rows::All, |rows| rows.iter().map(|row| row.get(0)).collect())
    }

    /// Returns the first column of the first row, such as a count.
    ///
    /// # Errors
    /// As [`one`](Self::one).
    pub fn scalar<'a, T: Column>(self, on: &'a dyn Runs) -> impl Future<Output = Result<T>> + use<'a, T> {
        let value = self.scalar_on(on.executor());
        async move { value.await?.ok_or_else(|| Error::not_found("row")) }
    }

    fn scalar_on<'a, T: Column>(self, on: Executor<'a>) -> impl Future<Output = Result<Option<T>>> + use<'a, T> {
        self.read(on, Rows::First, |rows| rows.first().map(|row| row.get(0)).transpose())
    }

    /// Returns the rows of a read as they arrive, in the statement's order; a few of them are in memory at a time.
    ///
    /// The statement is sent when the first row is asked for and holds a connection until the last one, so the limit on
    /// statements holds for all of that time. A stream that is dropped stops its statement. On a session or in a
    /// transaction it has the connection to itself: another statement there is an error until it is read or dropped,
    /// and one that was dropped is fetched to its end, unread.
    ///
    /// # Errors
    /// The stream ends with the error of [`all`](Self::all), or `Database` for a statement that writes.
    pub fn stream<'a, R: FromRow + Send + 'a>(self, on: &'a dyn Runs) -> RowStream<'a, R> {
        self.stream_on(on.executor())
    }

    fn stream_on<'a, R: FromRow + Send + 'a>(self, executor: Executor<'a>) -> RowStream<'a, R> {
        let label = self.label;
        let statement = match self.statement(executor) {
            Ok((statement, None)) => statement,
            Ok((_, Some(_))) => return RowStream::of(stream::once(ready(Err(is_no_read(label))))),
            Err(error) => return RowStream::of(stream::once(ready(Err(error)))),
        };
        let mut places = None;
        let read = move |row: Row| {
            let places = match &mut places {
                Some(places) => places,
                unknown => unknown.insert(R::places(&row)?),
            };
            R::read(&row, places)
        };
        RowStream::of(Reader { rows: Some(executor.stream(statement)), read, executor, label })
    }

    /// Runs the statement and returns how many rows it wrote (on MySQL: matched).
    ///
    /// # Errors
    /// What the statement meets, and `Database` for a write that does not say what it touches.
    pub fn execute<'a>(self, on: &'a dyn Runs) -> impl Future<Output = Result<u64>> + use<'a> {
        self.execute_on(on.executor())
    }

    fn execute_on<'a>(self, executor: Executor<'a>) -> impl Future<Output = Result<u64>> + use<'a> {
        let sent = self.statement(executor);
        async move {
            let (statement, touched) = sent?;
            executor.send_for::<RowCount>(statement, touched.unwrap_or_default()).await
        }
    }

    fn read<'a, T>(
        self,
        executor: Executor<'a>,
        wanted: Rows,
        read: fn(&[Row]) -> Result<T>,
    ) -> impl Future<Output = Result<T>> + use<'a, T> {
        let label = self.label;
        let sent = self.statement(executor);
        async move {
            let mut rows = match (sent?, wanted) {
                ((statement, Some(touched)), _) => executor.send_for::<AllRows>(statement, touched).await?,
                ((statement, None), Rows::All) => executor.rows(statement).await?,
                ((statement, None), Rows::First) => executor.row(statement).await?.into_iter().collect(),
            };
            if wanted == Rows::First {
                rows.truncate(1);
            }
            executor.readable(label, read(&rows))
        }
    }

    /// Builds the statement, and what a write touches.
    fn statement(self, executor: Executor<'_>) -> Result<(Statement, Option<Vec<Invalidate>>)> {
        let (text, arguments) = self.text.build(executor.driver(), &self.values)?;
        let writes = Effect::of(text.as_str()) != Effect::Reads;
        if writes && self.touched.is_none() {
            let help = "add `.touches::<Entity>()` for each entity whose rows it may change, or `.touches_nothing()`";
            let what = format!("{} writes and does not say what it touches; {help}", self.label);
            return Err(Error::new(ErrorKind::Database(what)));
        }
        Ok((Statement::new(self.label, text, arguments), self.touched.map(|touched| touched.0)))
    }
}

/// A write is applied as a whole before anybody sees a row of it.
fn is_no_read(label: Label) -> Error {
    Error::new(ErrorKind::Database(format!("{label} writes, so its rows are no stream; use `.all(…)`")))
}

/// Which rows are wanted. A write returns all of its rows, so that it is applied as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    All,
    First,
}
