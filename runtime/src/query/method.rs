//! Statements of the application's own that are methods of a repository.

use std::future::Future;
use std::marker::PhantomData;

use futures_util::StreamExt as _;

use super::{FromRow, Parameter, Query, QueryText, Touches};
use crate::entity::Table;
use crate::error::{Error, Result};
use crate::handle::Executor;
use crate::repository::Repository;
use crate::value::{Column, RowStream};

/// A query of the definition with its values, which runs where its repository does.
#[must_use = "a query is sent by the method that says what is wanted of its rows"]
pub struct MethodQuery<'a, 'q, E> {
    query: Query<'q>,
    executor: Executor<'a>,
    tenant: Option<&'a str>,
    of: PhantomData<fn() -> E>,
}

impl<'a, E: Table> Repository<'a, E> {
    /// Begins a query of the definition. The tenant is the first of its values, where rows have one.
    #[doc(hidden)]
    pub fn query<'q>(self, text: &'static QueryText, mut values: Vec<Parameter<'q>>) -> MethodQuery<'a, 'q, E>
    where
        'a: 'q,
    {
        let tenant = self.tenant();
        if let Some(tenant) = tenant {
            values.insert(0, Parameter::Tenant(tenant));
        }
        MethodQuery { query: Query::new(text, values), executor: self.executor(), tenant, of: PhantomData }
    }
}

impl<'a, E: Table> MethodQuery<'a, '_, E> {
    fn touching(self, what: Touches) -> Self {
        Self { query: self.query.touching(what), ..self }
    }

    /// Says that it may change rows of its entity, of its tenant.
    pub fn touches_own(self) -> Self {
        let touched = self.tenant.map_or_else(Touches::all::<E>, Touches::tenant::<E>);
        self.touching(touched)
    }

    /// Says that it may change rows of `T`.
    pub fn touches<T: Table>(self) -> Self {
        self.touching(Touches::all::<T>())
    }

    /// Says that it changes nothing that may be cached.
    pub fn touches_nothing(self) -> Self {
        self.touching(Touches::nothing())
    }

    /// Returns every row.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub fn all<R: FromRow>(self) -> impl Future<Output = Result<Vec<R>>> + use<'a, E, R> {
        self.query.all_on(self.executor)
    }

    /// Returns the first row, if there is one.
    ///
    /// # Errors
    /// Those of [`Query::optional`].
    pub fn optional<R: FromRow>(self) -> impl Future<Output = Result<Option<R>>> + use<'a, E, R> {
        self.query.optional_on(self.executor)
    }

    /// Returns the first row.
    ///
    /// # Errors
    /// Those of [`Query::one`].
    pub fn one<R: FromRow>(self) -> impl Future<Output = Result<R>> + use<'a, E, R> {
        let row = self.query.optional_on(self.executor);
        async move { row.await?.ok_or_else(|| Error::not_found(R::NAME)) }
    }

    /// Returns the first column of every row.
    ///
    /// # Errors
    /// Those of [`Query::scalars`].
    pub fn scalars<T: Column>(self) -> impl Future<Output = Result<Vec<T>>> + use<'a, E, T> {
        self.query.scalars_on(self.executor)
    }

    /// Returns the first column of the first row, if there is one.
    ///
    /// # Errors
    /// Those of [`Query::scalars`].
    pub fn optional_scalar<T: Column>(self) -> impl Future<Output = Result<Option<T>>> + use<'a, E, T> {
        self.query.scalar_on(self.executor)
    }

    /// Returns the first column of the first row.
    ///
    /// # Errors
    /// Those of [`Query::scalar`].
    pub fn scalar<T: Column>(self) -> impl Future<Output = Result<T>> + use<'a, E, T> {
        let value = self.query.scalar_on(self.executor);
        async move { value.await?.ok_or_else(|| Error::not_found("row")) }
    }

    /// Returns the rows as they arrive.
    ///
    /// # Errors
    /// Those of [`Query::stream`].
    pub fn stream<R: FromRow + Send + 'a>(self) -> RowStream<'a, R> {
        self.query.stream_on(self.executor)
    }

    /// Returns the first column of the rows as they arrive.
    ///
    /// # Errors
    /// Those of [`Query::stream`].
    pub fn stream_scalars<T: Column + Send + 'a>(self) -> RowStream<'a, T> {
        let rows = self.query.stream_on::<(T,)>(self.executor);
        RowStream::of(rows.map(|row| row.map(|(value,)| value)))
    }

    /// Runs it and returns how many rows it wrote (on MySQL: matched).
    ///
    /// # Errors
    /// Those of [`Query::execute`].
    pub fn execute(self) -> impl Future<Output = Result<u64>> + use<'a, E> {
        self.query.execute_on(self.executor)
    }
}
