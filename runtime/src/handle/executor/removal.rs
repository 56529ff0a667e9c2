//! What a delete does to rows beside the deleted ones.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::Dialect;

use super::Executor;
use crate::cache::Invalidate;
use crate::entity::{
    Adjustment, Branch, By, Cascade, Far, FoundRow, KeyValue, Loosening, MOST, Registered, Removal, STEP, Tallies, far,
    far_regions, searches, tenant_regions,
};
use crate::error::Result;
use crate::handle::unit::Unit;
use crate::statement::{Locking, MOST_KEYS};
use crate::value::{Bind, Keyed};

/// How often a delete begins at most, since rows may come below parents that it has not locked.
const ATTEMPTS: u32 = 5;

/// What becomes of the deleted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// They are marked, and the database keeps what hangs on them.
    Marked,
    /// They are gone, with all that the database deletes with them.
    Gone,
    /// They are back, and count again.
    Restored,
}

/// The rows that one statement after the other leads to.
#[derive(Default)]
struct Walk {
    tallies: Tallies,
    /// Tenants and keys by table: two tenants may have rows of one key.
    seen: BTreeMap<&'static str, BTreeSet<(String, KeyValue)>>,
    /// The tenants that deleted rows are of, or are.
    tenants: Vec<String>,
}

/// Keys that a branch sets out from, by tenant; those of tenants themselves where a branch is asked by tenant.
type Start = BTreeMap<String, Vec<KeyValue>>;

