//! Reads by alias, a unique key other than the primary one.

use std::sync::Arc;

use super::Region;
use crate::Result;
use crate::cache::CacheKey;
use crate::cache::codec::frame::LeaseToken;
use crate::cache::core::Start;
use crate::cache::core::claim::{Claim, FillLease, Hit, holding};
use crate::cache::core::flight::{Cargo, Turn};
use crate::cache::counters::CacheEvent;
use crate::cache::memory::Lookup;
use crate::cache::model::cached::{Alias, Cached};
use crate::statistics::is_sampled;

/// What the cache knows about an alias before the loader is asked.
enum AliasLookup<T> {
    /// The answer.
    Answer(Cargo<T>),
    /// Nothing usable; the leases are for what is to be filled.
    Missing { alias: Option<FillLease>, row: Option<Box<(CacheKey, FillLease)>> },
    /// The alias names a row that does not have it any more.
    Stale,
}

impl<T: Cached> Region<T> {
    /// Reads a row by an alias, such as a unique field.
    ///
    /// The alias entry holds the primary key only, and the row it leads to is served only if `matches` holds for it, so
    /// a row whose alias has changed needs no invalidation of the old alias. A missing alias is remembered: creating a
    /// row must invalidate its alias keys.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub async fn read_by<F>(
        &self,
        alias: &CacheKey,
        matches: impl Fn(&T) -> bool,
        key_of: impl Fn(&T) -> CacheKey,
        bypass: bool,
        load: F,
    ) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        let aliases = &self.0.aliases;
        if bypass || !aliases.parts.config.enabled {
            aliases.count(CacheEvent::Bypassed);
            return Ok(self.0.rows.load(load).await?.map(Arc::new));
        }
        let at = self.alias(alias);
        if let Some(hit) = self.recall_by(at, &matches) {
            return Ok(hit);
        }
        Box::pin(aliases.limited(self.miss_by(at, matches, key_of, load))).await
    }

    /// Reads as [`read_by`](Self::read_by) does, for as long as it takes: who waits for it has something to take.
    pub(crate) async fn read_by_unlimited<F>(
        &self,
        alias: &CacheKey,
        matches: impl Fn(&T) -> bool,
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        self.miss_by(self.alias(alias), matches, key_of, load).await
    }

    /// Returns the copy in process that an alias leads to, even if its time or that of the way to it is over.
    pub(crate) fn expired_by(&self, alias: &CacheKey, matches: impl Fn(&T) -> bool) -> Option<Option<Arc<T>>> {
        match self.0.aliases.expired(self.alias(alias))? {
            None => Some(None),
            Some(alias) => match self.0.rows.expired(self.row(&alias.0))? {
                Some(row) if matches(&row) => Some(Some(row)),
                _ => None,
            },
        }
    }

    async fn miss_by<F>(
        &self,
        at: Lookup<'_>,
        matches: impl Fn(&T) -> bool,
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        let aliases = &self.0.aliases;
        aliases.count(CacheEvent::MemoryMiss);
        let began = aliases.parts.served.ticket();
        let mut is_second = false;
        loop {
            // Any write of the tenant ends the willingness to share a load: the row's key is not known yet.
            let seat = self.0.flights.board(at, aliases.state.epochs.of_load_by_alias(at));
            let controls = match seat.turn().await {
                Turn::Arrived(Ok(cargo)) if !cargo.is_current(began) && !is_second => {
                    is_second = true;
                    continue;
                }
                Turn::Arrived(result) => {
                    aliases.count(CacheEvent::Coalesced);
                    return result.map(|cargo| cargo.value);
                }
                Turn::Leader(controls) => controls,
            };
            if let Some(hit) = self.recall_by(at, &matches) {
                return Ok(hit);
            }
            let result = self.fetch_by(at, &matches, &key_of, load).await;
            seat.land(controls, &result);
            let value = result?.value;
            self.0.rows.note_use(value.as_deref());
            return Ok(value);
        }
    }

    fn alias<'a>(&self, alias: &'a CacheKey) -> Lookup<'a> {
        debug_assert_eq!(alias.region(), self.0.name, "an alias of another region");
        self.0.aliases.lookup(alias.as_bytes(), alias.tenant_len())
    }

    /// Looks in process only.
    pub(crate) fn quick_by(&self, alias: &CacheKey, matches: impl Fn(&T) -> bool) -> Option<Option<Arc<T>>> {
        self.recall_by(self.alias(alias), matches)
    }

    fn recall_by(&self, at: Lookup<'_>, matches: impl Fn(&T) -> bool) -> Option<Option<Arc<T>>> {
        let (aliases, rows) = (&self.0.aliases, &self.0.rows);
        let now = rows.parts.clock.now();
        let is_timed = is_sampled();
        let alias = if is_timed { aliases.recall_timed(at) } else { aliases.recall_now(at, now) };
        let found = match alias? {
            None => Some(None),
            Some(alias) => match rows.recall_now(self.row(&alias.0), now)? {
                Some(row) if matches(&row) => Some(Some(row)),
                _ => None,
            },
        };
        if is_timed && let Some(row) = &found {
            rows.note_use(row.as_deref());
        }
        found
    }

    async fn fetch_by<F>(
        &self,
        at: Lookup<'_>,
        matches: impl Fn(&T) -> bool,
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> Result<Cargo<T>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        let (rows, aliases) = (&self.0.rows, &self.0.aliases);
        let before = aliases.state.epochs.of_load_by_alias(at);
        let mut start = aliases.start(at);
        let (alias_lease, row_lease) = match self.resolve(at, start, &matches).await {
            AliasLookup::Answer(answer) => return Ok(answer),
            AliasLookup::Missing { alias, row } => (alias, row),
            AliasLookup::Stale => {
                self.forget(at).await;
                (None, None)
            }
        };
        start.began = rows.parts.clock.now();
        let leases: Vec<_> = alias_lease.iter().chain(row_lease.iter().map(|row| &row.1)).collect();
        let row = holding(&leases, rows.load(load)).await?.map(Arc::new);
        drop(leases);
        let Some(row) = row else {
            // The alias led to a key without a row; that proves nothing about the key, whose lease is given back.
            if row_lease.is_some() {
                self.forget(at).await;
            }
            aliases.fill(at, start, alias_lease, None);
            return Ok(self.missing(at, start));
        };
        let key = key_of(&row);
        if !matches(&row) {
            let noted = rows.pass(self.row(&key), start, Some(&row));
            return Ok(Cargo { value: Some(row), noted });
        }
        let (lease, misled) = match row_lease.map(|row| *row) {
            Some((leased, lease)) if leased == key => (Some(lease), false),
            other => (None, other.is_some()),
        };
        if misled {
            self.forget(at).await;
        }
        // What the key's epoch was before the load is unknown, but it is today's if nothing of the tenant was written
        // since.
        let place = self.row(&key);
        let asked = Start { epoch: rows.epoch(place), asked: Some(at), ..start };
        let noted = if aliases.state.epochs.of_load_by_alias(at) == before {
            rows.fill(place, asked, lease, Some(Arc::clone(&row)))
        } else {
            rows.count(CacheEvent::MemoryFillRejected);
            rows.pass(place, asked, Some(&row))
        };
        aliases.fill(at, start.following(noted), alias_lease, Some(Arc::new(Alias(key))));
        Ok(Cargo { value: Some(row), noted })
    }

    /// No row has the alias.
    fn missing(&self, at: Lookup<'_>, start: Start<'_>) -> Cargo<T> {
        Cargo { value: None, noted: self.0.rows.pass_missing(at, start.ticket) }
    }

    /// Follows the alias through both levels.
    async fn resolve(&self, at: Lookup<'_>, start: Start<'_>, matches: impl Fn(&T) -> bool) -> AliasLookup<T> {
        let aliases = &self.0.aliases;
        let (alias, remaining) = match aliases.recall(at) {
            Some(known) => (known, None),
            None => match aliases.claim(at).await {
                Claim::Hit(Hit { value, remaining, .. }) => (value, Some(remaining)),
                Claim::Granted(lease) => return AliasLookup::Missing { alias: Some(lease), row: None },
                Claim::Denied | Claim::Unavailable => return AliasLookup::Missing { alias: None, row: None },
            },
        };
        let Some(alias) = alias else { return AliasLookup::Answer(self.missing(at, start)) };
        let known = self.resolve_row(at, &alias.0, matches).await;
        // Kept once the rows that had the alias before are gone: until then it would lead past them.
        if let (AliasLookup::Answer(cargo), Some(remaining)) = (&known, remaining) {
            aliases.keep(at, start.following(cargo.noted), Some(alias), remaining);
        }
        known
    }

    async fn resolve_row(&self, alias: Lookup<'_>, key: &CacheKey, matches: impl Fn(&T) -> bool) -> AliasLookup<T> {
        let (rows, at) = (&self.0.rows, self.row(key));
        let start = rows.start(at);
        let (row, noted) = match rows.recall(at) {
            Some(row) => {
                let asked = row.as_deref().is_some_and(&matches).then_some(alias);
                let noted = rows.pass(at, Start { asked, ..start }, row.as_deref());
                (row, noted)
            }
            None => match rows.claim(at).await {
                Claim::Hit(Hit { value, remaining, .. }) => {
                    let asked = value.as_deref().is_some_and(&matches).then_some(alias);
                    let noted = rows.keep(at, Start { asked, ..start }, value.clone(), remaining);
                    (value, noted)
                }
                Claim::Granted(lease) => {
                    return AliasLookup::Missing { alias: None, row: Some(Box::new((key.clone(), lease))) };
                }
                Claim::Denied | Claim::Unavailable => return AliasLookup::Missing { alias: None, row: None },
            },
        };
        match row {
            Some(row) if matches(&row) => AliasLookup::Answer(Cargo { value: Some(row), noted }),
            _ => AliasLookup::Stale,
        }
    }

    /// Drops an alias entry that leads astray, which is always safe; a writer's fence stays.
    async fn forget(&self, at: Lookup<'_>) {
        let aliases = &self.0.aliases;
        aliases.count(CacheEvent::SharedUnreadable);
        aliases.discard(at);
        if let Some(redis) = aliases.usable_redis()
            && redis.clear(&[aliases.state.redis_key(at)], LeaseToken::random()).await.is_err()
        {
            aliases.count(CacheEvent::SharedError);
        }
    }
}
