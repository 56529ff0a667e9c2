//! A handle that outlives the call it was made for.

use std::sync::Arc;

use super::{Executor, ReadPlace};
use crate::config::Within;
use crate::execute::Engine;
use crate::replica::ReplicaReads;
use crate::statement::Origin;

/// What an executor of the pool is, for a task that goes on without its caller.
pub(crate) struct DetachedExecutor {
    engine: Arc<Engine>,
    within: Option<Within>,
    origin: Origin,
    tenant: Option<String>,
    reads: Option<ReplicaReads>,
    place: ReadPlace,
}

impl Executor<'_> {
    /// Returns the same as a value of its own; `None` of a connection that is somebody's.
    pub(crate) fn detached(self) -> Option<DetachedExecutor> {
        self.shared.is_none().then(|| DetachedExecutor {
            engine: Arc::clone(self.engine),
            within: self.within,
            origin: self.origin,
            tenant: self.tenant.map(str::to_owned),
            reads: self.reads.cloned(),
            place: self.place,
        })
    }
}

impl DetachedExecutor {
    pub(crate) fn executor(&self) -> Executor<'_> {
        let Self { engine, within, origin, tenant, reads, place } = self;
        let (tenant, reads) = (tenant.as_deref(), reads.as_ref());
        Executor { engine, shared: None, within: *within, origin: *origin, tenant, reads, place: *place }
    }

    pub(crate) fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }
}
