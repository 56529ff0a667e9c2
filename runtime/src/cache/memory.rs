//! The in-process level: a bounded map that knows neither time nor epochs.

pub(super) mod bound;
pub(super) mod claims;
pub(super) mod epochs;
pub(super) mod served;
pub(super) mod size;

use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, UnitWeighter};

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

type Table<E> = Cache<StoredKey, E, UnitWeighter, BuildHasherDefault<GivenHash>, DefaultLifecycle<StoredKey, E>>;

impl<T> QuickMemory<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        Self(Cache::with(
            capacity,
            capacity as u64,
            UnitWeighter,
            BuildHasherDefault::default(),
            DefaultLifecycle::default(),
        ))
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
        Self { value: self.value.clone(), epoch: self.epoch, deadline: self.deadline }
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
