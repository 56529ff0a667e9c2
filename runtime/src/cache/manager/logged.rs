//! What other instances could not fence, as the invalidation log tells it.

use std::sync::Arc;
use std::time::Duration;

use super::CacheManager;
use super::told::Named;
use crate::cache::codec::frame::LeaseToken;
use crate::cache::memory::epochs::Reach;
use crate::cache::parts::RegionState;
use crate::cache::parts::invalidation::{InvalidationOrder, remove};
use crate::cache::parts::log::LogState;
use crate::config::OnCacheDown;
use crate::statistics::InvalidationLogStatistics;

impl CacheManager {
    /// How the invalidation log stands.
    pub(crate) fn log(&self) -> &LogState {
        &self.parts().log
    }

    /// Whether writes of some entity are to be written down when they cannot be fenced.
    pub(crate) fn wants_log(&self) -> bool {
        let config = &self.parts().config;
        let is_wanted = |on_down: OnCacheDown| on_down == OnCacheDown::Log;
        let is_any = is_wanted(config.on_down) || config.on_downs.iter().any(|(_, on_down)| is_wanted(*on_down));
        let is_declared = || self.regions().states.values().any(|region| region.is_logged());
        self.is_enabled() && self.is_shared() && (is_any || is_declared())
    }

    /// Whether it is known, before anything is fenced, that a write of these regions has to be written down.
    pub(crate) fn is_unfenceable<'r>(&self, mut regions: impl Iterator<Item = &'r str>) -> bool {
        let parts = self.parts();
        let is_away = parts.redis.as_ref().is_some_and(|redis| !redis.is_up());
        is_away && parts.log.is_kept() && regions.any(|name| self.state(name).is_logged())
    }

    pub(crate) fn log_interval(&self) -> Duration {
        self.parts().config.log_interval
    }

    /// After this span nothing that stands in Redis at present can be read any more.
    pub(crate) fn longest_life(&self) -> Duration {
        self.regions().states.values().map(|region| region.outlived_after()).max().unwrap_or_default()
    }

    /// Returns what the keys in Redis begin with, which those of another database do not.
    pub(crate) fn namespace(&self) -> Arc<str> {
        self.parts().namespace.get()
    }

    /// Drops in both levels what entries of the log tell of. What Redis does not confirm is queued.
    pub(crate) async fn drop_logged(&self, entries: &[String]) {
        let mut named = Vec::new();
        for keys in entries.iter().filter_map(|entry| self.log().keys(entry)) {
            self.log().note_heard();
            named.extend(keys.filter_map(|key| Named::read(key.as_bytes())));
        }
        self.drop_named(named).await;
    }

    /// Drops everything, because entries of the log may have been missed.
    pub(crate) async fn drop_all(&self) {
        let paths: Vec<_> = self.regions().states.keys().cloned().collect();
        self.drop_named(paths.iter().map(|path| Named::region(path)).collect()).await;
    }

    async fn drop_named(&self, named: Vec<Named<'_>>) {
        let token = LeaseToken::random();
        let (mut reaches, mut orders) = (Vec::new(), Vec::new());
        for named in named {
            // A region that nobody has asked for is one that this version of the application does not have.
            let Some(region) = self.regions().states.get(named.path).map(Arc::clone) else { continue };
            let key = named.key(&region);
            reaches.push((Arc::clone(&region), named.reach(self.parts(), &region)));
            orders.push(InvalidationOrder { region, key, token });
        }
        let hear = |(region, reach): &(Arc<RegionState>, Reach)| region.epochs.hear(*reach);
        reaches.iter().for_each(hear);
        if let Some(redis) = &self.parts().redis {
            remove(self.parts(), redis, orders).await;
        }
        // What was read from Redis, or loaded under a lease, before it was removed there.
        reaches.iter().for_each(hear);
    }

    pub(super) fn log_statistics(&self) -> Option<InvalidationLogStatistics> {
        let log = self.log();
        self.wants_log().then(|| InvalidationLogStatistics {
            is_kept: log.is_kept(),
            written: log.written(),
            heard: log.heard(),
        })
    }
}
