//! The cache entries that a write makes out of date, from before it is sent until it has ended.

use crate::cache::{Fence, Invalidate, Keeper};
use crate::config::Within;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::invalidation_log;
use crate::handle::shared_connection::SharedConnection;

/// The cache entries a write makes invalid, fenced before the write is sent.
///
/// If the future of the write is dropped, the database may still apply it: the entries are then invalidated as soon as
/// it no longer can. Invalidating too much is safe, too little is not.
pub(crate) struct Invalidation(Fence);

impl Invalidation {
    /// `within` is the write's own limit.
    ///
    /// # Errors
    /// `Cache` where the configuration demands a fence that Redis has not confirmed; the write must not be sent.
    pub(crate) async fn arm(engine: &Engine, invalidated: &[Invalidate], within: Option<Within>) -> Result<Self> {
        let fence = engine.cache.fence(invalidated, engine.limits.longest_write(within)).await;
        if fence.is_refused() {
            fence.lift();
            let why = "Redis has not confirmed the fence of a write, which was not made (`CACHE_ON_DOWN=abort`)";
            return Err(Error::new(ErrorKind::Cache(why.to_owned())));
        }
        Ok(Self(fence))
    }

    /// Whether the write makes nothing invalid.
    pub(crate) fn is_of_nothing(&self) -> bool {
        self.0.is_of_nothing()
    }

    /// Returns what the calls of the write keep the entries fenced by until they have ended.
    pub(crate) fn keeper(&self) -> Keeper {
        self.0.keeper()
    }

    /// What the write's transaction has to tell the invalidation log before it commits, because Redis has not confirmed
    /// the fence.
    pub(crate) fn entry(&self) -> Option<String> {
        self.0.entry()
    }

    /// Tells the invalidation log of a write that was made outside a transaction of larder's.
    ///
    /// # Errors
    /// What the statement meets; the write has been made, and others may see what was there before.
    pub(crate) async fn tell(&self, engine: &Engine, session: Option<&SharedConnection>) -> Result<()> {
        let Some(entry) = self.entry() else { return Ok(()) };
        match session {
            Some(session) => session.run(engine, async |lease| invalidation_log::add(engine, lease, entry).await).await,
            None => invalidation_log::add_alone(engine, entry).await,
        }
    }

    /// The write was applied.
    pub(crate) async fn finish(self) {
        self.0.clear().await;
    }

    /// The write was applied, and these entries, not those it was armed with, are what it made invalid. Theirs stands
    /// before the first fence is gone, so that nobody reads in between what was there.
    pub(crate) async fn finish_with(
        self,
        engine: &Engine,
        session: Option<&SharedConnection>,
        invalidated: &[Invalidate],
    ) {
        let exact = Self(engine.cache.fence(invalidated, engine.limits.longest_write(None)).await);
        if let Err(error) = exact.tell(engine, session).await {
            tracing::warn!(%error, "a write could be told neither to Redis nor to the invalidation log");
        }
        self.0.lift();
        exact.finish().await;
    }

    /// Nothing was written.
    pub(crate) fn lift(self) {
        self.0.lift();
    }

    /// Ends after a write that failed with `error`.
    pub(crate) fn after(self, error: &Error) {
        if !is_uncertain(error) {
            self.0.lift();
        }
    }
}

/// Whether a write that failed this way may have been applied.
pub(crate) fn is_uncertain(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unavailable(_) | ErrorKind::Timeout { .. } | ErrorKind::UnknownOutcome(_))
}
