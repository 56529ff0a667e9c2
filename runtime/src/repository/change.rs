//! Updates and patches.

use super::Repository;
use crate::entity::{Change, New as _, Patch as _, PatchedWords, Registered, Versioned, invalidated};
use crate::error::Result;
use crate::search::SearchTokens;
use crate::statement::Assignments;
use crate::value::Arguments;

impl<E: Change + Registered> Repository<'_, E> {
    /// Replaces every column of the row that may change and returns the row as it is now stored.
    ///
    /// Columns that never change, that others count or that the row leaves out keep their values.
    ///
    /// # Errors
    /// `Invalid` with every violation, `NotFound`, `StaleVersion` when the row has another version, and what the
    /// statements meet.
    pub async fn update(self, row: E) -> Result<E> {
        if let Some(hooks) = self.hooks() {
            return self.update_hooked(hooks, row).await;
        }
        self.executor.check(|| E::New::check_row(&row))?;
        self.executor.update(self.tenant, row, self.executor.if_cached(invalidated)).await
    }

    /// Changes the columns that `patch` sets.
    ///
    /// # Errors
    /// `Invalid` with every violation, `NotFound`, and what the statements meet.
    pub async fn patch(self, key: impl Into<E::Key>, patch: E::Patch) -> Result<()> {
        self.patch_expecting(key.into(), None, &patch).await
    }

    pub(super) async fn patch_expecting(self, key: E::Key, version: Option<i64>, patch: &E::Patch) -> Result<()> {
        if let Some(hooks) = self.hooks() {
            return self.patch_hooked(hooks, key, version, patch).await;
        }
        self.executor.check(|| patch.check())?;
        let invalidated = self.invalidated(|names| {
            names.row(&key);
            E::patched_names(patch, names);
        });
        let (words, retokens) = match E::patched_words(patch, self.tenant) {
            PatchedWords::Kept => (None, false),
            PatchedWords::Known(words) => (Some(words), false),
            PatchedWords::OfRow => (None, true),
        };
        let set = assignments::<E>(version, patch, words.as_ref());
        let bind_key = |to: &mut Arguments| self.add_key(to, &key);
        self.executor.patch(bind_key, set, |row: &mut E| patch.apply(row), retokens, invalidated).await
    }
}

pub(super) fn assignments<'v, E: Change>(
    version: Option<i64>,
    patch: &'v E::Patch,
    words: Option<&'v SearchTokens>,
) -> Assignments<'v> {
    let mut set = Assignments::new(E::PATCH);
    set.expect(version);
    patch.set(&mut set);
    if !set.is_empty() {
        set.times(E::TIMES);
    }
    if let Some(words) = words {
        set.value("search_tokens", words);
    }
    set
}

impl<E: Versioned + Change + Registered> Repository<'_, E> {
    /// Changes the columns that `patch` sets if the row still has this version.
    ///
    /// # Errors
    /// `StaleVersion` when the row has another version, and as [`patch`](Self::patch).
    pub async fn patch_if(self, key: impl Into<E::Key>, version: E::Version, patch: E::Patch) -> Result<()> {
        self.patch_expecting(key.into(), Some(version.into()), &patch).await
    }
}
