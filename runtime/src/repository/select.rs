//! Queries that are made of conditions and orders.

mod figures;
mod groups;
mod lock;
mod page;
mod subquery;
mod values;
mod writes;

use std::fmt;
use std::future::Future;

use larder_format::Dialect;

use super::Repository;
use super::list::count;
use crate::condition::{Condition, ConditionNode, Order, OrderItem, Writer};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::{PAGE_CLASSES, Sql, Statement};
use crate::statistics::Label;
use crate::validate::{Rule, Violation, Violations};

pub use figures::Summed;

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
        let statement = self.statement(limit);
        let wanted = limit.map_or(usize::MAX, |limit| limit as usize);
        // Boxed: each layer above holds the future twice.
        repository.past(Box::pin(async move {
            let label = statement.label;
            let rows = repository.executor.rows(statement).await?;
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
        let label = Label { entity: E::NAME, method: self.label };
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
        self.repository.executor.only(self.count_statement(), count)
    }

    /// Returns whether there is a row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn exists(self) -> impl Future<Output = Result<bool>> + use<'a, E> {
        let mut writer = self.begin(&E::TABLE.select);
        self.conditions(&mut writer);
        writer.push(" LIMIT 1");
        let row = self.repository.executor.row(self.finish(writer));
        async move { Ok(row.await?.is_some()) }
    }

    fn count_statement(&self) -> Statement {
        let mut writer = self.begin(&E::TABLE.count);
        self.conditions(&mut writer);
        self.finish(writer)
    }

    /// Begins with a text of one's own, behind which stands what [`rows_of`](Self::rows_of) returns.
    fn begin_with(&self, text: &'static str) -> Writer {
        Writer::new(text, self.repository.scope())
    }

    /// Returns ` FROM messages WHERE tenant_id = $1`.
    fn rows_of(&self, writer: &Writer) -> &'static str {
        let count = E::TABLE.count.text(writer.dialect());
        count.strip_prefix("SELECT COUNT(*)").unwrap_or(count)
    }

    /// Begins with a text that ends with the tenant and the mark of deleted rows.
    fn begin(&self, sql: &'static Sql) -> Writer {
        let arguments = self.repository.scope();
        Writer::new(sql.text(arguments.dialect()), arguments)
    }

    fn finish(&self, writer: Writer) -> Statement {
        let (text, arguments) = writer.finish();
        Statement::new(Label { entity: E::NAME, method: self.label }, text, arguments)
    }

    fn conditions(&self, writer: &mut Writer) {
        // The text of a count has no names but that of the table.
        let is_scoped = E::TABLE.count.text(writer.dialect()).contains(" WHERE ");
        for (at, condition) in self.conditions.iter().enumerate() {
            writer.push(if at == 0 && !is_scoped { " WHERE " } else { " AND " });
            writer.condition(condition);
        }
    }

    /// Appends the columns of the key, which tell apart what the order does not, in the direction of the last column.
    fn whole_order(&self) -> Vec<OrderItem> {
        let mut order = self.order.clone();
        let is_descending = order.last().is_some_and(|item| item.is_descending);
        for Order { item: key, .. } in E::KEY_ORDER {
            if order.iter().all(|item| item.column.name != key.column.name) {
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
        let mut writer = self.begin(&E::TABLE.select);
        self.conditions(&mut writer);
        if limit.is_some() || self.offset.is_some() || !self.order.is_empty() {
            writer.order(&self.whole_order());
        }
        match (limit, self.offset, writer.dialect()) {
            (Some(limit), ..) => push_limit(&mut writer, limit),
            // Neither knows an offset without a limit.
            (None, Some(_), Dialect::MySql) => writer.push(" LIMIT 18446744073709551615"),
            (None, Some(_), Dialect::Sqlite) => writer.push(" LIMIT -1"),
            (None, ..) => {}
        }
        if let Some(offset) = self.offset {
            writer.push(" OFFSET ");
            writer.bind(&i64::try_from(offset).unwrap_or(i64::MAX));
        }
        // SQLite has one writer, who holds the lock of the whole file.
        match self.lock.filter(|_| writer.dialect() != Dialect::Sqlite) {
            Some(Locked::Waiting) => writer.push(" FOR UPDATE"),
            Some(Locked::Skipping) => writer.push(" FOR UPDATE SKIP LOCKED"),
            None => {}
        }
        self.finish(writer)
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
