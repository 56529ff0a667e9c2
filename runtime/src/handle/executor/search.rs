//! Full-text search: candidates from the index, checked again on their text.

use std::future::Future;

use super::Executor;
use crate::error::Result;
use crate::statement::{ListSql, Statement};
use crate::value::{Arguments, Bind, Cursor, Keyset, Page, Paged, Row};

/// Candidates are read in larger steps than the page: some of them fail the recheck.
const STEP: u32 = 100;

impl<'a> Executor<'a> {
    /// Returns one page of a full-text search: reads candidates on until enough of them pass `matches`, or none is
    /// left.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another list, what the statement meets, or `Decode`.
    pub fn search<T, K: Keyset, M: Fn(&T) -> bool + Send>(
        self,
        sql: &'static ListSql,
        page: Page,
        equal: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
        key: fn(&T) -> K,
        matches: M,
    ) -> impl Future<Output = Result<Paged<T>>> + use<'a, T, K, M> {
        self.search_of(sql, page, Arguments::of(self.engine.driver, equal), decode, key, matches)
    }

    /// The same, of values that are bound already.
    pub(crate) fn search_of<T, K: Keyset, M: Fn(&T) -> bool + Send>(
        self,
        sql: &'static ListSql,
        page: Page,
        equal: Arguments,
        decode: fn(&Row) -> Result<T>,
        key: fn(&T) -> K,
        matches: M,
    ) -> impl Future<Output = Result<Paged<T>>> + use<'a, T, K, M> {
        let (driver, sql) = (self.engine.driver, self.engine.search(sql));
        async move {
            let wanted = page.size() as usize;
            let step = page.size().max(STEP);
            let (label, dialect) = (sql.first.label(), driver.dialect());
            let (first, fetched) = sql.first.limit(dialect, step);
            let mut after = page.keys::<K>(label)?;
            let mut items = Vec::new();
            loop {
                let mut arguments = equal.clone();
                let mut text = first;
                if let Some(keys) = &after {
                    Cursor::bind(keys, &mut arguments)?;
                    text = sql.after.limit(dialect, step).0;
                }
                let rows = self.rows(Statement::named(label, text, arguments)).await?;
                for row in &rows {
                    let item = self.readable(label, decode(row))?;
                    after = Some(key(&item));
                    if !matches(&item) {
                        continue;
                    }
                    if items.len() == wanted {
                        // One more match exists, so the page ends at the last one it holds.
                        let next = items.last().map(|last| Cursor::new(label, &key(last)));
                        return Ok(Paged { items, next });
                    }
                    items.push(item);
                }
                if rows.len() < fetched as usize {
                    return Ok(Paged { items, next: None });
                }
            }
        }
    }
}
