//! Parents that count rows, and the statements that change their counters.

use std::collections::BTreeMap;

use super::KeyValue;
use crate::cache::{CacheKey, Invalidate};
use crate::config::Driver;
use crate::entity::Table;
use crate::statement::{Sql, Statement};
use crate::value::{Arguments, Keyed, now};

/// A parent's row that counts or sums rows of `T`.
#[derive(Debug)]
pub struct CounterUpdate<T: 'static> {
    /// `Message.conversation_id`.
    pub reference: &'static str,
    /// Columns of the child that matter: the reference and what is summed. A patch of others changes no counter.
    pub columns: &'static [&'static str],
    /// Of each amount the column that is summed; empty where rows are counted.
    pub summed: &'static [&'static str],
    /// `UPDATE conversations SET msg_count = msg_count + $1, token_count = token_count + $2, updated_at = $3
    /// WHERE tenant_id = $4 AND id = $5`; amounts are bound as i64.
    pub update: Sql,
    /// How many times of change of the parent `update` sets, bound behind the amounts.
    pub times: usize,
    /// What the row adds to each column.
    pub amounts: fn(&T) -> Vec<i64>,
    /// Reads the reference; `None` counts nowhere.
    pub parent: fn(&T) -> Option<KeyValue>,
    /// The parent's cache region, if it has one.
    pub region: Option<&'static str>,
    /// What parent and child have to do with a tenant.
    pub tenancy: Tenancy,
    /// The parent's place among all entities, the order in which parents are locked.
    pub order: u16,
}

/// Whose row a counted parent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenancy {
    /// That of the child's tenant; the update names it.
    Shared,
    /// Nobody's: the parent belongs to no tenant.
    Free,
    /// That of a tenant which the child does not know.
    Unknown,
}

/// The counters of a parent without regard to the type of the rows that are counted.
#[derive(Debug, Clone, Copy)]
pub struct CounterTarget {
    pub(crate) reference: &'static str,
    pub(crate) update: &'static Sql,
    pub(crate) times: usize,
    pub(crate) region: Option<&'static str>,
    pub(crate) tenancy: Tenancy,
    pub(crate) order: u16,
}

impl<T: 'static> CounterUpdate<T> {
    /// Returns what is the same for every row that is counted.
    #[must_use]
    pub const fn target(&'static self) -> CounterTarget {
        CounterTarget {
            reference: self.reference,
            update: &self.update,
            times: self.times,
            region: self.region,
            tenancy: self.tenancy,
            order: self.order,
        }
    }
}

impl CounterTarget {
    /// Prepares the change of one parent. `tenant` is the child's.
    pub(crate) fn statement(
        &self,
        driver: Driver,
        tenant: Option<&str>,
        parent: &KeyValue,
        amounts: impl Iterator<Item = i64>,
    ) -> Statement {
        let mut arguments = Arguments::new(driver);
        for amount in amounts {
            arguments.add(&amount);
        }
        if self.times > 0 {
            let now = now();
            (0..self.times).for_each(|_| arguments.add(&now));
        }
        if let (Tenancy::Shared, Some(tenant)) = (self.tenancy, tenant) {
            arguments.add(&Keyed(tenant));
        }
        arguments.add(parent);
        Statement::with(self.update, driver, arguments)
    }

    /// Returns the cached row that the change makes out of date.
    pub(crate) fn invalidated(&self, tenant: Option<&str>, parent: &KeyValue) -> Option<Invalidate> {
        let region = self.region?;
        Some(match self.tenancy {
            Tenancy::Shared => Invalidate::Key(CacheKey::new(region, tenant.unwrap_or_default()).part(parent)),
            Tenancy::Free => Invalidate::Key(CacheKey::new(region, "").part(parent)),
            Tenancy::Unknown => Invalidate::Region { region },
        })
    }

    /// Returns what is out of date when too many rows are to name each.
    pub(crate) fn invalidated_whole(&self, tenant: &str) -> Option<Invalidate> {
        let region = self.region?;
        Some(match self.tenancy {
            Tenancy::Shared => Invalidate::Tenant { region, tenant: tenant.to_owned() },
            Tenancy::Free | Tenancy::Unknown => Invalidate::Region { region },
        })
    }
}

/// One counted parent ready to be updated: no row means a violation of `reference`.
pub(crate) struct Count {
    pub(crate) reference: &'static str,
    parent: KeyValue,
    pub(crate) statement: Statement,
    pub(crate) invalidated: Vec<Invalidate>,
}

impl Count {
    /// Whether both change the same counters of the same parent.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.reference == other.reference && self.parent == other.parent
    }
}

/// Prepares what replacing `before` by `after` does to the counters, parents in ascending order so that two batches
/// never wait for each other.
pub(crate) fn counts<'t, T: 'static>(
    counters: &'static [CounterUpdate<T>],
    driver: Driver,
    tenant: Option<&str>,
    before: impl Iterator<Item = &'t T> + Clone,
    after: impl Iterator<Item = &'t T> + Clone,
) -> Vec<Count> {
    let mut counts = Vec::new();
    for counter in counters {
        let mut sums: BTreeMap<KeyValue, Vec<i64>> = BTreeMap::new();
        add(&mut sums, counter, before.clone(), -1);
        add(&mut sums, counter, after.clone(), 1);
        for (parent, amounts) in sums {
            if amounts.iter().any(|amount| *amount != 0) {
                counts.push(count(counter, driver, tenant, &parent, &amounts));
            }
        }
    }
    counts
}

/// Prepares what adding the `columns` of `added` to the row `found` does to the counters.
pub(crate) fn growth<T: Table>(
    counters: &'static [CounterUpdate<T>],
    columns: &[&str],
    driver: Driver,
    found: &T,
    added: &T,
) -> Vec<Count> {
    let grown = |counter: &'static CounterUpdate<T>| {
        let parent = (counter.parent)(found)?;
        let amounts = (counter.amounts)(added).into_iter().zip(counter.summed);
        let amounts = amounts.map(|(amount, column)| if columns.contains(column) { amount } else { 0 });
        let amounts: Vec<i64> = amounts.collect();
        let moves = amounts.iter().any(|amount| *amount != 0);
        moves.then(|| count(counter, driver, found.tenant(), &parent, &amounts))
    };
    counters.iter().filter_map(grown).collect()
}

fn add<'t, T: 'static>(
    sums: &mut BTreeMap<KeyValue, Vec<i64>>,
    counter: &'static CounterUpdate<T>,
    rows: impl Iterator<Item = &'t T>,
    sign: i64,
) {
    for row in rows {
        let Some(parent) = (counter.parent)(row) else { continue };
        let amounts = (counter.amounts)(row);
        let sum = sums.entry(parent).or_insert_with(|| vec![0; amounts.len()]);
        for (total, amount) in sum.iter_mut().zip(amounts) {
            // Beyond i64 the database refuses the column's value anyway.
            *total = total.saturating_add(amount.saturating_mul(sign));
        }
    }
}

fn count<T: 'static>(
    counter: &'static CounterUpdate<T>,
    driver: Driver,
    tenant: Option<&str>,
    parent: &KeyValue,
    amounts: &[i64],
) -> Count {
    let target = counter.target();
    Count {
        reference: counter.reference,
        parent: parent.clone(),
        statement: target.statement(driver, tenant, parent, amounts.iter().copied()),
        invalidated: target.invalidated(tenant, parent).into_iter().collect(),
    }
}
