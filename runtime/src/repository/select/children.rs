//! Rows that belong to each of several others.

use std::collections::BTreeMap;
use std::future::Future;

use super::refers::{ReferenceForm, RefersBy};
use super::{Select, columns_of, count, push_limit};
use crate::cache::Rows;
use crate::condition::{ColumnSql, ConditionNode, OrderItem, Writer};
use crate::entity::Table;
use crate::error::Result;
use crate::statement::{MOST_KEYS, PAGE_CLASSES, Statement};
use crate::value::{Arguments, IntoOption};

/// How many others one statement counts the rows of.
const MOST_COUNTED: usize = 64;

/// Rows, and which one each belongs to.
struct Each<T, E> {
    parents: Vec<T>,
    rows: Vec<E>,
}

impl<T, E> Rows<E> for Each<T, E> {
    fn rows(&self) -> &[E] {
        &self.rows
    }
}

impl<'a, E: Table> Select<'a, E> {
    /// Returns the rows that belong to each of some others, by the column that refers to them or by the whole
    /// reference: `scope.messages().select().order_by(…).limit(10).of_each(Message::CONVERSATION_ID, &talks)`. The
    /// limit is that of each; those without rows are left out. It is one statement for some hundred of them.
    ///
    /// # Errors
    /// `Database` for a column that rows leave out, and as [`all`](Self::all).
    pub fn of_each<R, P>(
        self,
        reference: R,
        parents: P,
    ) -> impl Future<Output = Result<BTreeMap<R::Key, Vec<E>>>> + use<'a, E, R, P>
    where
        R: RefersBy<E>,
        P: IntoIterator<Item: IntoOption<R::Key>>,
    {
        let parents = distinct::<R::Key, P>(parents);
        let reference = reference.reference();
        let (repository, limit) = (self.repository, self.limit.map_or(usize::MAX, |limit| limit as usize));
        let statements = self.each_statement(&reference, &parents);
        let found = repository.past(Box::pin(async move {
            let mut found = Each { parents: Vec::new(), rows: Vec::new() };
            for statement in statements {
                let label = statement.label;
                for row in repository.executor.anywhere().rows(statement).await? {
                    let child = repository.executor.readable(label, E::decode(&row))?;
                    if let Some(parent) = repository.executor.readable(label, reference.of(&row, &child))? {
                        found.parents.push(parent);
                        found.rows.push(child);
                    }
                }
            }
            Ok(found)
        }));
        async move {
            let Each { parents, rows } = found.await?;
            let mut groups: BTreeMap<R::Key, Vec<E>> = BTreeMap::new();
            for (parent, row) in parents.into_iter().zip(rows) {
                let group = groups.entry(parent).or_default();
                if group.len() < limit {
                    group.push(row);
                }
            }
            Ok(groups)
        }
    }

