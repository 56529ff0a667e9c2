//! Pages, counts, aggregates and searches.

use std::future::Future;

use super::Repository;
use crate::entity::{Entity, Searched, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::search::SearchQuery;
use crate::statement::{ListSql, Sql, Statement};
use crate::value::{Arguments, Bind, CursorValue, Json, Keyset, Page, Paged, Row, containable};

impl<'a, E: Table> Repository<'a, E> {
    /// Counts the rows.
    ///
    /// # Errors
    /// What the statement meets.
    pub async fn count(self) -> Result<u64> {
        self.count_of(&E::TABLE.count, &[]).await
    }

    #[doc(hidden)]
    pub fn count_of(self, sql: &'static Sql, equal: &[&dyn Bind]) -> impl Future<Output = Result<u64>> + use<'a, E> {
        let arguments = self.scope_and(equal);
        async move {
            let driver = self.executor.driver();
            if let Some(lists) = self.lists(&arguments) {
                let name = self.list_name(sql.label, sql.text(driver.dialect()), &arguments, "count");
                let load = self.executor.only(Statement::with(sql, driver, arguments.clone()), count);
                if let Some(found) = self.read_listed(lists, name, load).await? {
                    return Ok(found);
                }
            }
            self.executor.anywhere().only(Statement::with(sql, driver, arguments), count).await
        }
    }

    /// Returns the one row of an aggregate.
    #[doc(hidden)]
    pub fn one<T>(
        self,
        sql: &'static Sql,
        values: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<T>> + use<'a, E, T> {
        self.executor.anywhere().only(Statement::with(sql, self.executor.driver(), self.scope_and(values)), decode)
    }

    fn scope_and(self, values: &[&dyn Bind]) -> Arguments {
        let mut arguments = self.scope();
        for value in values {
            value.bind(&mut arguments);
        }
        arguments
    }

    /// Returns one page of a list; `equal` are the values that it is narrowed by, `key` reads a row's place in the
    /// order.
    #[doc(hidden)]
    pub fn page<K: Keyset>(
        self,
        sql: &'static ListSql,
        equal: &[&dyn Bind],
        page: Page,
        key: fn(&E) -> K,
    ) -> impl Future<Output = Result<Paged<E>>> + use<'a, E, K> {
        let arguments = self.scope_and(equal);
        async move {
            if let Some(lists) = self.lists(&arguments) {
                let text = sql.first.limit(self.executor.driver().dialect(), page.size()).0;
                let name = self.list_name(sql.first.label(), text, &arguments, &page.name());
                let load = self.executor.page_of(sql, page.clone(), arguments.clone(), E::decode, key);
                if let Some(found) = self.read_listed(lists, name, self.past(load)).await? {
                    return Ok(found);
                }
            }
            self.past(self.executor.anywhere().page_of(sql, page, arguments, E::decode, key)).await
        }
    }
}

impl<'a, E: Entity<Key: Bind + CursorValue>> Repository<'a, E> {
    /// Returns the rows: newest first where keys are made, else in the order of the key.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another list, what the statement meets, or `Decode`.
    pub async fn list(self, page: Page) -> Result<Paged<E>> {
        self.page_by_key(&E::BY_KEY.list, &[], page).await
    }

    /// Returns one page of a list in the order of the key.
    #[doc(hidden)]
    pub fn page_by_key(
        self,
        sql: &'static ListSql,
        equal: &[&dyn Bind],
        page: Page,
    ) -> impl Future<Output = Result<Paged<E>>> + use<'a, E> {
        self.page(sql, equal, page, |row| (row.key(),))
    }

    /// Returns one page of the rows whose JSON has every member of another.
    #[doc(hidden)]
    pub fn containing(
        self,
        sql: &'static ListSql,
        column: &'static str,
        wanted: &Json,
        page: Page,
    ) -> impl Future<Output = Result<Paged<E>>> + use<'a, E> {
        let refused = containable(column, wanted);
        let found = self.page_by_key(sql, &[wanted], page);
        async move {
            refused?;
            found.await
        }
    }
}

impl<'a, E: Searched> Repository<'a, E> {
    /// Returns one page of the rows whose texts have all of some words.
    #[doc(hidden)]
    pub fn search_by<K: Keyset>(
        self,
        words: &str,
        page: Page,
        key: fn(&E) -> K,
    ) -> impl Future<Output = Result<Paged<E>>> + use<'a, E, K> {
        let query = SearchQuery::parse(words);
        let query = match self.tenant {
            Some(tenant) => query.within(tenant),
            None => query,
        };
        let arguments = self.scope_and(&[&query]);
        let matches = move |row: &E| row.texts(|texts| query.matches(texts));
        self.past(self.executor.anywhere().search_of(E::SEARCH, page, arguments, E::decode, key, matches))
    }
}

/// Reads a count from the first column.
///
/// # Errors
/// `Decode` when it is no number, or negative.
pub fn count(row: &Row) -> Result<u64> {
    let count: i64 = row.get(0)?;
    u64::try_from(count).map_err(|_| Error::new(ErrorKind::Decode("a count is negative".to_owned())))
}