impl<'a> Executor<'a> {
    /// Begins a unit of work, in which deleted rows and those that go with them are taken off their parents' counters,
    /// and records the cached rows that go.
    ///
    /// Counted parents are locked before the rows, as every other write does: what is read without a lock tells which
    /// parents these are; what is read again under the locks tells what was missed. A parent that came up only then is
    /// locked in a new transaction, since others may hold it and wait for a row of this one.
    pub(super) async fn detach<T: Registered>(
        self,
        tenant: Option<&str>,
        keys: &[KeyValue],
        fate: Fate,
    ) -> Result<Unit<'a>> {
        let far = far::<T>();
        let mut invalidated = far_regions(&far, tenant);
        let mut unit = self.unit().await?;
        if let Some(removal) = T::REMOVAL {
            let mut attempt = 1;
            let tenants = loop {
                let is_last = attempt == ATTEMPTS || self.in_transaction();
                match unit.executor().uncount(removal, tenant, keys, fate, is_last).await {
                    Ok(Some(tenants)) => break tenants,
                    Err(error) => return unit.end(Err(error)).await,
                    Ok(None) => {
                        unit.rollback().await;
                        unit = self.unit().await?;
                        attempt += 1;
                    }
                }
            };
            invalidated.extend(tenant_regions(T::CASCADES, &tenants));
        }
        if T::CASCADES.iter().any(|cascade| matches!(cascade, Cascade::Rows { .. })) {
            for key in keys {
                invalidated.extend(unit.executor().hanging_on::<T>(&far, tenant, key).await?);
            }
        }
        if let (Fate::Gone, Dialect::Postgres, Some(removal)) = (fate, self.dialect(), T::REMOVAL)
            && !T::LOOSE.is_empty()
        {
            unit.executor().loosen(T::LOOSE, removal, tenant, keys).await?;
        }
        unit.executor().invalidate(invalidated);
        Ok(unit)
    }

    /// Sets references to null that name rows which are about to go. These are locked first, so that nobody refers to
    /// them anew until they are gone.
    async fn loosen(
        self,
        loose: &'static [Loosening],
        removal: &'static Removal,
        tenant: Option<&str>,
        keys: &[KeyValue],
    ) -> Result<()> {
        let walk = self.walk(&removal.root, tenant, keys, Fate::Gone, Locking::ForUpdate).await?;
        for Loosening { table, unties } in loose {
            for (tenant, keys) in by_tenant(walk.seen.get(table)) {
                let statements = unties.statements(self.engine.driver, &[&Keyed(tenant)], &keys, &[]);
                self.of_tenant(Some(tenant)).send_all(statements, Vec::new()).await?;
            }
        }
        Ok(())
    }

    /// Returns the tenants that the rows are of, or `None` if the transaction has to begin anew, which a last one has
    /// not.
    async fn uncount(
        self,
        removal: &'static Removal,
        tenant: Option<&str>,
        keys: &[KeyValue],
        fate: Fate,
        is_last: bool,
    ) -> Result<Option<Vec<String>>> {
        let root = &removal.root;
        let first = self.walk(root, tenant, keys, fate, Locking::No).await?;
        let counts_nothing = root.counters.is_empty() && (root.branches.is_empty() || fate != Fate::Gone);
        if counts_nothing {
            return Ok(Some(first.tenants));
        }
        self.count(first.tallies.changes(false, removal.order), -1).await?;
        let later = first.tallies.changes(true, removal.order);
        if self.dialect() == Dialect::Sqlite {
            self.count(later, -1).await?;
            return Ok(Some(first.tenants));
        }
        if !later.is_empty() {
            self.walk(root, tenant, keys, Fate::Marked, Locking::ForUpdate).await?;
            self.count(later, -1).await?;
        }
        let second = self.walk(root, tenant, keys, fate, Locking::ForUpdate).await?;
        let missed = second.tallies.beyond(&first.tallies);
        if !is_last && missed.reaches_beyond(&first.tallies) {
            return Ok(None);
        }
        self.count(missed.changes(false, u16::MAX), -1).await?;
        Ok(Some(second.tenants))
    }

    /// Adds marked rows to their parents' counters; `unmark` brings the rows back and returns how many there were.
    pub(super) async fn attach(
        self,
        removal: &'static Removal,
        tenant: Option<&str>,
        keys: &[KeyValue],
        unmark: impl AsyncFnOnce() -> Result<u64>,
    ) -> Result<u64> {
        let first = self.walk(&removal.root, tenant, keys, Fate::Restored, Locking::No).await?;
        self.count(first.tallies.changes(false, u16::MAX), 1).await?;
        let written = unmark().await?;
        if written > 0 && self.dialect() != Dialect::Sqlite {
            let second = self.walk(&removal.root, tenant, keys, Fate::Marked, Locking::ForUpdate).await?;
            self.count(second.tallies.beyond(&first.tallies).changes(false, u16::MAX), 1).await?;
        }
        Ok(written)
    }

    /// Changes counters. A parent that is gone needs no count.
    async fn count(self, changes: Vec<Adjustment<'_>>, sign: i64) -> Result<()> {
        let mut rows: BTreeMap<(Option<&'static str>, &str), usize> = BTreeMap::new();
        for change in &changes {
            *rows.entry((change.target.region, change.tenant)).or_default() += 1;
        }
        for change in &changes {
            let target = change.target;
            let tenant = Some(change.tenant);
            let amounts = change.amounts.iter().map(|amount| amount.saturating_mul(sign));
            let statement = target.statement(self.engine.driver, tenant, change.parent, amounts);
            let few = rows.get(&(target.region, change.tenant)).is_some_and(|rows| *rows <= MOST);
            let invalidated = if few { target.invalidated(tenant, change.parent) } else { None };
            let owner = Some(change.tenant).filter(|tenant| !tenant.is_empty()).or(self.tenant);
            self.of_tenant(owner).send(statement, invalidated.into_iter().collect()).await?;
        }
        let many = rows.into_iter().filter(|(_, rows)| *rows > MOST);
        let whole = many.filter_map(|((region, tenant), _)| {
            let change = changes.iter().find(|change| change.target.region == region && change.tenant == tenant)?;
            change.target.invalidated_whole(tenant)
        });
        self.invalidate(whole.collect());
        Ok(())
    }

    /// Reads the rows with these keys and, where they are gone, all rows that go with them, each once, parents before
    /// children.
    async fn walk(
        self,
        root: &'static Branch,
        tenant: Option<&str>,
        keys: &[KeyValue],
        fate: Fate,
        locking: Locking,
    ) -> Result<Walk> {
        let mut walk = Walk::default();
        let start = Start::from([(tenant.unwrap_or_default().to_owned(), keys.to_vec())]);
        let mut open: Vec<(&'static Branch, Start)> = vec![(root, start)];
        while let Some((branch, start)) = open.pop() {
            let is_root = std::ptr::eq(branch, root);
            for (tenant, keys) in &start {
                for keys in keys.chunks(self.keys_at_once(branch)) {
                    let mut last = Some(branch.key.least());
                    let owner = branch.owner(tenant, keys).or(self.tenant);
                    if owner.is_none() {
                        self.sees_all_of(branch.table).await?;
                    }
                    while let Some(from) = last.take() {
                        let found = self.of_tenant(owner).step(branch, tenant, keys, &from, locking, &mut last).await?;
                        let fresh = walk.take(branch, found, fate, is_root);
                        if fate == Fate::Gone && !fresh.is_empty() {
                            open.extend(branch.branches.iter().rev().map(|next| (*next, next.start(&fresh))));
                        }
                    }
                }
            }
        }
        Ok(walk)
    }

    /// Reads at most [`STEP`] rows from the key `from` on; `last` is where the next step begins.
    async fn step(
        self,
        branch: &'static Branch,
        tenant: &str,
        keys: &[KeyValue],
        from: &KeyValue,
        locking: Locking,
        last: &mut Option<KeyValue>,
    ) -> Result<Vec<FoundRow>> {
        let binds: Vec<&dyn Bind> = keys.iter().map(|key| key as &dyn Bind).collect();
        let before: &[&dyn Bind] = match branch.by {
            By::KeyInTenant => &[&Keyed(tenant), from],
            By::Key | By::Tenant => &[from],
        };
        let statement = branch.rows.statement(self.engine.driver, before, &binds, &[], locking);
        let rows = self.rows(statement).await?;
        let found = rows.iter().map(|row| branch.read(row)).collect::<Result<Vec<_>>>()?;
        if found.len() >= STEP {
            *last = found.last().map(|row| row.key.clone());
        }
        Ok(found)
    }

    /// Where the database shows the rows of one tenant only, tenants are asked for one after the other.
    fn keys_at_once(self, branch: &Branch) -> usize {
        let is_hidden = self.engine.tenant_setting(None).is_some();
        if is_hidden && branch.by == By::Tenant { 1 } else { MOST_KEYS }
    }

    async fn hanging_on<T: Registered>(
        self,
        far: &[Far],
        tenant: Option<&str>,
        key: &KeyValue,
    ) -> Result<Vec<Invalidate>> {
        let mut invalidated = Vec::new();
        for mut search in searches(T::CASCADES, far, self.engine.driver, tenant, key) {
            if let Some(statement) = search.statement.take() {
                let rows = self.rows(statement).await?;
                invalidated.extend(search.invalidated(tenant.unwrap_or_default(), &rows)?);
            }
        }
        Ok(invalidated)
    }
}

/// Returns the keys of rows by their tenants.
fn by_tenant(rows: Option<&BTreeSet<(String, KeyValue)>>) -> BTreeMap<&str, Vec<&dyn Bind>> {
    let mut keys: BTreeMap<&str, Vec<&dyn Bind>> = BTreeMap::new();
    for (tenant, key) in rows.into_iter().flatten() {
        keys.entry(tenant).or_default().push(key);
    }
    keys
}

impl Walk {
    /// Counts the rows that were not found before, and returns the tenant and key of each.
    fn take(
        &mut self,
        branch: &'static Branch,
        found: Vec<FoundRow>,
        fate: Fate,
        is_root: bool,
    ) -> Vec<(String, KeyValue)> {
        let seen = self.seen.entry(branch.table).or_default();
        let fresh: Vec<_> =
            found.into_iter().filter(|row| seen.insert((row.tenant.clone(), row.key.clone()))).collect();
        for row in &fresh {
            if row.is_live == (fate != Fate::Restored) {
                self.tallies.add(branch, row);
            }
            if is_root && !row.tenant.is_empty() {
                self.tenants.push(row.tenant.clone());
            }
        }
        fresh.into_iter().map(|row| (row.tenant, row.key)).collect()
    }
}

impl Branch {
    /// Returns what the branch is asked with to find what hangs on `rows`.
    fn start(&self, rows: &[(String, KeyValue)]) -> Start {
        let mut start = Start::new();
        for (tenant, key) in rows {
            let (tenant, key) = match self.by {
                By::Key => (String::new(), key.clone()),
                By::KeyInTenant => (tenant.clone(), key.clone()),
                By::Tenant => (String::new(), KeyValue::Text(tenant.clone())),
            };
            start.entry(tenant).or_default().push(key);
        }
        start
    }

    /// Returns the tenant whose rows are asked for, where that is known.
    fn owner<'k>(&self, tenant: &'k str, keys: &'k [KeyValue]) -> Option<&'k str> {
        match (self.by, keys) {
            (By::Tenant, [KeyValue::Text(tenant)]) => Some(tenant.as_str()),
            _ => Some(tenant).filter(|tenant| !tenant.is_empty()),
        }
    }
}
