//! How the levels stand with a key, for people who look.

use std::time::Duration;

use super::Core;
use crate::cache::codec::frame::{Header, KeyState};
use crate::cache::memory::Lookup;
use crate::cache::model::cached::Payload;
use crate::cache::model::entry_state::{CopyState, EntryState};

impl<T: Payload> Core<T> {
    /// Looks at a key without a lease, and without counting it as a read.
    pub(crate) async fn look(&self, at: Lookup<'_>) -> EntryState {
        EntryState { memory: self.copy_in_process(at), redis: self.copy_in_redis(at).await }
    }

    fn copy_in_process(&self, at: Lookup<'_>) -> CopyState {
        let Some(entry) = self.memory.get(at) else { return CopyState::Absent };
        let now = self.parts.clock.now();
        if entry.epoch != self.epoch(at) || now >= entry.deadline || !self.parts.bound.allows(now) {
            return CopyState::Unusable;
        }
        let remaining = entry.deadline.since(now);
        if entry.value.is_some() { CopyState::Row { remaining, bytes: None } } else { CopyState::NoRow { remaining } }
    }

    async fn copy_in_redis(&self, at: Lookup<'_>) -> Option<CopyState> {
        let redis = self.parts.redis.as_ref()?;
        if !redis.is_up() || self.state.is_unconfirmed() {
            return Some(CopyState::Unavailable);
        }
        let read = redis.read(&self.state.redis_key(at), &self.state.generation_keys(at)).await;
        Some(match read {
            Err(_) => CopyState::Unavailable,
            Ok((KeyState::Absent, _)) => CopyState::Absent,
            Ok((KeyState::Leased, _)) => CopyState::Leased,
            Ok((KeyState::Fenced, _) | (_, None)) => CopyState::Fenced,
            Ok((KeyState::Value(bytes), Some(generation))) => self.copy_of(&bytes, generation),
        })
    }

    fn copy_of(&self, bytes: &[u8], generation: u64) -> CopyState {
        let now = self.parts.clock.wall_millis();
        match Header::read(bytes) {
            Some((header, _))
                if header.fingerprint == T::FINGERPRINT && header.generation == generation && header.expires > now =>
            {
                let remaining = Duration::from_millis(header.expires - now);
                if header.negative {
                    CopyState::NoRow { remaining }
                } else {
                    CopyState::Row { remaining, bytes: Some(bytes.len()) }
                }
            }
            _ => CopyState::Unusable,
        }
    }
}
