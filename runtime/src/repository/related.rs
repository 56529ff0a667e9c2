//! Rows that a row leads to, read when they are asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use super::load::region;
use super::{Repository, Select};
use crate::condition::{Condition, Order};
use crate::entity::{Entity, KeyValue, RowReference, Table};
use crate::error::Result;
use crate::handle::Executor;
use crate::value::Bind;

/// A read that is made when it is awaited.
pub type ReadFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

type SharedRows<E> = Arc<Vec<E>>;

impl<E, P, K> RowReference<E, P, K>
where
    E: Table,
    P: Entity<Key: Bind + Ord>,
    K: Into<KeyValue> + Clone + Ord + Send + Sync + 'static,
{
    /// Returns the row that another refers to. All that is asked for in one task before the first caller waits for the
    /// database is one statement, and none for rows that are cached.
    ///
    /// # Errors
    /// As [`Repository::find`], for all who asked.
    #[doc(hidden)]
    #[must_use]
    pub fn parent<'a>(self, row: &E, executor: Executor<'a>) -> ReadFuture<'a, Option<Arc<P>>> {
        let (key, tenant) = ((self.of)(row), tenant_of::<P>(executor, row.tenant()));
        Box::pin(async move {
            let Some(key) = key else { return Ok(None) };
            let executor = executor.of_tenant(tenant.as_deref());
            let region = region::<P>(executor);
            let rows = Repository::new(executor, region.as_ref(), tenant.as_deref());
            let load = |keys| -> ReadFuture<'_, _> { Box::pin(self.parents(rows, keys)) };
            executor.read_together((self.name, String::new()), key, load).await
        })
    }

    async fn parents(self, rows: Repository<'_, P>, keys: Vec<K>) -> Result<BTreeMap<K, Arc<P>>> {
        let found = match self.key {
            Some(key) => rows.find_many(keys.into_iter().map(key)).await?,
            None => {
                let query = rows.select().filter(Condition::new(self.theirs_among(&keys)));
                query.all().await?.into_iter().map(Arc::new).collect()
            }
        };
        Ok(found.into_iter().filter_map(|row| (self.by)(&row).map(|key| (key, row))).collect())
    }

    /// Names the rows that refer to one.
    #[doc(hidden)]
    pub fn children<'a>(self, row: &P, executor: Executor<'a>) -> ChildRows<'a, E, P, K> {
        let tenant = tenant_of::<E>(executor, row.tenant());
        let (conditions, order) = (Vec::new(), Vec::new());
        ChildRows { executor, reference: self, key: (self.by)(row), tenant, conditions, order, limit: None }
    }
}

/// Returns the tenant whose rows are read: the one of the scope, or else that of the row.
fn tenant_of<T: Table>(executor: Executor<'_>, row: Option<&str>) -> Option<String> {
    let tenant = executor.tenant().or(row).map(str::to_owned);
    tenant.filter(|_| T::TABLE.has_tenant())
}

/// The rows that refer to one: `conversation.messages(&scope)`.
///
/// They are read in one statement with those of other rows that are asked for in the same task before the first caller
/// waits for the database, in the same order and with the same limit. With a condition they are read by themselves.
#[must_use = "nothing is read before one of its methods is called"]
pub struct ChildRows<'a, E: Table, P: Entity, K = <P as Entity>::Key> {
    executor: Executor<'a>,
    reference: RowReference<E, P, K>,
    key: Option<K>,
    tenant: Option<String>,
    conditions: Vec<Condition<E>>,
    order: Vec<Order<E>>,
    limit: Option<u32>,
}

impl<E: Table, P: Entity, K> fmt::Debug for ChildRows<'_, E, P, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildRows").field("by", &self.reference).finish_non_exhaustive()
    }
}

impl<'a, E, P, K> ChildRows<'a, E, P, K>
where
    E: Table,
    P: Entity,
    K: Into<KeyValue> + Clone + Ord + Send + Sync + 'static,
{
    /// Leaves out rows that the condition is not true of.
    pub fn filter(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Orders the rows; a second order decides between rows that the first one does not tell apart.
    pub fn order_by(mut self, order: Order<E>) -> Self {
        self.order.push(order);
        self
    }

    /// Returns no more than so many rows.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Returns the rows.
    ///
    /// # Errors
    /// As [`Select::all`]; `Database` for rows of tenants that are asked for without one.
    #[must_use]
    pub fn all(self) -> ReadFuture<'a, Vec<E>> {
        Box::pin(async move {
            let Some(key) = self.key else { return Ok(Vec::new()) };
            let executor = self.executor.of_tenant(self.tenant.as_deref());
            let region = region::<E>(executor);
            let rows = Repository::new(executor, region.as_ref(), self.tenant.as_deref());
            let (reference, order, limit) = (self.reference, self.order, self.limit);
            if !self.conditions.is_empty() {
                let query = rows.select().filter(Condition::new(reference.own_among(&[key])));
                return ordered(self.conditions.into_iter().fold(query, Select::filter), &order, limit).all().await;
            }
            let what = (reference.name, format!("{order:?} {limit:?}"));
            let load = |keys: Vec<K>| -> ReadFuture<'_, BTreeMap<K, SharedRows<E>>> {
                let found = ordered(rows.select(), &order, limit).of_each(reference, keys);
                Box::pin(async move {
                    let found = found.await?;
                    Ok(found.into_iter().map(|(key, rows)| (key, Arc::new(rows))).collect())
                })
            };
            let found = executor.read_together(what, key, load).await?;
            Ok(found.map(|rows| rows.to_vec()).unwrap_or_default())
        })
    }

    /// Returns the first row, if there is one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    #[must_use]
    pub fn first(self) -> ReadFuture<'a, Option<E>> {
        let rows = self.limit(1).all();
        Box::pin(async move { Ok(rows.await?.pop()) })
    }

    /// Counts the rows, whatever the limit is.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    #[must_use]
    pub fn count(self) -> ReadFuture<'a, u64> {
        Box::pin(async move {
            let Some(key) = self.key else { return Ok(0) };
            let executor = self.executor.of_tenant(self.tenant.as_deref());
            let region = region::<E>(executor);
            let rows = Repository::new(executor, region.as_ref(), self.tenant.as_deref());
            let reference = self.reference;
            if !self.conditions.is_empty() {
                let query = rows.select().filter(Condition::new(reference.own_among(&[key])));
                return self.conditions.into_iter().fold(query, Select::filter).count().await;
            }
            let load = |keys: Vec<K>| -> ReadFuture<'_, BTreeMap<K, u64>> {
                Box::pin(rows.select().count_of_each(reference, keys))
            };
            let what = (reference.name, "count".to_owned());
            Ok(executor.read_together(what, key, load).await?.unwrap_or_default())
        })
    }
}

fn ordered<'a, E: Table>(query: Select<'a, E>, order: &[Order<E>], limit: Option<u32>) -> Select<'a, E> {
    let query = order.iter().fold(query, |query, order| query.order_by(*order));
    limit.into_iter().fold(query, Select::limit)
}
