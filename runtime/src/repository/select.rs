//! Queries that are made of conditions and orders.

mod children;
mod columns;
mod figures;
mod joins;
mod lock;
mod page;
mod refers;
mod selection;
mod subquery;
mod writes;

use std::fmt;
use std::future::Future;

use larder_format::Dialect;

use super::Repository;
use super::list::count;
use crate::condition::{ColumnSql, Condition, ConditionNode, Order, OrderItem, Writer};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::{PAGE_CLASSES, Statement};
use crate::statistics::Label;
use crate::validate::{Rule, Violation, Violations};

pub use columns::SelectColumns;
pub use refers::RefersBy;
pub use selection::{Nullable, Selection};

/// A query on the rows of a repository: those that its conditions are true of, in the order that it says.
///
/// Rows of other tenants and rows that are marked as deleted are left out, as everywhere. A query reads the database,
/// past the cache. Rows come in no order unless one is said; rows that it does not tell apart come by their key.
#[must_use = "nothing is read before one of its methods is called"]
pub struct Select<'a, E: Table> {
    repository: Repository<'a, E>,
    conditions: Vec<ConditionNode>,
    order: Vec<OrderItem>,
    limit: Option<u32>,
    offset: Option<u64>,
    lock: Option<Locked>,
    label: &'static str,
}

impl<E: Table> fmt::Debug for Select<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conditions = &self.conditions;
        f.debug_struct("Select").field("of", &E::NAME).field("where", conditions).finish_non_exhaustive()
    }
}

impl<'a, E: Table> Repository<'a, E> {
    /// Begins a query on the rows.
    pub fn select(self) -> Select<'a, E> {
        Select {
            repository: self,
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            lock: None,
            label: "select",
        }
    }
}

