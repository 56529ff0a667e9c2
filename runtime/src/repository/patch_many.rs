//! Patches of several rows.

use std::collections::BTreeMap;

use super::Repository;
use super::change::assignments;
use super::increment::ATTEMPTS;
use crate::entity::{Change, ListedKey, Patch as _, PatchedWords, Registered};
use crate::error::{Error, Result};
use crate::statement::{Assignments, ColumnSet, Statement};

/// Patches of the same columns.
type Group<'a, K> = Vec<(ListedKey<'a, K>, Assignments<'a>)>;

impl<E: Change + Registered> Repository<'_, E> {
    /// Patches several rows, all or none, in one transaction. On PostgreSQL and SQLite, patches of the same columns are
    /// one statement for each 256 rows, unless they set what a counter, a check of a reference or a search looks at;
    /// those are written row by row in the order of their keys, as all are on MySQL and MariaDB. Of several patches of
    /// one row, the last one is written last.
    ///
    /// # Errors
    /// As [`patch`](Self::patch), for all of them: nothing is changed then.
    pub async fn patch_many(self, patches: impl IntoIterator<Item = (impl Into<E::Key>, E::Patch)>) -> Result<()>
    where
        E::Key: Ord,
    {
        let mut patches: Vec<(E::Key, E::Patch)> =
            patches.into_iter().map(|(key, patch)| (key.into(), patch)).collect();
        patches.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut attempt = 1;
        loop {
            let unit = self.executor.unit().await?;
            let patched = self.on(unit.executor()).patch_all(&patches).await;
            match unit.end(patched).await {
                Err(error) if error.is_conflict() && attempt < ATTEMPTS && !self.executor.in_transaction() => {
                    attempt += 1;
                }
                patched => return patched,
            }
        }
    }

    async fn patch_all(self, patches: &[(E::Key, E::Patch)]) -> Result<()>
    where
        E::Key: Ord,
    {
        let Some(statements) = self.in_groups(patches)? else {
            for (key, patch) in patches {
                self.patch_expecting(key.clone(), None, patch).await?;
            }
            return Ok(());
        };
        let mut invalidated = self.invalidated(|names| {
            for (key, patch) in patches {
                names.row(key);
                E::patched_names(patch, names);
            }
        });
        for (statement, rows) in statements {
            if self.executor.send(statement, std::mem::take(&mut invalidated)).await? < rows as u64 {
                return Err(Error::not_found(E::NAME));
            }
        }
        Ok(())
    }

    /// Returns the statements of patches that need nothing but themselves, with the number of their rows.
    fn in_groups(self, patches: &[(E::Key, E::Patch)]) -> Result<Option<Vec<(Statement, usize)>>>
    where
        E::Key: Ord,
    {
        if self.hooks().is_some() || patches.len() < 2 || patches.windows(2).any(|two| two[0].0 == two[1].0) {
            return Ok(None);
        }
        let mut groups: BTreeMap<ColumnSet, Group<'_, E::Key>> = BTreeMap::new();
        for (key, patch) in patches {
            self.executor.check(|| patch.check())?;
            let set = assignments::<E>(None, patch, None);
            let is_looked_at = E::PARENTS.iter().any(|parent| set.sets_any(parent.columns))
                || E::COUNTERS.iter().any(|counter| set.sets_any(counter.columns));
            let keeps_words = matches!(E::patched_words(patch, self.tenant), PatchedWords::Kept);
            if set.is_empty() || is_looked_at || !keeps_words {
                return Ok(None);
            }
            groups.entry(set.columns().clone()).or_default().push((ListedKey(key), set));
        }
        let mut statements = Vec::new();
        for group in groups.into_values() {
            let Some(list) = E::PATCH.list(self.executor.driver(), self.tenant, group) else { return Ok(None) };
            statements.extend(list);
        }
        Ok(Some(statements))
    }
}
