//! How the invalidation log stands: the table that tells of writes which Redis could not be told of.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::cache::chance::random_range;

/// Stands between the parts of an entry; no key holds it, since spaces and controls are escaped.
const SEPARATOR: char = '\n';
/// Letters of a name that no other instance has.
const NAME: usize = 16;

/// How the invalidation log of the database stands. What reads and writes it is above the cache.
pub(crate) struct LogState {
    /// Whether there is a log that can be read and written.
    is_kept: AtomicBool,
    /// Set once somebody reads it.
    is_read: AtomicBool,
    /// Set once the database has refused an entry.
    is_refused: AtomicBool,
    /// Names this instance, which knows of its own writes.
    author: String,
    written: AtomicU64,
    heard: AtomicU64,
}

impl LogState {
    pub(crate) fn new() -> Self {
        let author = (0..NAME).map(|_| char::from(random_range(b'a'..=b'z'))).collect();
        Self {
            is_kept: AtomicBool::new(false),
            is_read: AtomicBool::new(false),
            is_refused: AtomicBool::new(false),
            author,
            written: AtomicU64::new(0),
            heard: AtomicU64::new(0),
        }
    }

    /// Notes that somebody reads it from now on; returns whether nobody did.
    pub(crate) fn begin(&self) -> bool {
        !self.is_read.swap(true, Ordering::AcqRel)
    }

    /// Whether writes that cannot be fenced are to be written down.
    pub(crate) fn is_kept(&self) -> bool {
        self.is_kept.load(Ordering::Acquire) && !self.is_refused.load(Ordering::Acquire)
    }

    /// Notes whether the log could be read; returns whether that is news.
    pub(crate) fn keep(&self, is_kept: bool) -> bool {
        self.is_kept.swap(is_kept, Ordering::AcqRel) != is_kept
    }

    /// Notes that the database does not let this instance write.
    pub(crate) fn refuse(&self) {
        self.is_refused.store(true, Ordering::Release);
    }

    pub(crate) fn note_written(&self) {
        self.written.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn note_heard(&self) {
        self.heard.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    pub(crate) fn heard(&self) -> u64 {
        self.heard.load(Ordering::Relaxed)
    }

    /// Returns the entry that tells of keys.
    pub(crate) fn entry<'k>(&self, keys: impl Iterator<Item = &'k str>) -> String {
        let mut entry = self.author.clone();
        for key in keys {
            entry.push(SEPARATOR);
            entry.push_str(key);
        }
        entry
    }

    /// Returns the keys that an entry tells of; `None` for one of this instance.
    pub(crate) fn keys<'e>(&self, entry: &'e str) -> Option<impl Iterator<Item = &'e str> + use<'e>> {
        let (author, keys) = entry.split_once(SEPARATOR)?;
        (author != self.author).then(|| keys.split(SEPARATOR))
    }
}

#[cfg(test)]
mod tests {
    use super::LogState;

    #[test]
    fn an_entry_tells_others_its_keys() {
        let (own, other) = (LogState::new(), LogState::new());
        let entry = own.entry(["User:acme:1", "~g:User"].into_iter());
        assert!(other.keys(&entry).is_some_and(|keys| keys.eq(["User:acme:1", "~g:User"])));
        assert!(own.keys(&entry).is_none());
    }

    #[test]
    fn a_log_that_refuses_entries_is_not_kept() {
        let log = LogState::new();
        assert!(!log.is_kept());
        assert!(log.keep(true) && !log.keep(true) && log.is_kept());
        log.refuse();
        assert!(!log.is_kept());
    }
}
