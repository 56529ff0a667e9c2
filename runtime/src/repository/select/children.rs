//! Rows that belong to each of several others.

use std::collections::BTreeMap;
use std::future::Future;

use super::{Select, columns_of};
use crate::cache::Rows;
use crate::condition::{OrderItem, TypedColumn, left_out};
use crate::entity::Table;
use crate::error::Result;
use crate::statement::{MOST_KEYS, Statement};
use crate::value::{Bind, Column, IntoOption};

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
    /// Returns the rows that belong to each of some others, by the column that refers to them: `scope.messages()
    /// .select().order_by(…).limit(10).of_each(Message::CONVERSATION_ID, &talks)`. The limit is that of each; those
    /// without rows are left out. It is one statement for some hundred of them.
    ///
    /// # Errors
    /// `Database` for a column that rows leave out, and as [`all`](Self::all).
    pub fn of_each<T, P>(
        self,
        reference: TypedColumn<E, T>,
        parents: P,
    ) -> impl Future<Output = Result<BTreeMap<T, Vec<E>>>> + use<'a, E, T, P>
    where
        T: Bind + Column + Clone + Ord + Send + 'static,
        P: IntoIterator<Item: IntoOption<T>>,
    {
        let mut parents: Vec<T> = parents.into_iter().filter_map(IntoOption::into_option).collect();
        parents.sort_unstable();
        parents.dedup();
        let place = reference.sql.place.ok_or_else(|| left_out(&reference.sql));
        let (repository, limit) = (self.repository, self.limit.map_or(usize::MAX, |limit| limit as usize));
        let statements = self.each_statement(reference, &parents);
        let found = repository.past(Box::pin(async move {
            let place = place?;
            let mut found = Each { parents: Vec::new(), rows: Vec::new() };
            for statement in statements {
                let label = statement.label;
                for row in repository.executor.anywhere().rows(statement).await? {
                    if let Some(parent) = repository.executor.readable(label, reference.decode(&row, place))? {
                        found.parents.push(parent);
                        found.rows.push(repository.executor.readable(label, E::decode(&row))?);
                    }
                }
            }
            Ok(found)
        }));
        async move {
            let Each { parents, rows } = found.await?;
            let mut groups: BTreeMap<T, Vec<E>> = BTreeMap::new();
            for (parent, row) in parents.into_iter().zip(rows) {
                let group = groups.entry(parent).or_default();
                if group.len() < limit {
                    group.push(row);
                }
            }
            Ok(groups)
        }
    }

    /// Lists of keys of a bounded length.
    fn each_statement<T: Bind + Clone + Send + 'static>(
        mut self,
        reference: TypedColumn<E, T>,
        parents: &[T],
    ) -> Vec<Statement> {
        let order = self.whole_order();
        let mut statements = Vec::new();
        for keys in parents.chunks(MOST_KEYS) {
            self.conditions.push(reference.is_in(keys.iter().cloned()).into_node());
            statements.push(self.of_keys(reference, &order));
            self.conditions.pop();
        }
        statements
    }

    /// The database numbers the rows of each where there is a limit.
    fn of_keys<T>(&self, reference: TypedColumn<E, T>, order: &[OrderItem]) -> Statement {
        let source = (&columns_of(order)[..], &self.conditions[..]);
        let mut writer = self.begin();
        let Some(limit) = self.limit else {
            writer.columns_and_rows(&E::TABLE.count, self.repository.tenant, source, |writer| self.head(writer));
            writer.order(order);
            return self.finish(writer);
        };
        writer.push("SELECT * FROM (");
        writer.columns_and_rows(&E::TABLE.count, self.repository.tenant, source, |writer| {
            self.head(writer);
            writer.push(", ROW_NUMBER() OVER (PARTITION BY ");
            writer.column(&reference.sql);
            writer.order(order);
            writer.push(") AS larder_place");
        });
        writer.push(") AS ranked WHERE larder_place <= ");
        writer.bind(&i64::from(limit));
        writer.push(" ORDER BY larder_place");
        self.finish(writer)
    }
}
