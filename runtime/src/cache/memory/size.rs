//! How much room entries take in process, from a sample of them.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Lookup;

/// The first entries are all measured, later ones by chance.
const FIRST: u64 = 32;
const SAMPLING: u64 = 64;

/// What the table keeps of an entry beside its key and value: its place, the counts of an `Arc`, what an allocator
/// adds.
const OVERHEAD: u64 = 96;

/// Sizes of some of the entries that were stored.
#[derive(Default)]
pub(crate) struct EntrySizes {
    entries: AtomicU64,
    bytes: AtomicU64,
}

impl EntrySizes {
    /// Measures an entry, if it is one of the sample; `value` returns the bytes of its value.
    pub(crate) fn note(&self, at: Lookup<'_>, value: impl FnOnce() -> usize) {
        if self.entries.load(Ordering::Relaxed) < FIRST || at.hash.is_multiple_of(SAMPLING) {
            self.bytes.fetch_add(OVERHEAD + at.bytes.len() as u64 + value() as u64, Ordering::Relaxed);
            self.entries.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns about how many bytes some entries take.
    pub(crate) fn estimate(&self, entries: usize) -> u64 {
        let mean = self.bytes.load(Ordering::Relaxed) as f64 / self.entries.load(Ordering::Relaxed).max(1) as f64;
        (mean * entries as f64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_stands_for_all() {
        let sizes = EntrySizes::default();
        assert_eq!(sizes.estimate(0), 0);
        let mut measured = 0;
        for number in 0..10_000_u64 {
            let at = Lookup { hash: number, tenant_hash: 0, bytes: b"12345678", tenant_len: 0 };
            sizes.note(at, || {
                measured += 1;
                usize::try_from(number % 200).unwrap()
            });
        }
        assert!((150..250).contains(&measured), "{measured}");
        let each = sizes.estimate(10_000) / 10_000;
        assert!((96 + 8 + 70..96 + 8 + 130).contains(&each), "{each}");
    }
}
