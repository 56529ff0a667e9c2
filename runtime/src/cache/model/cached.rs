//! The rows that a region can keep.

use super::key::CacheKey;

/// A row that a region can keep.
///
/// Rows travel through Redis as postcard, which is not self-describing. Rows that larder generates are written member
/// by member, JSON as the text that the database holds; [`cached!`](crate::cached) implements this for a type of your
/// own, which goes through serde as a whole: a `serde_json::Value` in it needs `#[serde(with = "larder::json")]`, and
/// `flatten` and untagged enums are out.
pub trait Cached: Sized + Send + Sync + 'static {
    /// Changes whenever a field's name, order, type or nullability does; bytes with another fingerprint are not read.
    const FINGERPRINT: u64;

    /// Returns the keys that the row is read by: its own first, then the aliases that it shows.
    ///
    /// By these the cache knows that a row is out of date once one of its aliases is found missing or with another row.
    /// Without them that is known of the alias only by which the row was read.
    fn cache_keys(&self) -> Vec<CacheKey> {
        Vec::new()
    }

    /// Appends the row's bytes; `None` keeps it out of Redis.
    fn write_bytes(&self, into: &mut Vec<u8>) -> Option<()>;

    /// Reads all of `bytes`; `None` for bytes of something else.
    fn read_bytes(bytes: &[u8]) -> Option<Self>;
}

/// What the levels need of a value: a row, an alias, or the bytes of an arbitrary value.
pub(crate) trait Payload: Sized + Send + Sync + 'static {
    const FINGERPRINT: u64;
    /// `None` when the value cannot be written, which only keeps it out of Redis.
    fn encode(&self, into: Vec<u8>) -> Option<Vec<u8>>;
    fn decode(bytes: &[u8], region: &'static str) -> Option<Self>;

    /// Returns the keys that it is read by, its own first, where it tells.
    fn keys(&self) -> Vec<CacheKey> {
        Vec::new()
    }
}

impl<T: Cached> Payload for T {
    const FINGERPRINT: u64 = T::FINGERPRINT;

    fn encode(&self, mut into: Vec<u8>) -> Option<Vec<u8>> {
        self.write_bytes(&mut into)?;
        Some(into)
    }

    fn decode(bytes: &[u8], _region: &'static str) -> Option<Self> {
        T::read_bytes(bytes)
    }

    fn keys(&self) -> Vec<CacheKey> {
        self.cache_keys()
    }
}

/// An alias entry: the primary key of the row that had the alias when it was loaded.
pub(crate) struct Alias(pub(crate) CacheKey);

impl Payload for Alias {
    const FINGERPRINT: u64 = u64::from_be_bytes(*b"alias  1");

    fn encode(&self, mut into: Vec<u8>) -> Option<Vec<u8>> {
        into.extend_from_slice(&u32::try_from(self.0.tenant_len()).ok()?.to_be_bytes());
        into.extend_from_slice(self.0.as_bytes());
        Some(into)
    }

    fn decode(bytes: &[u8], region: &'static str) -> Option<Self> {
        let (length, text) = bytes.split_first_chunk::<4>()?;
        CacheKey::from_bytes(region, u32::from_be_bytes(*length) as usize, text).map(Self)
    }
}

/// The bytes of an arbitrary value.
pub(crate) struct Blob(pub(crate) Vec<u8>);

impl Payload for Blob {
    const FINGERPRINT: u64 = u64::from_be_bytes(*b"bytes  1");

    fn encode(&self, mut into: Vec<u8>) -> Option<Vec<u8>> {
        into.extend_from_slice(&self.0);
        Some(into)
    }

    fn decode(bytes: &[u8], _region: &'static str) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}