impl<'a, E: Table> Select<'a, E> {
    /// Leaves out rows that the condition is not true of.
    pub fn filter(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition.into_node());
        self
    }

    /// The same where there is a condition.
    pub fn filter_opt(self, condition: Option<Condition<E>>) -> Self {
        match condition {
            Some(condition) => self.filter(condition),
            None => self,
        }
    }

    /// Orders the rows; a second order decides between rows that the first one does not tell apart.
    pub fn order_by(mut self, order: Order<E>) -> Self {
        self.order.push(order.item);
        self
    }

    /// Returns no more than so many rows.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Orders the rows as a text says that comes with a request: `-created_at,title`, where a `-` turns an order
    /// around. `allowed` are the orders that have a name; an empty text says none.
    ///
    /// # Errors
    /// `Invalid` for `order`, with all names, where the text has another one.
    pub fn order_by_text(mut self, text: &str, allowed: &[(&str, Order<E>)]) -> Result<Self> {
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let (name, is_reversed) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
            let Some((_, order)) = allowed.iter().find(|(known, _)| *known == name) else {
                let allowed = allowed.iter().map(|(known, _)| (*known).into()).collect();
                return Err(Violations::from(vec![Violation::new("order", Rule::OneOf { allowed })]).into());
            };
            self = self.order_by(if is_reversed { order.reversed() } else { *order });
        }
        Ok(self)
    }

    /// Skips so many rows. The database reads them nevertheless: a [`page`](Self::page) does not.
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = Some(rows);
        self
    }

    /// Names the statement in logs, statistics and messages, in place of `select`.
    pub fn named(mut self, name: &'static str) -> Self {
        self.label = name;
        self
    }

    /// Returns the rows.
    ///
    /// # Errors
    /// `Invalid` for a value that no column holds, what the statement meets, or `Decode`.
    pub fn all(self) -> impl Future<Output = Result<Vec<E>>> + use<'a, E> {
        let (repository, limit) = (self.repository, self.limit);
        // A lock is one on the primary.
        let executor = if self.lock.is_some() { repository.executor } else { repository.executor.anywhere() };
        let statement = self.statement(limit);
        let wanted = limit.map_or(usize::MAX, |limit| limit as usize);
        // Boxed: each layer above holds the future twice.
        repository.past(Box::pin(async move {
            let label = statement.label;
            let rows = executor.rows(statement).await?;
            let rows = rows.iter().take(wanted).map(E::decode).collect();
            repository.executor.readable(label, rows)
        }))
    }

    /// Returns the first of the rows, if there is one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn first(self) -> impl Future<Output = Result<Option<E>>> + use<'a, E> {
        let rows = self.limit(1).all();
        async move { Ok(rows.await?.pop()) }
    }

    /// Returns the only row, if there is one.
    ///
    /// # Errors
    /// `Database` where there are several, and as [`all`](Self::all).
    pub fn optional(self) -> impl Future<Output = Result<Option<E>>> + use<'a, E> {
        let label = self.label();
        let rows = self.limit(2).all();
        async move {
            let mut rows = rows.await?;
            match rows.pop() {
                Some(_) if !rows.is_empty() => {
                    Err(Error::new(ErrorKind::Database(format!("{label}: several rows where one is asked for"))))
                }
                row => Ok(row),
            }
        }
    }

    /// Returns the only row.
    ///
    /// # Errors
    /// `NotFound` where there is none, and as [`optional`](Self::optional).
    pub fn one(self) -> impl Future<Output = Result<E>> + use<'a, E> {
        let row = self.optional();
        async move { row.await?.ok_or_else(|| Error::not_found(E::NAME)) }
    }

    /// Counts the rows, whatever the limit is.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn count(self) -> impl Future<Output = Result<u64>> + use<'a, E> {
        self.repository.executor.anywhere().only(self.count_statement(), count)
    }

    /// Returns whether there is a row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn exists(self) -> impl Future<Output = Result<bool>> + use<'a, E> {
        let mut writer = self.begin();
        writer.push("SELECT 1");
        self.rows(&mut writer, &[]);
        writer.push(" LIMIT 1");
        let row = self.repository.executor.anywhere().row(self.finish(writer));
        async move { Ok(row.await?.is_some()) }
    }

    /// Returns the text of the statement that reads [`all`](Self::all) rows, with placeholders for all values: for
    /// logs, and to have it explained.
    #[must_use]
    pub fn to_sql(&self) -> String {
        self.statement(self.limit).text.as_str().to_owned()
    }

    fn count_statement(&self) -> Statement {
        let mut writer = self.begin();
        writer.push("SELECT COUNT(*)");
        self.rows(&mut writer, &[]);
        self.finish(writer)
    }

    fn begin(&self) -> Writer {
        Writer::behind(String::new(), self.repository.executor.arguments())
    }

    /// Appends `SELECT` and the columns of a row.
    fn head(&self, writer: &mut Writer) {
        let (select, count) = (E::TABLE.select.text(writer.dialect()), E::TABLE.count.text(writer.dialect()));
        let from = count.strip_prefix("SELECT COUNT(*)").unwrap_or_default();
        writer.push(select.strip_suffix(from).unwrap_or(select));
    }

    /// Appends where the rows are, joined with those that hold the columns of `used`, and the conditions.
    fn rows(&self, writer: &mut Writer, used: &[ColumnSql]) {
        writer.rows(&E::TABLE.count, self.repository.tenant, used, &self.conditions);
    }

    fn label(&self) -> Label {
        Label { entity: E::NAME, method: self.label }
    }

    fn finish(&self, writer: Writer) -> Statement {
        let (text, arguments) = writer.finish();
        Statement::new(self.label(), text, arguments)
    }

    /// Appends the columns of the key, which tell apart what the order does not, in the direction of the last column.
    fn whole_order(&self) -> Vec<OrderItem> {
        let mut order = self.order.clone();
        let is_descending = order.last().is_some_and(|item| item.is_descending);
        for Order { item: key, .. } in E::KEY_ORDER {
            if order.iter().all(|item| !item.column.is_same(&key.column)) {
                order.push(if is_descending { key.reversed() } else { *key });
            }
        }
        order
    }

    /// Returns the rows, and locks them.
    fn locked(mut self, lock: Locked) -> impl Future<Output = Result<Vec<E>>> + use<'a, E> {
        self.lock = Some(lock);
        self.all()
    }

    /// Prepares the same.
    fn locking(mut self, lock: Locked) -> Statement {
        self.lock = Some(lock);
        self.statement(self.limit)
    }

    fn statement(&self, limit: Option<u32>) -> Statement {
        let is_ordered = limit.is_some() || self.offset.is_some() || !self.order.is_empty();
        let order = if is_ordered { self.whole_order() } else { Vec::new() };
        let mut writer = self.begin();
        self.head(&mut writer);
        self.rows(&mut writer, &columns_of(&order));
        writer.order(&order);
        push_part(&mut writer, limit, self.offset);
        self.push_lock(&mut writer);
        self.finish(writer)
    }

    /// SQLite has one writer, who holds the lock of the whole file.
    fn push_lock(&self, writer: &mut Writer) {
        let Some(lock) = self.lock.filter(|_| writer.dialect() != Dialect::Sqlite) else { return };
        writer.push(" FOR UPDATE");
        // PostgreSQL locks no rows that may be missing from a join.
        if writer.dialect() == Dialect::Postgres && writer.is_joined() {
            writer.push(" OF ");
            writer.push_table();
        }
        if lock == Locked::Skipping {
            writer.push(" SKIP LOCKED");
        }
    }
}

fn columns_of(order: &[OrderItem]) -> Vec<ColumnSql> {
    order.iter().map(|item| item.column).filter(|column| column.path.is_some()).collect()
}

/// Appends which part of the rows is wanted.
fn push_part(writer: &mut Writer, limit: Option<u32>, offset: Option<u64>) {
    match (limit, offset, writer.dialect()) {
        (Some(limit), ..) => push_limit(writer, limit),
        // Neither knows an offset without a limit.
        (None, Some(_), Dialect::MySql) => writer.push(" LIMIT 18446744073709551615"),
        (None, Some(_), Dialect::Sqlite) => writer.push(" LIMIT -1"),
        (None, ..) => {}
    }
    if let Some(offset) = offset {
        writer.push(" OFFSET ");
        writer.bind(&i64::try_from(offset).unwrap_or(i64::MAX));
    }
}

/// What becomes of rows that another transaction has locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Locked {
    /// They are waited for.
    Waiting,
    /// They are left out.
    Skipping,
}

/// Appends a limit that stands in the text, since a bound one keeps PostgreSQL from using a generic plan: of a few
/// classes, so that limits of all sizes share a few prepared statements.
fn push_limit(writer: &mut Writer, limit: u32) {
    writer.push(" LIMIT ");
    match [0, 1, 2].iter().chain(&PAGE_CLASSES).find(|class| limit <= **class) {
        Some(class) => writer.push_number(*class),
        None => writer.bind(&i64::from(limit)),
    }
}
