//! How much room entries take in process.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the table keeps of an entry beside its key and value: its place, the counts of an `Arc`, what an allocator
/// adds.
const PLACE: usize = 160;
/// What it takes to know that a row has an alias, beside the row's key, and of one row that is gone.
const CLAIM: usize = 224;

/// Returns about how many bytes an entry takes in all tables, from the lengths of its key and value and the number of
/// aliases that its row has.
pub(crate) fn entry_bytes(key: usize, value: usize, aliases: usize) -> u32 {
    let bytes = PLACE + key + value + aliases * (CLAIM + 2 * key);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// Sizes of the entries that were stored.
#[derive(Default)]
pub(crate) struct EntrySizes {
    entries: AtomicU64,
    bytes: AtomicU64,
}

impl EntrySizes {
    /// Counts an entry.
    pub(crate) fn note(&self, bytes: u32) {
        self.bytes.fetch_add(u64::from(bytes), Ordering::Relaxed);
        self.entries.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns about how many bytes some entries take, if they are as large as those that were ever stored.
    pub(crate) fn estimate(&self, entries: usize) -> u64 {
        let mean = self.bytes.load(Ordering::Relaxed) as f64 / self.entries.load(Ordering::Relaxed).max(1) as f64;
        (mean * entries as f64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{EntrySizes, PLACE, entry_bytes};

    #[test]
    fn entries_are_as_large_as_those_that_were_stored() {
        let sizes = EntrySizes::default();
        assert_eq!(sizes.estimate(0), 0);
        [100, 200, 300].into_iter().for_each(|value| sizes.note(entry_bytes(10, value, 0)));
        assert_eq!(sizes.estimate(2), 2 * (PLACE as u64 + 10 + 200));
    }
}
