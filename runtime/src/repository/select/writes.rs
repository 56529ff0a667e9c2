//! Writes of the rows that a query finds.

use super::{Locked, Select};
use crate::cache::Invalidate;
use crate::condition::{ConditionNode, Writer};
use crate::entity::{Change, Entity, Patch as _, PatchedWords, Registered, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::repository::Repository;
use crate::repository::atomically::atomically;
use crate::repository::change::assignments;
use crate::statement::Statement;
use crate::value::Bind;

/// How many rows are deleted by one statement.
const STEP: u32 = 500;

impl<E: Entity<Key: Bind> + Registered> Select<'_, E> {
    /// Deletes the rows as [`delete_many`](Repository::delete_many) does and returns how many there were: in one
    /// transaction, a few hundred at a time. Counters, what hangs on the rows and the cache are kept right; where
    /// deletes mark rows, they are marked. Limit and offset do not matter.
    ///
    /// # Errors
    /// `Database` for a query without a condition, and what the statements meet. Nothing is deleted then.
    pub async fn delete_where(self) -> Result<u64> {
        let repository = self.repository;
        let statement = self.step(STEP)?;
        atomically!(repository, rows => rows.delete_found(&statement, STEP, true))
    }

    /// Deletes no more than so many of the rows, the first in the order of the query, and returns how many it deleted:
    /// to purge many rows in transactions of bounded size, until it returns fewer than it was asked for.
    ///
    /// # Errors
    /// As [`delete_where`](Self::delete_where).
    pub async fn delete_batch(self, rows: u32) -> Result<u64> {
        let repository = self.repository;
        let statement = self.step(rows)?;
        atomically!(repository, found => found.delete_found(&statement, rows, false))
    }

    /// Reads the next rows that are to be written, and locks them.
    fn step(self, rows: u32) -> Result<Statement> {
        self.needs_condition()?;
        Ok(Self { offset: None, ..self }.limit(rows).locking(Locked::Waiting))
    }
}

/// How rows are changed.
enum Way {
    Nothing(Statement),
    Alone(Statement, Vec<Invalidate>),
    /// Each by its key.
    Each(Statement),
}

impl<E: Change<Key: Bind> + Registered> Select<'_, E> {
    /// Changes the columns that `patch` sets in the rows as [`patch`](Repository::patch) does, and returns how many
    /// rows there were. Versions rise, and times are set. Order, limit and offset do not matter.
    ///
    /// It is one statement, which drops all that is cached of the tenant's rows, or of all where no tenant owns them.
    /// Where the patch sets what counters or checks of references look at, or a part of what is searched, or the rows
    /// have hooks, each row is written by itself, in one transaction.
    ///
    /// # Errors
    /// `Invalid` with every violation, `Database` for a query without a condition, and what the statements meet.
    /// Nothing is changed then.
    pub async fn update_where(self, patch: E::Patch) -> Result<u64> {
        self.needs_condition()?;
        let repository = self.repository;
        repository.executor.check(|| patch.check())?;
        match self.way(&patch) {
            Way::Nothing(count) => repository.executor.only(count, super::count).await,
            Way::Alone(statement, invalidated) => repository.executor.send(statement, invalidated).await,
            Way::Each(statement) => atomically!(repository, rows => rows.patch_found(&statement, &patch)),
        }
    }

    fn way(mut self, patch: &E::Patch) -> Way {
        let repository = self.repository;
        let words = E::patched_words(patch, repository.tenant);
        let (words, retokens) = match words {
            PatchedWords::Kept => (None, false),
            PatchedWords::Known(words) => (Some(words), false),
            PatchedWords::OfRow => (None, true),
        };
        let set = assignments::<E>(None, patch, words.as_ref());
        if set.is_empty() && !retokens {
            return Way::Nothing(self.count_statement());
        }
        let is_looked_at = E::PARENTS.iter().any(|parent| set.sets_any(parent.columns))
            || E::COUNTERS.iter().any(|counter| set.sets_any(counter.columns));
        // MySQL does not read the table that it writes.
        if retokens
            || is_looked_at
            || repository.hooks().is_some()
            || self.conditions.iter().any(ConditionNode::asks_others)
        {
            (self.limit, self.offset) = (None, None);
            return Way::Each(self.locking(Locked::Waiting));
        }
        let invalidated = repository.invalidated(|names| {
            names.rows();
            E::patched_names(patch, names);
        });
        let (text, arguments) = set.beginning(repository.executor.driver());
        let mut writer = Writer::behind(text, arguments);
        let count = E::TABLE.count.text(writer.dialect());
        if let Some((_, scope)) = count.split_once(" WHERE ") {
            writer.push(" WHERE ");
            writer.scope(scope, repository.tenant);
        }
        for (at, condition) in self.conditions.iter().enumerate() {
            writer.push(if at == 0 && !count.contains(" WHERE ") { " WHERE " } else { " AND " });
            writer.condition(condition);
        }
        Way::Alone(self.finish(writer), invalidated)
    }
}

impl<E: Table> Select<'_, E> {
    /// A write of all rows is asked for in so many words.
    fn needs_condition(&self) -> Result<()> {
        if !self.conditions.is_empty() {
            return Ok(());
        }
        let help = "all of them are meant by `.filter(Condition::all_of([]))`";
        let what = format!("a write of rows of {} that no condition chooses: {help}", E::NAME);
        Err(Error::new(ErrorKind::Database(what)))
    }
}

impl<E: Entity> Repository<'_, E> {
    /// Returns the keys of the rows that a statement finds.
    async fn found(self, statement: &Statement, rows: u32) -> Result<Vec<E::Key>> {
        let found = self.executor.rows(statement.clone()).await?;
        let wanted = usize::try_from(rows).unwrap_or(usize::MAX);
        let keys = found.iter().take(wanted).map(|row| E::decode(row).map(|row| row.key())).collect();
        self.executor.readable(statement.label, keys)
    }
}

impl<E: Entity<Key: Bind> + Registered> Repository<'_, E> {
    async fn delete_found(self, statement: &Statement, rows: u32, all: bool) -> Result<u64> {
        let mut deleted = 0;
        loop {
            let keys = self.found(statement, rows).await?;
            let is_last = keys.len() < usize::try_from(rows).unwrap_or(usize::MAX);
            if !keys.is_empty() {
                deleted += self.delete_many(keys).await?;
            }
            if is_last || !all {
                return Ok(deleted);
            }
        }
    }
}

impl<E: Change + Registered> Repository<'_, E> {
    async fn patch_found(self, statement: &Statement, patch: &E::Patch) -> Result<u64> {
        let keys = self.found(statement, u32::MAX).await?;
        let mut written = 0;
        for key in keys {
            self.patch_expecting(key, None, patch).await?;
            written += 1;
        }
        Ok(written)
    }
}