    /// Returns how many rows belong to each of some others; those without rows are left out. Order, limit and offset do
    /// not matter. It is one statement for some dozens of them.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn count_of_each<R, P>(
        self,
        reference: R,
        parents: P,
    ) -> impl Future<Output = Result<BTreeMap<R::Key, u64>>> + use<'a, E, R, P>
    where
        R: RefersBy<E>,
        P: IntoIterator<Item: IntoOption<R::Key>>,
    {
        let parents = distinct::<R::Key, P>(parents);
        let reference = reference.reference();
        let repository = self.repository;
        let statements: Vec<Statement> =
            parents.chunks(MOST_COUNTED).map(|keys| self.counts(&reference, keys)).collect();
        async move {
            let mut counts = BTreeMap::new();
            for (statement, keys) in statements.into_iter().zip(parents.chunks(MOST_COUNTED)) {
                let label = statement.label;
                // The rows of the last one come more than once, where it fills up the statement.
                for (row, key) in repository.executor.anywhere().rows(statement).await?.iter().zip(keys) {
                    let number = repository.executor.readable(label, count(row))?;
                    if number > 0 {
                        counts.insert(key.clone(), number);
                    }
                }
            }
            Ok(counts)
        }
    }

    /// Lists of keys of a bounded length.
    fn each_statement<K>(mut self, reference: &ReferenceForm<E, K>, parents: &[K]) -> Vec<Statement> {
        let order = self.whole_order();
        let mut statements = Vec::new();
        for keys in parents.chunks(MOST_KEYS) {
            if let Some(statement) = self.of_array(reference, keys, &order) {
                statements.push(statement);
                continue;
            }
            self.conditions.push(reference.among(keys));
            statements.push(self.of_keys(reference.columns(), &order));
            self.conditions.pop();
        }
        statements
    }

    /// The database numbers the rows of each where there is a limit.
    fn of_keys(&self, reference: &[ColumnSql], order: &[OrderItem]) -> Statement {
        let mut writer = self.begin();
        let Some(limit) = self.limit else {
            self.ordered_rows(&mut writer, order, |_| {});
            writer.order(order);
            return self.finish(writer);
        };
        writer.push("SELECT * FROM (");
        self.ordered_rows(&mut writer, order, |writer| {
            writer.push(", ROW_NUMBER() OVER (PARTITION BY ");
            for (at, column) in reference.iter().enumerate() {
                writer.push(if at == 0 { "" } else { ", " });
                writer.column(column);
            }
            writer.order(order);
            writer.push(") AS larder_place");
        });
        writer.push(") AS ranked WHERE larder_place <= ");
        writer.bind(&i64::from(limit));
        writer.push(" ORDER BY larder_place");
        self.finish(writer)
    }

    /// Where there is a limit, PostgreSQL reads the rows of each by themselves: an index gives them in their order and
    /// is left once there are enough, where numbering the rows of all sorts them twice. A subquery with a limit runs
    /// for one of them as a whole, so that its rows come in their order. `None` where it cannot.
    fn of_array<K>(&self, reference: &ReferenceForm<E, K>, keys: &[K], order: &[OrderItem]) -> Option<Statement> {
        let limit = self.limit?;
        let driver = self.repository.executor.driver();
        let mut arrays = Arguments::arrays(driver, reference.columns().len())?;
        reference.bind(keys, &mut arrays)?;
        let mut arguments = self.repository.executor.arguments();
        arguments.append_arrays(arrays)?;
        let mut writer = Writer::behind(String::new(), arguments);
        writer.push("SELECT ranked.* FROM UNNEST(");
        push_numbered(&mut writer, "$", reference.columns().len());
        writer.push(") AS parents (");
        push_numbered(&mut writer, "larder_p", reference.columns().len());
        writer.push(") CROSS JOIN LATERAL (");
        self.ordered_rows(&mut writer, order, |_| {});
        writer.correlated(reference.columns());
        writer.order(order);
        push_few(&mut writer, limit);
        writer.push(") AS ranked");
        Some(self.finish(writer))
    }

    /// Appends `SELECT`, the columns of a row and what `columns` adds, and where the rows are.
    fn ordered_rows(&self, writer: &mut Writer, order: &[OrderItem], columns: impl FnOnce(&mut Writer)) {
        let source = (&columns_of(order)[..], &self.conditions[..]);
        writer.columns_and_rows(&E::TABLE.count, self.repository.tenant, source, |writer| {
            self.head(writer);
            columns(writer);
        });
    }

    /// Counts the rows of each key, one after the other. As many stand in the text as the next power of two; the last
    /// one stands in the places that are left.
    fn counts<K>(&self, reference: &ReferenceForm<E, K>, keys: &[K]) -> Statement {
        let mut writer = self.begin();
        let places = keys.len().next_power_of_two();
        writer.push("SELECT larder_count FROM (");
        for place in 0..places {
            let key = std::slice::from_ref(&keys[place.min(keys.len() - 1)]);
            writer.push(if place == 0 { "SELECT COUNT(*) AS larder_count, " } else { " UNION ALL SELECT COUNT(*), " });
            writer.push_number(u32::try_from(place).unwrap_or(u32::MAX));
            writer.push(if place == 0 { " AS larder_place" } else { "" });
            let condition: [ConditionNode; 1] = [reference.among(key)];
            writer.counted_rows(&E::TABLE.count, self.repository.tenant, &self.conditions, &condition);
        }
        writer.push(") AS counts ORDER BY larder_place");
        self.finish(writer)
    }
}

fn distinct<K: Ord, P: IntoIterator<Item: IntoOption<K>>>(parents: P) -> Vec<K> {
    let mut parents: Vec<K> = parents.into_iter().filter_map(IntoOption::into_option).collect();
    parents.sort_unstable();
    parents.dedup();
    parents
}

/// Appends a limit, a small one as it is: of each of many, no more rows are read than are wanted.
fn push_few(writer: &mut Writer, limit: u32) {
    if limit > PAGE_CLASSES[0] {
        return push_limit(writer, limit);
    }
    writer.push(" LIMIT ");
    writer.push_number(limit);
}

/// Appends `$1, $2`.
fn push_numbered(writer: &mut Writer, word: &'static str, count: usize) {
    for number in 1..=u32::try_from(count).unwrap_or_default() {
        writer.push(if number == 1 { "" } else { ", " });
        writer.push(word);
        writer.push_number(number);
    }
}
