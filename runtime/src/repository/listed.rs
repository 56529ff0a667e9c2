//! Pages and counts that are read through the cache, where the definition says so.

use std::fmt::Write as _;
use std::future::Future;

use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};

use super::Repository;
use crate::cache::{CacheKey, Cached, Lists};
use crate::entity::Table;
use crate::error::Result;
use crate::record::Record;
use crate::statistics::Label;
use crate::value::{Arguments, Cursor, Paged};

impl<'a, E: Table> Repository<'a, E> {
    /// Returns the cache of lists, unless what is read is a transaction's own, or `arguments` hold what no database may
    /// be given, of which they do not tell the one from the other.
    pub(super) fn lists(self, arguments: &Arguments) -> Option<&'a Lists> {
        let lists = self.region?.lists()?;
        (lists.are_kept() && !self.executor.in_transaction() && arguments.are_plain()).then_some(lists)
    }

    /// Returns what `load` reads from the primary, or read earlier; `None` if what was kept cannot be read. The future
    /// is boxed, so that lists of entities that cache none do not carry it.
    pub(super) fn read_listed<V: Listed<E> + 'a>(
        self,
        lists: &'a Lists,
        name: CacheKey,
        load: impl Future<Output = Result<V>> + Send + 'a,
    ) -> BoxFuture<'a, Result<Option<V>>> {
        Box::pin(async move {
            let load = Box::pin(async move { Ok(load.await?.to_bytes()) });
            let found = lists.read(&name, load).await?;
            self.executor.was_answered_by_primary();
            Ok(found.and_then(|found| V::from_bytes(&found.0)))
        })
    }

    /// Names a list by all that it depends on.
    pub(super) fn list_name(self, label: Label, text: &str, arguments: &Arguments, page: &str) -> CacheKey {
        let mut digest = Digester(Sha256::new());
        // A digest takes whatever it is given.
        let _ = write!(digest, "{:x}\n{label:?}\n{text:?}\n{page}\n", <E as Record>::FINGERPRINT);
        let _ = arguments.write_values(&mut digest);
        CacheKey::new(E::REGION, self.tenant.unwrap_or_default()).part(&digest.0.finalize()[..])
    }
}

struct Digester(Sha256);

impl std::fmt::Write for Digester {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// What is read of an entity as a whole: a page of its rows, or their number.
pub(super) trait Listed<E>: Sized {
    /// `None` for what cannot be written, which is not kept.
    fn to_bytes(&self) -> Option<Vec<u8>>;
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl<E> Listed<E> for u64 {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        Some(self.to_be_bytes().to_vec())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl<E: Cached> Listed<E> for Paged<E> {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        let next = self.next.as_ref().map(Cursor::as_bytes).unwrap_or_default();
        let mut bytes = Vec::new();
        push(&mut bytes, |to| {
            to.extend_from_slice(next);
            Some(())
        })?;
        for row in &self.items {
            push(&mut bytes, |to| row.write_bytes(to))?;
        }
        Some(bytes)
    }

    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let next = take(&mut bytes)?;
        let next = if next.is_empty() { None } else { Some(Cursor::from_bytes(next)) };
        let mut items = Vec::new();
        while !bytes.is_empty() {
            items.push(E::read_bytes(take(&mut bytes)?)?);
        }
        Some(Self { items, next })
    }
}

/// Appends a part behind its length.
fn push(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<()> {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 4]);
    write(bytes)?;
    let length = u32::try_from(bytes.len() - start - 4).ok()?;
    bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
    Some(())
}

fn take<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *bytes = rest;
    Some(part)
}
