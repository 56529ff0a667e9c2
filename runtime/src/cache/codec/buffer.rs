//! Encoded entries on their way to Redis, counted while they are held.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of encoded entries are held at the moment.
#[derive(Clone, Default)]
pub(crate) struct EncodeBuffers(Arc<AtomicU64>);

/// An encoded entry.
pub(crate) struct Encoded {
    bytes: Vec<u8>,
    counted: EncodeBuffers,
}

impl EncodeBuffers {
    /// Counts an entry until it is dropped.
    pub(crate) fn hold(&self, bytes: Vec<u8>) -> Encoded {
        self.0.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Encoded { bytes, counted: self.clone() }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Deref for Encoded {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Encoded {
    fn drop(&mut self) {
        self.counted.0.fetch_sub(self.bytes.len() as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::EncodeBuffers;

    #[test]
    fn an_entry_counts_while_it_is_held() {
        let buffers = EncodeBuffers::default();
        let (first, second) = (buffers.hold(vec![1, 2, 3]), buffers.hold(vec![4; 7]));
        assert_eq!((buffers.bytes(), &first[..]), (10, &[1, 2, 3][..]));
        drop(second);
        assert_eq!(buffers.bytes(), 3);
        drop(first);
        assert_eq!(buffers.bytes(), 0);
    }
}
