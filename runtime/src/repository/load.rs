//! Rows with what belongs to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Repository;
use crate::cache::RegionSpec;
use crate::entity::{ChildOf, Entity, ListedKey};
use crate::error::Result;
use crate::value::Bind;

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
        let keys: BTreeSet<E::Key> = rows.iter().map(|row| row.key()).collect();
        let found = repository.scoped(|scope| {
            let keys: Vec<_> = keys.iter().map(ListedKey).collect();
            let keys: Vec<&dyn Bind> = keys.iter().map(|key| key as _).collect();
            repository.executor.all_in(C::FIRST, scope, &keys, &[&i64::from(count)], C::decode)
        });
        let found = if C::IS_CACHED {
            let region = repository.executor.cache().region::<C>(RegionSpec::new(C::REGION));
            region.read_past(repository.executor.in_transaction(), found).await?
        } else {
            found.await?
        };
        let mut groups: BTreeMap<E::Key, Vec<C>> = BTreeMap::new();
        for child in found {
            if let Some(parent) = child.parent() {
                groups.entry(parent).or_default().push(child);
            }
        }
        let with_children = |row: Arc<E>| {
            let children = groups.get(&row.key()).cloned().unwrap_or_default();
            (row, children)
        };
        Ok(rows.into_iter().map(with_children).collect())
    }
}
