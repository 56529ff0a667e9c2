//! Regions: the cached rows of one entity.

mod ahead;
mod alias;
mod many;
mod past;
mod warm;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::core::flight::Flights;
use super::core::{Core, Lives, Missed};
use super::lists::Lists;
use super::memory::{Lookup, Room};
use super::model::cached::{Alias, Cached};
use super::model::entry_state::EntryState;
use super::model::freshness::Freshness;
use super::model::key::CacheKey;
use super::model::spec::RegionSpec;
use super::model::warm::Warm;
use super::parts::{Handle, Parts, RegionState};
use crate::Result;
use crate::config::LoadLimits;
use crate::statistics::RegionStatistics;

pub(crate) use self::ahead::WarmRows;
pub use self::past::Rows;
pub use self::warm::WarmReport;

/// The cached rows of one entity; clones are the same region.
///
/// There is no method that puts a row: a region is filled only by loads, and a load only counts if nothing invalidated
/// its key after it began.
pub struct Region<T>(Arc<Inner<T>>);

struct Inner<T> {
    name: &'static str,
    rows: Core<T>,
    aliases: Arc<Core<Alias>>,
    lists: Option<Lists>,
    /// Which rows are read ahead, if any.
    warm: Option<Warm>,
    /// Loads by alias under way.
    flights: Flights<T>,
}

impl<T: Cached> Region<T> {
    /// `lists` is the region of its lists, where they are cached.
    pub(crate) fn new(
        parts: Arc<Parts>,
        state: Arc<RegionState>,
        spec: RegionSpec,
        lists: Option<Arc<RegionState>>,
    ) -> Self {
        let lives = Lives::new(&parts.config, spec.ttl, spec.negative_ttl);
        let entries = spec.capacity.unwrap_or(parts.config.capacity);
        let room = Room { entries, bytes: parts.config.memory_of(spec.name, spec.memory) };
        let size = (lives, room);
        let limits = parts.config.limits_of(spec.name, spec.limits());
        state.declare(&parts, &spec);
        let lists = lists.zip(spec.lists).map(|(lists, ttl)| {
            lists.declare(&parts, &spec);
            let lists = Arc::clone(state.lists.get_or_init(|| lists));
            Lists::new(Arc::clone(&parts), lists, Lives::new(&parts.config, Some(ttl), None), room, limits.hard)
        });
        let rows = Core::new(Arc::clone(&parts), Arc::clone(&state), spec.name, |state| &state.rows, size);
        let aliases = Core::new(parts, state, spec.name, |state| &state.aliases, size);
        let aliases = Arc::new(aliases.of_aliases().limited_by(limits));
        let rows = rows.with_aliases(Arc::clone(&aliases)).limited_by(limits);
        Self(Arc::new(Inner { name: spec.name, rows, aliases, lists, warm: spec.warm, flights: Flights::new() }))
    }

    /// Returns the region's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// Reads a row by its primary key: from process, from Redis, or by `load`, which is called once for all who miss
    /// together.
    ///
    /// `bypass` is for reads inside a transaction: straight to `load`, and nothing is stored. `load` must read the
    /// primary database outside any transaction or snapshot. A row that does not exist is remembered too.
    ///
    /// # Errors
    ///
    /// Only those of `load`; who waited for another's load gets an error of the same kind without its source.
    pub async fn read<F>(&self, key: &CacheKey, bypass: bool, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        self.0.rows.read(self.row(key), bypass, load).await
    }

