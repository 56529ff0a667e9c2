//! Rows of two entities that a table between them ties to each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::list::count;
use super::load::{grouped, region};
use super::{Loader, Repository};
use crate::entity::{Entity, Join, ListedKey, ManyToMany};
use crate::error::Result;
use crate::handle::Executor;
use crate::record::Projection as _;
use crate::statement::{InSql, Locking, MOST_KEYS, Statement};
use crate::value::{Arguments, Bind, CursorValue, Page, Paged};

/// How often a change begins anew because another writer tied the same rows.
const ATTEMPTS: u32 = 5;

/// The rows of `B` that one row of `A` is tied to.
#[must_use = "nothing is read before one of its methods is called"]
pub struct Many<'a, A: Entity, B> {
    repository: Repository<'a, A>,
    key: A::Key,
    of: PhantomData<fn() -> B>,
}

impl<A: Entity, B: Entity> fmt::Debug for Many<'_, A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Many").field("of", &A::NAME).field("rows", &B::NAME).finish_non_exhaustive()
    }
}

impl<'a, A: Entity> Repository<'a, A> {
    /// Names the rows of another entity that a row is tied to by a table between them.
    pub fn many<B: Entity>(self, key: impl Into<A::Key>) -> Many<'a, A, B>
    where
        A: ManyToMany<B>,
    {
        Many { repository: self, key: key.into(), of: PhantomData }
    }
}

