//! What is the same for all entities: their reads and writes, written once and checked once.
//!
//! A generated repository holds what is its own, its finders above all, and dereferences to [`Repository`].

mod across;
mod atomically;
mod batch;
mod change;
mod column;
mod create;
mod find;
mod given;
mod hooked;
mod hooks;
mod increment;
mod list;
mod listed;
mod load;
mod lookup;
mod macros;
mod many;
mod patch_many;
mod purge;
mod related;
mod remove;
mod select;
mod softly;
mod upsert;

use std::fmt;
use std::future::Future;

use crate::cache::{CacheKey, Invalidate, Region, Rows};
use crate::entity::{Entity, Key as _, Names, Table};
use crate::error::Result;
use crate::handle::Executor;
use crate::value::{Arguments, Bind, Keyed};

pub use across::Across;
pub use batch::Batch;
pub use hooks::{RowHooks, RowWrite, WriteHooks};
pub use increment::Increment;
pub use list::count;
pub use load::Loader;
pub use many::Many;
pub use related::{ChildRows, ReadFuture};
pub use select::{Nullable, RefersBy, Select, SelectColumns, Selection};

/// Reads and writes the rows of an entity: of one tenant, where tenants own them.
///
/// Taken by value: it is a few pointers, and a future that owns its repository can be joined, stored and spawned.
pub struct Repository<'a, E: Table> {
    executor: Executor<'a>,
    /// `None` where the rows are not cached.
    region: Option<&'a Region<E>>,
    /// `None` where no tenant owns them.
    tenant: Option<&'a str>,
    /// Whether the hooks of its rows are called by somebody else.
    is_quiet: bool,
}

impl<E: Table> Clone for Repository<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Table> Copy for Repository<'_, E> {}

impl<E: Table> fmt::Debug for Repository<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository").field("of", &E::NAME).field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl<'a, E: Table> Repository<'a, E> {
    #[doc(hidden)]
    #[must_use]
    pub fn new(executor: Executor<'a>, region: Option<&'a Region<E>>, tenant: Option<&'a str>) -> Self {
        Self { executor: executor.of_tenant(tenant), region, tenant, is_quiet: false }
    }

    /// Returns where the statements run.
    #[must_use]
    #[doc(hidden)]
    pub fn executor(self) -> Executor<'a> {
        self.executor
    }

    /// Returns the business id of the tenant whose rows these are.
    #[must_use]
    pub fn tenant(self) -> Option<&'a str> {
        self.tenant
    }

    /// The same rows where `at` says.
    fn on<'b>(self, executor: Executor<'b>) -> Repository<'b, E>
    where
        'a: 'b,
    {
        let executor = executor.of_tenant(self.tenant);
        Repository { executor, region: self.region, tenant: self.tenant, is_quiet: self.is_quiet }
    }

    /// Reads past the cache, which notes that these rows were handed out.
    async fn past<R: Rows<E>>(self, load: impl Future<Output = Result<R>>) -> Result<R> {
        match self.region {
            Some(region) => region.read_past(self.executor.in_transaction(), load).await,
            None => load.await,
        }
    }

    /// The values that every statement begins with.
    /// Lets a replica answer: nothing of what is read may be kept in the cache.
    fn anywhere(self) -> Self {
        Self { executor: self.executor.anywhere(), ..self }
    }

    fn scope(self) -> Arguments {
        let mut arguments = self.executor.arguments();
        if let Some(tenant) = self.tenant {
            arguments.add(&Keyed(tenant));
        }
        arguments
    }

    /// The same, for statements over lists.
    fn scoped<R>(self, with: impl FnOnce(&[&dyn Bind]) -> R) -> R {
        match self.tenant {
            Some(tenant) => with(&[&Keyed(tenant)]),
            None => with(&[]),
        }
    }

    /// Names entries of the cache by `name`; none where the rows are not cached.
    fn invalidated(self, name: impl FnOnce(&mut Names<'_>)) -> Vec<Invalidate> {
        let mut invalidated = Vec::new();
        if self.region.is_some() && self.executor.cache().is_enabled() {
            name(&mut Names::listing(E::REGION, self.tenant, &mut invalidated));
        }
        invalidated
    }
}

impl<E: Entity> Repository<'_, E> {
    /// The values that find a row by its key.
    fn by_key(self, key: &E::Key) -> Arguments {
        let mut arguments = self.executor.arguments();
        self.add_key(&mut arguments, key);
        arguments
    }

    fn add_key(self, to: &mut Arguments, key: &E::Key) {
        if let Some(tenant) = self.tenant {
            to.add(&Keyed(tenant));
        }
        key.bind(to);
    }

    /// The name of a cached row.
    fn name(self, key: &E::Key) -> CacheKey {
        key.name(CacheKey::new(E::REGION, self.tenant.unwrap_or_default()))
    }
}
