//! Queries that read some columns, and figures of groups of rows.

use std::fmt;
use std::future::Future;

use super::selection::Selected;
use super::{Select, Selection, push_part};
use crate::condition::{ColumnSql, Condition, ConditionNode, Order, OrderItem};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::record::Projection;
use crate::statement::Statement;
use crate::value::Row;

/// A query that reads some columns of its rows. Where figures are among them, such as `count()`, it reads one row for
/// each group of rows that have the other columns in common.
#[must_use = "nothing is read before one of its methods is called"]
pub struct SelectColumns<'a, E: Table, S> {
    select: Select<'a, E>,
    selection: S,
    having: Vec<ConditionNode>,
    is_grouped: bool,
}

impl<E: Table, S> fmt::Debug for SelectColumns<'_, E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let having = &self.having;
        f.debug_struct("SelectColumns").field("of", &self.select).field("having", having).finish_non_exhaustive()
    }
}

impl<'a, E: Table> Select<'a, E> {
    /// Reads some columns in place of whole rows: `columns((Message::ID, Message::CONTENT))` gives tuples. With figures
    /// among them the rows are grouped by the other columns.
    pub fn columns<S: Selection<E>>(self, selection: S) -> SelectColumns<'a, E, S> {
        SelectColumns { select: self, selection, having: Vec::new(), is_grouped: false }
    }

    /// Groups the rows that have `keys` in common, and reads the keys and figures of each group:
    /// `group_by(Message::ROLE, (count(), Message::TOKEN_COUNT.sum()))`.
    pub fn group_by<K: Selection<E>, F: Selection<E>>(self, keys: K, figures: F) -> SelectColumns<'a, E, (K, F)> {
        self.columns((keys, figures)).distinct()
    }
}

impl<'a, E: Table, S: Selection<E>> SelectColumns<'a, E, S> {
    /// Leaves out groups that the condition is not true of, which may ask for figures: `having(count().gt(5))`.
    pub fn having(mut self, condition: Condition<E>) -> Self {
        self.having.push(condition.into_node());
        self.is_grouped = true;
        self
    }

    /// Returns each combination of values once.
    pub fn distinct(mut self) -> Self {
        self.is_grouped = true;
        self
    }

    /// Orders the rows or groups, by figures as well: `order_by(count().desc())`.
    pub fn order_by(mut self, order: Order<E>) -> Self {
        self.select = self.select.order_by(order);
        self
    }

    /// Returns no more than so many rows or groups.
    pub fn limit(mut self, rows: u32) -> Self {
        self.select = self.select.limit(rows);
        self
    }

    /// Skips so many rows or groups, which the database reads nevertheless.
    pub fn offset(mut self, rows: u64) -> Self {
        self.select = self.select.offset(rows);
        self
    }

    /// Returns the columns of every row, or the figures of every group.
    ///
    /// # Errors
    /// `Decode` for a column that is null and not read as [`optional`](crate::TypedColumn::optional) or a sum that its
    /// type does not hold, on SQLite `Database` for a figure of decimals of more than 18 digits, and as
    /// [`Select::all`].
    pub fn all(self) -> impl Future<Output = Result<Vec<S::Output>>> + use<'a, E, S> {
        let statement = self.statement();
        let Self { select, selection, .. } = self;
        select.read(statement, move |row| selection.read(row, &mut 0))
    }

    /// Returns the first row or group, if there is one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn first(self) -> impl Future<Output = Result<Option<S::Output>>> + use<'a, E, S> {
        let rows = self.limit(1).all();
        async move { Ok(rows.await?.into_iter().next()) }
    }

    /// Returns the same as a struct that derives [`Row`](derive@crate::Row): its members take the columns in their
    /// order.
    ///
    /// # Errors
    /// `Decode` where there are more or fewer columns than members, or others, and as [`all`](Self::all).
    pub fn all_as<R: Projection>(self) -> impl Future<Output = Result<Vec<R>>> + use<'a, E, S, R> {
        let (statement, found) = (self.statement(), self.items().len());
        let rows = (found == R::COLUMNS.len()).then(|| self.select.read(statement, R::decode));
        async move {
            let members = R::COLUMNS.len();
            let what = || format!("the query has {found} columns, {} has {members} members", R::NAME);
            rows.ok_or_else(|| Error::new(ErrorKind::Decode(what())))?.await
        }
    }

    /// Returns the text of the statement, with placeholders for all values: for logs, and to have it explained.
    #[must_use]
    pub fn to_sql(&self) -> String {
        self.statement().text.as_str().to_owned()
    }

    fn items(&self) -> Vec<ColumnSql> {
        let mut items = Selected(Vec::new());
        self.selection.columns(&mut items);
        items.0
    }

    fn statement(&self) -> Statement {
        let (select, items) = (&self.select, self.items());
        let is_grouped = self.is_grouped || items.iter().any(ColumnSql::is_figure);
        let keys: Vec<ColumnSql> = items.iter().copied().filter(|item| is_grouped && !item.is_figure()).collect();
        let order = self.order(&keys, is_grouped);
        let mut used: Vec<ColumnSql> = items.iter().copied().chain(order.iter().map(|item| item.column)).collect();
        self.having.iter().for_each(|condition| condition.each_column(&mut |column| used.push(*column)));

        let mut writer = select.begin();
        if is_grouped {
            writer.allow_figures();
        }
        writer.columns_and_rows(&E::TABLE.count, select.repository.tenant, (&used, &select.conditions), |writer| {
            for (at, item) in items.iter().enumerate() {
                writer.push(if at == 0 { "SELECT " } else { ", " });
                writer.selected(item, is_grouped);
            }
        });
        writer.group_by(&keys);
        for (at, condition) in self.having.iter().enumerate() {
            writer.push(if at == 0 { " HAVING " } else { " AND " });
            writer.condition(condition);
        }
        writer.order(&order);
        push_part(&mut writer, select.limit, select.offset);
        select.finish(writer)
    }

    /// Groups that the order does not tell apart come by what they have in common.
    fn order(&self, keys: &[ColumnSql], is_grouped: bool) -> Vec<OrderItem> {
        if !is_grouped {
            let select = &self.select;
            let is_ordered = select.limit.is_some() || select.offset.is_some() || !select.order.is_empty();
            return if is_ordered { select.whole_order() } else { Vec::new() };
        }
        let mut order = self.select.order.clone();
        for key in keys {
            if order.iter().all(|item| !item.column.is_same(key)) {
                order.push(OrderItem::group(*key));
            }
        }
        order
    }
}

impl<'a, E: Table> Select<'a, E> {
    /// Reads what a statement returns, no more than the limit.
    fn read<R>(self, statement: Statement, read: impl Fn(&Row) -> Result<R>) -> impl Future<Output = Result<Vec<R>>> {
        let executor = self.repository.executor.anywhere();
        let wanted = self.limit.map_or(usize::MAX, |limit| limit as usize);
        async move {
            let label = statement.label;
            let rows = executor.rows(statement).await?;
            executor.readable(label, rows.iter().take(wanted).map(read).collect())
        }
    }
}
