//! Pages of queries.

use std::future::Future;

use super::{Select, columns_of};
use crate::condition::{OrderItem, behind, left_out, write_place};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::{PAGE_CLASSES, Statement};
use crate::value::{BothWays, Cursor, Page, Row};

/// Which way a cursor leads.
const FORWARD: u8 = b'>';
const BACKWARD: u8 = b'<';

/// A page that is to be read.
struct Asked {
    statement: Statement,
    order: Vec<OrderItem>,
    /// What its cursors are called.
    list: String,
    size: usize,
    /// The way from the cursor, where there is one.
    way: Option<u8>,
}

impl<'a, E: Table> Select<'a, E> {
    /// Returns one page of the rows, with cursors to the pages before and behind it: each is given back to
    /// [`Page::after`], whichever way it leads. Pages hold each row once, whatever is written in between; without an
    /// order rows come by their key.
    ///
    /// A cursor belongs to the order, not to the conditions: a place in the order is one among other rows as well.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another order, `Database` for a table without a key and for a column that rows leave
    /// out, and as [`all`](Self::all).
    pub fn page(self, page: Page) -> impl Future<Output = Result<BothWays<E>>> + use<'a, E> {
        let repository = self.repository;
        let asked = self.asked(&page);
        // Boxed: each layer above holds the future twice.
        repository.past(Box::pin(async move {
            let asked = asked?;
            let label = asked.statement.label;
            let rows = repository.executor.anywhere().rows(asked.statement.clone()).await?;
            repository.executor.readable(label, asked.cut(rows))
        }))
    }

    /// Returns the text of the statement that reads a [`page`](Self::page), with placeholders for all values: for logs,
    /// and to have it explained.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub fn page_to_sql(self, page: &Page) -> Result<String> {
        Ok(self.asked(page)?.statement.text.as_str().to_owned())
    }

    /// Returns the rows, and how many there are without the limit and the offset: two statements.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn with_total(self) -> impl Future<Output = Result<(Vec<E>, u64)>> + use<'a, E> {
        let total = self.count_statement();
        let executor = self.repository.executor.anywhere();
        let rows = self.all();
        async move {
            let total = executor.only(total, super::count).await?;
            Ok((rows.await?, total))
        }
    }

    fn asked(mut self, page: &Page) -> Result<Asked> {
        if E::KEY_ORDER.is_empty() {
            let what = format!("{} has no key, which pages need to tell rows apart", E::NAME);
            return Err(Error::new(ErrorKind::Database(what)));
        }
        let mut order = self.whole_order();
        let joined = columns_of(&order);
        // Those stand behind the columns of the row.
        for (at, item) in order.iter_mut().filter(|item| item.column.path.is_some()).enumerate() {
            item.column.place = Some(E::COLUMNS.len() + at);
        }
        if let Some(item) = order.iter().find(|item| item.column.place.is_none()) {
            return Err(left_out(&item.column));
        }
        let list = format!("{} by {order:?}", E::NAME);
        let (mut sorted, mut way) = (order.clone(), None);
        if let Some(cursor) = page.cursor() {
            let place = cursor.bytes(&list)?;
            let (direction, place) = place.split_first().ok_or_else(Cursor::damaged)?;
            if *direction == BACKWARD {
                sorted = order.iter().map(|item| item.reversed()).collect();
            }
            self.conditions.push(behind(&sorted, place).ok_or_else(Cursor::damaged)?);
            way = Some(*direction);
        }
        let mut writer = self.begin();
        writer.columns_and_rows(&E::TABLE.count, self.repository.tenant, (&joined, &self.conditions), |writer| {
            self.head(writer);
            for column in &joined {
                writer.push(", ");
                writer.selected(column, false);
            }
        });
        writer.order(&sorted);
        writer.push(" LIMIT ");
        let class = PAGE_CLASSES.into_iter().find(|class| page.size() <= *class);
        writer.push_number(class.unwrap_or_else(|| page.size()) + 1);
        let size = usize::try_from(page.size()).unwrap_or(usize::MAX);
        Ok(Asked { statement: self.finish(writer), order, list, size, way })
    }
}

impl Asked {
    /// Cuts the rows to the page, and sets where the pages before and behind it begin.
    fn cut<E: Table>(&self, mut rows: Vec<Row>) -> Result<BothWays<E>> {
        let has_more = rows.len() > self.size;
        rows.truncate(self.size);
        let is_backward = self.way == Some(BACKWARD);
        if is_backward {
            rows.reverse();
        }
        let (has_previous, has_next) = match self.way {
            None => (false, has_more),
            Some(BACKWARD) => (has_more, true),
            Some(_) => (true, has_more),
        };
        let previous = rows.first().filter(|_| has_previous).map(|row| self.cursor(BACKWARD, row)).transpose()?;
        let next = rows.last().filter(|_| has_next).map(|row| self.cursor(FORWARD, row)).transpose()?;
        let items = rows.iter().map(E::decode).collect::<Result<_>>()?;
        Ok(BothWays { items, previous, next })
    }

    fn cursor(&self, way: u8, row: &Row) -> Result<Cursor> {
        let mut bytes = vec![way];
        write_place(&self.order, row, &mut bytes)?;
        Ok(Cursor::of_bytes(&self.list, &bytes))
    }
}
