//! How values come out of the cache: what was handed out last, by whichever way, is never followed by what came before
//! it.

use std::sync::Arc;
use std::time::Duration;

use super::{Core, Start};
use crate::cache::counters::CacheEvent;
use crate::cache::memory::claims::Claims;
use crate::cache::memory::served::Ticket;
use crate::cache::memory::size::entry_bytes;
use crate::cache::memory::{Entry, Lookup};
use crate::cache::model::cached::{Alias, Payload};
use crate::cache::model::key::CacheKey;
use crate::cache::model::ttl::shortened;

/// The ways to rows by alias.
pub(crate) struct Doors {
    aliases: Arc<Core<Alias>>,
    claims: Claims,
}

impl Doors {
    pub(crate) fn new(aliases: Arc<Core<Alias>>) -> Self {
        Self { aliases, claims: Claims::new() }
    }
}

impl<T: Payload> Core<T> {
    /// Stores a value in process as it is handed out, unless a write or another fetch that tells the same came between;
    /// returns when, if it is known to be no older than anything that was handed out.
    pub(crate) fn keep(
        &self,
        at: Lookup<'_>,
        start: Start<'_>,
        value: Option<Arc<T>>,
        ttl: Duration,
    ) -> Option<Ticket> {
        if value.is_none() && self.is_of_aliases && self.parts.redis.is_some() {
            // Another instance may give the alias to a row that this one then sees by its key.
            return self.pass(at, start, None);
        }
        let keys = value.as_ref().map(|value| value.keys()).unwrap_or_default();
        self.hand_out(at, start, &keys, |is_only| {
            if !is_only && self.holds(at, value.as_deref()) {
                return true;
            }
            if !is_only || start.epoch.is_fenced() || start.epoch != self.epoch(at) {
                self.memory.remove(at);
                self.count(CacheEvent::MemoryFillRejected);
                return is_only;
            }
            let deadline = self.parts.clock.now().after(self.life(ttl));
            let bytes = self.size_of(at, value.as_deref(), &keys);
            self.counters().sizes.note(bytes);
            self.memory.insert(at, Entry { value, epoch: start.epoch, deadline, bytes });
            self.count(CacheEvent::MemoryFill);
            true
        })
    }

    /// Returns how long an entry stays in process; without Redis nobody else can change what it tells.
    fn life(&self, ttl: Duration) -> Duration {
        if self.parts.redis.is_some() { ttl.min(shortened(self.parts.bound.life(self.lives.ttl))) } else { ttl }
    }

    /// Returns about how many bytes an entry takes: the value, what it holds elsewhere, which is most of what it
    /// encodes, and what the tables keep of it.
    fn size_of(&self, at: Lookup<'_>, value: Option<&T>, keys: &[CacheKey]) -> u32 {
        let held = |value: &T| value.encode(Vec::new()).map_or(0, |bytes| bytes.len());
        let value = value.map_or(0, |value| size_of::<T>() + held(value));
        let claims = if self.doors.is_some() { keys.len().saturating_sub(1) } else { 0 };
        entry_bytes(at.bytes.len(), value, claims)
    }

    /// Notes that a fetched value is handed out without being kept: what is in process may be older.
    pub(crate) fn pass(&self, at: Lookup<'_>, start: Start<'_>, value: Option<&T>) -> Option<Ticket> {
        let keys = value.map(T::keys).unwrap_or_default();
        self.hand_out(at, start, &keys, |is_only| self.let_go(at, value) || is_only)
    }

    /// The same of a row that was not asked for by key.
    pub(crate) fn pass_row(&self, ticket: Ticket, row: &T) {
        let keys = row.keys();
        let Some(key) = keys.first() else { return };
        let at = self.lookup(key.as_bytes(), key.tenant_len());
        let start = Start { ticket, ..self.start(at) };
        self.hand_out(at, start, &keys, |is_only| self.let_go(at, Some(row)) || is_only);
    }

    /// Notes that no row has an alias: those in process that do are out of date.
    pub(crate) fn pass_missing(&self, alias: Lookup<'_>, ticket: Ticket) -> Option<Ticket> {
        self.parts.served.hand_out(&[alias.hash], &[], ticket, |is_only| {
            self.release_others(alias, None);
            is_only
        })
    }

    /// `keys` are those of the row that is handed out, its own first.
    fn hand_out(
        &self,
        at: Lookup<'_>,
        start: Start<'_>,
        keys: &[CacheKey],
        settle: impl FnOnce(bool) -> bool,
    ) -> Option<Ticket> {
        let aliases: Vec<_> =
            keys.iter().skip(1).map(|key| self.lookup(key.as_bytes(), key.tenant_len())).chain(start.asked).collect();
        let settle = |is_only| {
            if let Some(asked) = start.asked {
                self.release_others(asked, Some(at));
            }
            aliases.iter().for_each(|alias| self.doubt(at, *alias));
            let is_current = settle(is_only);
            // Only now, since claims of rows that are not in process are swept out.
            aliases.iter().for_each(|alias| self.claim_alias(at, *alias));
            is_current
        };
        if self.is_of_aliases {
            // Where an alias leads to is one thing, what rows say of it another that it must not be older than.
            return self.parts.served.hand_out(&[!at.hash], &[at.hash], start.ticket, settle);
        }
        let told: Vec<_> = aliases.iter().map(|alias| alias.hash).chain([at.hash]).collect();
        self.parts.served.hand_out(&told, &[], start.ticket, settle)
    }

    /// Where others have an alias of the row too, the process does not know which of them it leads to.
    fn doubt(&self, row: Lookup<'_>, alias: Lookup<'_>) {
        if let Some(doors) = self.doors.as_ref().filter(|doors| doors.claims.have_others(alias.hash, row)) {
            doors.aliases.discard(alias);
        }
    }

    fn claim_alias(&self, row: Lookup<'_>, alias: Lookup<'_>) {
        if let Some(doors) = &self.doors {
            let is_held = |key: &_| self.memory.holds(key);
            doors.claims.add(alias.hash, row, is_held, |key| self.memory.release(key));
        }
    }

    /// Lets go of every row in process that has an alias which another one was found to have, or none.
    fn release_others(&self, alias: Lookup<'_>, row: Option<Lookup<'_>>) {
        let Some(doors) = &self.doors else { return };
        doors.claims.take_others(alias.hash, row).iter().for_each(|key| self.memory.release(key));
    }

    /// Lets go of what is in process unless it is this very value; returns whether it is.
    fn let_go(&self, at: Lookup<'_>, value: Option<&T>) -> bool {
        let is_held = self.holds(at, value);
        if !is_held {
            self.memory.remove(at);
        }
        is_held
    }

    /// Whether this very value is in process, so that it does not matter which of two fetches was the later one.
    fn holds(&self, at: Lookup<'_>, value: Option<&T>) -> bool {
        let Some(held) = self.memory.get(at).filter(|held| held.epoch == self.epoch(at)) else { return false };
        match (held.value.as_deref(), value) {
            (None, None) => true,
            (Some(held), Some(value)) => {
                let bytes = held.encode(Vec::new());
                bytes.is_some() && bytes == value.encode(Vec::new())
            }
            _ => false,
        }
    }

    /// Frees an entry's memory; correctness never depends on it.
    pub(crate) fn discard(&self, at: Lookup<'_>) {
        self.memory.remove(at);
    }
}