impl<A: ManyToMany<B>, B: Entity<Key: Bind + CursorValue + Ord>> Many<'_, A, B>
where
    A::Key: Bind,
    <A::Join as Entity>::Key: Bind,
{
    /// Returns the rows in the order of their key.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another list, what the statement meets, or `Decode`.
    pub async fn list(self, page: Page) -> Result<Paged<B>> {
        let Self { repository, .. } = self;
        let executor = repository.executor;
        let region = region::<B>(executor);
        let rows: Repository<'_, B> = Repository::new(executor, region.as_ref(), repository.tenant);
        rows.past(executor.anywhere().page_of(
            &A::Join::SQL.tied,
            page,
            self.arguments(),
            B::decode,
            |row| (row.key(),),
        ))
        .await
    }

    /// Counts the rows.
    ///
    /// # Errors
    /// What the statement meets.
    pub async fn count(self) -> Result<u64> {
        let executor = self.repository.executor;
        executor.anywhere().only(Statement::with(&A::Join::SQL.count, executor.driver(), self.arguments()), count).await
    }

    /// Ties the row to these, and returns how many it was not tied to before.
    ///
    /// # Errors
    /// `ForeignKeyViolation` where one of them is not there, and what the statements meet.
    pub async fn add(self, keys: impl IntoIterator<Item = impl Into<B::Key>>) -> Result<u64> {
        let wanted: BTreeSet<B::Key> = keys.into_iter().map(Into::into).collect();
        let executor = self.repository.executor;
        let mut attempt = 1;
        loop {
            let locking = if attempt == 1 { Locking::No } else { Locking::ForUpdate };
            let there = self.among(&wanted, executor, locking).await?;
            let missing: Vec<B::Key> = wanted.iter().filter(|key| !there.contains_key(*key)).cloned().collect();
            if missing.is_empty() {
                return Ok(0);
            }
            match executor.attempt(async |executor| self.tie(&missing, executor).await).await {
                // Another writer tied one of them in between.
                Err(error) if error.is_unique_violation() && attempt < ATTEMPTS => attempt += 1,
                tied => return tied.map(|()| missing.len() as u64),
            }
        }
    }

    /// Unties the row from these, and returns how many it was tied to.
    ///
    /// # Errors
    /// What the statements meet.
    pub async fn remove(self, keys: impl IntoIterator<Item = impl Into<B::Key>>) -> Result<u64> {
        let wanted: BTreeSet<B::Key> = keys.into_iter().map(Into::into).collect();
        let executor = self.repository.executor;
        let there = self.among(&wanted, executor, Locking::No).await?;
        self.untie(there.into_values(), executor).await
    }

    /// Ties the row to these and to no others.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub async fn set(self, keys: impl IntoIterator<Item = impl Into<B::Key>>) -> Result<()> {
        let wanted: BTreeSet<B::Key> = keys.into_iter().map(Into::into).collect();
        let executor = self.repository.executor;
        let mut attempt = 1;
        loop {
            let unit = executor.unit().await?;
            let done = self.replace(&wanted, unit.executor()).await;
            match unit.end(done).await {
                Err(error)
                    if (error.is_unique_violation() || error.is_conflict())
                        && attempt < ATTEMPTS
                        && !executor.in_transaction() =>
                {
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    async fn replace(&self, wanted: &BTreeSet<B::Key>, executor: Executor<'_>) -> Result<()> {
        let before = self.repository.scope();
        let own = ListedKey(&self.key);
        let statement =
            A::Join::SQL.of_many.statement_behind(executor.driver(), before, &[&own], &[], Locking::ForUpdate);
        let there = self.read(vec![statement], executor).await?;
        let missing: Vec<B::Key> = wanted.iter().filter(|key| !there.contains_key(*key)).cloned().collect();
        let gone = there.into_iter().filter(|(key, _)| !wanted.contains(key)).map(|(_, row)| row);
        self.untie(gone, executor).await?;
        if missing.is_empty() { Ok(()) } else { self.tie(&missing, executor).await }
    }

    /// Returns the rows between this one and those with the keys.
    async fn among(
        &self,
        keys: &BTreeSet<B::Key>,
        executor: Executor<'_>,
        locking: Locking,
    ) -> Result<BTreeMap<B::Key, A::Join>> {
        let listed: Vec<_> = keys.iter().map(ListedKey).collect();
        let binds: Vec<&dyn Bind> = listed.iter().map(|key| key as _).collect();
        let sql: &'static InSql = &A::Join::SQL.among;
        let statement =
            |keys: &[&dyn Bind]| sql.statement_behind(executor.driver(), self.arguments(), keys, &[], locking);
        let statements: Vec<Statement> = binds.chunks(MOST_KEYS).map(statement).collect();
        self.read(statements, executor).await
    }

    async fn read(&self, statements: Vec<Statement>, executor: Executor<'_>) -> Result<BTreeMap<B::Key, A::Join>> {
        let mut found = BTreeMap::new();
        for statement in statements {
            for row in executor.rows(statement).await? {
                let row = A::Join::decode(&row)?;
                found.insert(row.ends().1, row);
            }
        }
        Ok(found)
    }

    async fn tie(&self, keys: &[B::Key], executor: Executor<'_>) -> Result<()> {
        let new = keys.iter().map(|key| A::Join::tie(self.key.clone(), key.clone())).collect();
        let region = region::<A::Join>(executor);
        let rows: Repository<'_, A::Join> = Repository::new(executor, region.as_ref(), self.repository.tenant);
        rows.create_many(new).await.map(drop)
    }

    async fn untie(&self, rows: impl Iterator<Item = A::Join>, executor: Executor<'_>) -> Result<u64> {
        let keys: Vec<<A::Join as Entity>::Key> = rows.map(|row| row.key()).collect();
        if keys.is_empty() {
            return Ok(0);
        }
        let region = region::<A::Join>(executor);
        let rows: Repository<'_, A::Join> = Repository::new(executor, region.as_ref(), self.repository.tenant);
        rows.delete_many(keys).await
    }

    fn arguments(&self) -> Arguments {
        self.repository.by_key(&self.key)
    }
}

impl<E: Entity<Key: Bind + Ord>> Loader<'_, E> {
    /// Returns each row with all rows of another entity that it is tied to, in the order of their key: three statements
    /// however many there are.
    ///
    /// # Errors
    /// What the statements meet, or `Decode`.
    pub async fn with_many<B: Entity<Key: Bind + Ord>>(self) -> Result<Vec<(Arc<E>, Vec<Arc<B>>)>>
    where
        E: ManyToMany<B>,
    {
        let Self { repository, keys } = self;
        let rows = repository.find_many(keys).await?;
        let found = repository.of_rows(&E::Join::SQL.of_many, &rows, &[], E::Join::decode);
        let ends: BTreeSet<(E::Key, B::Key)> = found.await?.iter().map(Join::ends).collect();
        let others: BTreeSet<B::Key> = ends.iter().map(|(_, key)| key.clone()).collect();
        let region = region::<B>(repository.executor);
        let there: Repository<'_, B> = Repository::new(repository.executor, region.as_ref(), repository.tenant);
        let there: BTreeMap<B::Key, Arc<B>> =
            there.find_many(others).await?.into_iter().map(|row| (row.key(), row)).collect();
        let mut groups: BTreeMap<E::Key, Vec<Arc<B>>> = BTreeMap::new();
        for (key, other) in ends {
            if let Some(row) = there.get(&other) {
                groups.entry(key).or_default().push(Arc::clone(row));
            }
        }
        Ok(grouped(rows, groups))
    }
}
