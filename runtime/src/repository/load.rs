//! Rows with what belongs to them.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

use super::Repository;
use crate::cache::{Region, RegionSpec};
use crate::entity::{ChildOf, Entity, ListedKey, Table};
use crate::error::Result;
use crate::handle::Executor;
use crate::statement::InSql;
use crate::value::{Bind, Row};

/// Rows to be read together with what belongs to them.
#[must_use = "nothing is read before one of its methods is called"]
pub struct Loader<'a, E: Entity> {
    pub(super) repository: Repository<'a, E>,
    pub(super) keys: Vec<E::Key>,
}

impl<'a, E: Entity> Repository<'a, E> {
    /// Names rows to be read together with what belongs to them.
    pub fn load(self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> Loader<'a, E> {
        Loader { repository: self, keys: keys.into_iter().map(Into::into).collect() }
    }
}

impl<E: Entity<Key: Bind + Ord>> Loader<'_, E> {
    /// Returns each row with at most `count` of its children of one kind, in the order of the index that leads from the
    /// parent to them: two statements however many there are.
    ///
    /// # Errors
    /// What the statements meet, or `Decode`.
    pub async fn with_last<C: ChildOf<E>>(self, count: u32) -> Result<Vec<(Arc<E>, Vec<C>)>> {
        let Self { repository, keys } = self;
        let rows = repository.find_many(keys).await?;
        let found = repository.of_rows(C::FIRST, &rows, &[&i64::from(count)], C::decode);
        let found = match region::<C>(repository.executor) {
            Some(region) => region.read_past(repository.executor.in_transaction(), found).await?,
            None => found.await?,
        };
        let mut groups: BTreeMap<E::Key, Vec<C>> = BTreeMap::new();
        for child in found {
            if let Some(parent) = child.parent() {
                groups.entry(parent).or_default().push(child);
            }
        }
        Ok(grouped(rows, groups))
    }
}

impl<'a, E: Entity<Key: Bind + Ord>> Repository<'a, E> {
    /// Reads what `sql` selects for the keys of all these rows.
    pub(super) fn of_rows<T>(
        self,
        sql: &'static InSql,
        rows: &[Arc<E>],
        after: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<Vec<T>>> + use<'a, E, T> {
        let keys: BTreeSet<E::Key> = rows.iter().map(|row| row.key()).collect();
        self.scoped(|scope| {
            let keys: Vec<_> = keys.iter().map(ListedKey).collect();
            let keys: Vec<&dyn Bind> = keys.iter().map(|key| key as _).collect();
            self.executor.anywhere().all_in(sql, scope, &keys, after, decode)
        })
    }
}

/// Returns each row with what was found for its key. A row that was asked for twice has a copy of it.
pub(super) fn grouped<E: Entity<Key: Ord>, T: Clone>(
    rows: Vec<Arc<E>>,
    mut groups: BTreeMap<E::Key, Vec<T>>,
) -> Vec<(Arc<E>, Vec<T>)> {
    let mut left: BTreeMap<E::Key, usize> = BTreeMap::new();
    for row in &rows {
        *left.entry(row.key()).or_default() += 1;
    }
    let with_group = |row: Arc<E>| {
        let key = row.key();
        let times = left.entry(key.clone()).or_default();
        *times = times.saturating_sub(1);
        let group = if *times == 0 { groups.remove(&key) } else { groups.get(&key).cloned() };
        (row, group.unwrap_or_default())
    };
    rows.into_iter().map(with_group).collect()
}

impl Executor<'_> {
    /// Returns the region of an entity whose rows are cached, for its repository: `UserRepository::new(on, &region)`.
    #[must_use]
    pub fn region<T: Table>(self) -> Region<T> {
        self.cache().region::<T>(RegionSpec::new(T::REGION))
    }
}

/// Returns the region of an entity whose rows are cached.
pub(super) fn region<T: Table>(executor: Executor<'_>) -> Option<Region<T>> {
    T::IS_CACHED.then(|| executor.region())
}