    /// Reads as [`read`](Self::read) does, and where the database does not answer returns the copy that is left in
    /// process, if there is one and no write of the row was heard of since.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), where nothing is left.
    pub async fn read_or_stale<F>(&self, key: &CacheKey, bypass: bool, load: F) -> Result<(Option<Arc<T>>, Freshness)>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        let at = self.row(key);
        match self.0.rows.read(at, bypass, load).await {
            Ok(row) => Ok((row, Freshness::Current)),
            Err(error) if !bypass && (error.is_timeout() || error.is_unavailable()) => {
                self.0.rows.leftover(at).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Looks in process only, for reads whose loader is not made before it is needed.
    #[inline]
    pub(crate) fn quick(&self, key: &CacheKey) -> Result<Option<Arc<T>>, Missed> {
        self.0.rows.quick(self.row(key))
    }

    /// Reads what [`quick`](Self::quick) did not.
    pub(crate) async fn read_slowly<F>(&self, key: &CacheKey, missed: Missed, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        self.0.rows.read_slowly(self.row(key), missed, load).await
    }

    /// Reads by a key what is not in process, and returns a copy there whose time is over if that takes longer than the
    /// region's soft timeout. `read` is of the same key, by [`read_slowly`](Self::read_slowly) of what is `Expired`.
    pub(crate) async fn read_softly(
        &self,
        key: &CacheKey,
        read: impl Future<Output = Result<Option<Arc<T>>>> + Send + 'static,
    ) -> Result<Option<Arc<T>>> {
        self.0.rows.softly(read, || self.0.rows.expired(self.row(key))).await
    }

    /// The same by an alias; `read` is by [`read_by_unlimited`](Self::read_by_unlimited).
    pub(crate) async fn read_softly_by(
        &self,
        alias: &CacheKey,
        matches: impl Fn(&T) -> bool,
        read: impl Future<Output = Result<Option<Arc<T>>>> + Send + 'static,
    ) -> Result<Option<Arc<T>>> {
        self.0.aliases.softly(read, || self.expired_by(alias, &matches)).await
    }

    /// Whether there is a copy whose time is over, to be taken if loading the row takes long.
    pub(crate) fn has_expired(&self, key: &CacheKey) -> bool {
        self.0.rows.has_expired(self.row(key))
    }

    /// The same by an alias.
    pub(crate) fn has_expired_by(&self, alias: &CacheKey, matches: impl Fn(&T) -> bool) -> bool {
        self.0.aliases.limits.soft.is_some() && self.expired_by(alias, matches).is_some()
    }

    /// Whether anything is stored.
    pub(crate) fn is_enabled(&self) -> bool {
        self.0.rows.parts.config.enabled
    }

    /// Returns what the in-process level knows, without waiting: `Some(None)` is a row known not to exist.
    #[must_use]
    pub fn peek(&self, key: &CacheKey) -> Option<Option<Arc<T>>> {
        if self.0.rows.parts.config.enabled { self.0.rows.recall(self.row(key)) } else { None }
    }

    /// Returns the cache of its pages and counts, if they are kept in one.
    pub(crate) fn lists(&self) -> Option<&Lists> {
        self.0.lists.as_ref()
    }

    fn row<'a>(&self, key: &'a CacheKey) -> Lookup<'a> {
        debug_assert_eq!(key.region(), self.0.name, "a key of another region");
        self.0.rows.lookup(key.as_bytes(), key.tenant_len())
    }
}

impl<T> Clone for Region<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Region<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Region").field(&self.0.name).finish()
    }
}

impl<T: Cached> Handle for Region<T> {
    fn collect(&self, into: &mut Vec<RegionStatistics>) {
        let (rows, aliases) = (&self.0.rows, &self.0.aliases);
        let name = self.0.name;
        into.push(rows.counters().read(name.to_owned(), rows.entries()));
        into.push(aliases.counters().read(format!("{name} (alias)"), aliases.entries()));
        into.extend(self.0.lists.as_ref().map(|lists| lists.statistics(name)));
    }

    fn limits(&self) -> LoadLimits {
        self.0.rows.limits
    }

    #[cfg(feature = "admin")]
    fn region(&self) -> Option<&'static str> {
        Some(self.0.name)
    }

    fn look<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, EntryState> {
        let (rows, aliases) = (&self.0.rows, &self.0.aliases);
        if key.is_alias() {
            Box::pin(aliases.look(aliases.lookup(key.as_bytes(), key.tenant_len())))
        } else {
            Box::pin(rows.look(self.row(key)))
        }
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync> {
        self
    }
}
