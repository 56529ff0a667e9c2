//! The in-process level: a bounded map that knows neither time nor epochs.

pub(super) mod bound;
pub(super) mod claims;
pub(super) mod epochs;
pub(super) mod served;
pub(super) mod size;

use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::num::NonZero;
use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, OptionsBuilder, Weighter};

use self::epochs::Epoch;
use crate::clock::Moment;

/// A key to look up, hashed once for every table it is used with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookup<'a> {
    pub(crate) hash: u64,
    pub(crate) tenant_hash: u64,
    pub(crate) bytes: &'a [u8],
    pub(crate) tenant_len: usize,
}

/// A key as the tables own it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredKey {
    hash: u64,
    bytes: Box<[u8]>,
}

/// What the in-process level holds for a key; no value means that there is no such row.
pub(crate) struct Entry<T> {
    pub(crate) value: Option<Arc<T>>,
    pub(crate) epoch: Epoch,
    pub(crate) deadline: Moment,
    /// What it takes, its key and place included.
    pub(crate) bytes: u32,
}

/// How much there may be in process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    pub(crate) entries: usize,
    pub(crate) bytes: usize,
}

/// The in-process level: bounded, safe to use from any thread, free to forget. It knows neither time nor epochs.
pub(crate) trait Memory<T>: Send + Sync {
    fn get(&self, at: Lookup<'_>) -> Option<Entry<T>>;
    fn insert(&self, at: Lookup<'_>, entry: Entry<T>);
    fn remove(&self, at: Lookup<'_>);
    fn release(&self, key: &StoredKey);
    fn holds(&self, key: &StoredKey) -> bool;
    fn len(&self) -> usize;
}

/// [`Memory`] by quick_cache.
pub(crate) struct QuickMemory<T>(Table<Entry<T>>);

type Table<E> = Cache<StoredKey, E, Weight, BuildHasherDefault<GivenHash>, DefaultLifecycle<StoredKey, E>>;

/// A part of the table, which is locked by itself and has its share of the room, is no smaller than this, so that large
/// rows have room in it.
const PART: usize = 1 << 20;
/// Entries are seldom smaller.
const USUAL: usize = 512;

impl<T> QuickMemory<T> {
    pub(crate) fn new(room: Room) -> Self {
        let entries = room.entries.max(1);
        let least = (room.bytes / entries).max(1);
        let bytes = least.saturating_mul(entries);
        let mut options = OptionsBuilder::new();
        // Room for what was there before is made by this number, so it must not be far above what there can be.
        options.estimated_items_capacity(entries.min(bytes / USUAL).max(1)).weight_capacity(bytes as u64);
        let most_parts = (bytes / PART).clamp(1, 256);
        options.shards(std::thread::available_parallelism().map_or(4, NonZero::get).saturating_mul(4).min(most_parts));
        let weight = Weight { least: least as u64 };
        let (hasher, lifecycle) = (BuildHasherDefault::default(), DefaultLifecycle::default());
        Self(match options.build() {
            Ok(options) => Cache::with_options(options, weight, hasher, lifecycle),
            Err(_) => Cache::with(entries, bytes as u64, weight, hasher, lifecycle),
        })
    }
}

/// Weighs entries so that one limit stands for both: what takes less than its share of the bytes counts as that share,
/// so that there are never more entries than there may be.
#[derive(Debug, Clone)]
struct Weight {
    least: u64,
}

impl<T> Weighter<StoredKey, Entry<T>> for Weight {
    fn weight(&self, _key: &StoredKey, entry: &Entry<T>) -> u64 {
        self.least.max(u64::from(entry.bytes))
    }
}

impl<T: Send + Sync> Memory<T> for QuickMemory<T> {
    fn get(&self, at: Lookup<'_>) -> Option<Entry<T>> {
        self.0.get(&at)
    }

    fn insert(&self, at: Lookup<'_>, entry: Entry<T>) {
        self.0.insert(StoredKey::from(at), entry);
    }

    fn remove(&self, at: Lookup<'_>) {
        self.0.remove(&at);
    }

    fn release(&self, key: &StoredKey) {
        self.0.remove(key);
    }

    fn holds(&self, key: &StoredKey) -> bool {
        self.0.contains_key(key)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl Lookup<'_> {
    /// Whether this is the key that `stored` is.
    pub(crate) fn is(&self, stored: &StoredKey) -> bool {
        self.hash == stored.hash && *self.bytes == *stored.bytes
    }
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), ..*self }
    }
}

impl From<Lookup<'_>> for StoredKey {
    fn from(at: Lookup<'_>) -> Self {
        Self { hash: at.hash, bytes: at.bytes.into() }
    }
}

impl Hash for StoredKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Hash for Lookup<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Equivalent<StoredKey> for Lookup<'_> {
    fn equivalent(&self, key: &StoredKey) -> bool {
        self.is(key)
    }
}

/// Passes the hash on that the key already carries.
#[derive(Default)]
pub(crate) struct GivenHash(u64);

impl Hasher for GivenHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}
