//! A row as the bytes that the cache keeps: member by member, since its format does not describe itself.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Member, MemberSink, MemberSource, Record};
use crate::cache::codec;

/// Appends the row's bytes; `None` when one of its members has none.
pub fn write_bytes<R: Record>(row: &R, into: &mut Vec<u8>) -> Option<()> {
    let mut bytes = Written { into, done: Some(()) };
    row.write(&mut bytes);
    bytes.done
}

/// Reads a row of all of `bytes`; `None` for bytes of something else.
pub fn read_bytes<R: Record>(mut bytes: &[u8]) -> Option<R> {
    let row = R::read(&mut Bytes(&mut bytes)).ok()?;
    bytes.is_empty().then_some(row)
}

struct Written<'b> {
    into: &'b mut Vec<u8>,
    /// `None` from the first member on that cannot be written.
    done: Option<()>,
}

impl MemberSink for Written<'_> {
    fn plain<T: Member>(&mut self, value: &T) {
        self.done = self.done.and_then(|()| codec::plain::put(value, self.into));
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &T) {
        self.done = self.done.and_then(|()| codec::json::put(value, self.into));
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &Option<T>) {
        self.done = self.done.and_then(|()| codec::nullable_json::put(value, self.into));
    }
}

/// Bytes that are no row of this shape.
struct Unlike;

struct Bytes<'b, 'v>(&'b mut &'v [u8]);

impl MemberSource for Bytes<'_, '_> {
    type Error = Unlike;

    fn plain<T: Member>(&mut self) -> Result<T, Unlike> {
        codec::plain::take(self.0).ok_or(Unlike)
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<T, Unlike> {
        codec::json::take(self.0).ok_or(Unlike)
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self) -> Result<Option<T>, Unlike> {
        codec::nullable_json::take(self.0).ok_or(Unlike)
    }
}
