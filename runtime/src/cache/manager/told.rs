//! What other instances fence, as Redis tells it.

use std::sync::{Arc, Weak};

use super::{Inner, lists};
use crate::cache::memory::bound::Listener;
use crate::cache::memory::epochs::Reach;
use crate::cache::parts::{Parts, RegionState};

/// The regions of a manager, to be told what other instances fence.
pub(super) struct Told(pub(super) Weak<Inner>);

impl Listener for Told {
    fn hear(&self, key: &[u8]) {
        let Some(inner) = self.0.upgrade() else { return };
        let namespace = inner.parts.namespace.get();
        // What is of another database is another's.
        let Some(named) = key.strip_prefix(namespace.as_bytes()).and_then(|key| key.strip_prefix(b":")) else { return };
        let Some(named) = Named::read(named) else { return };
        // A region that nobody has asked for has nothing in process.
        let Some(region) = inner.regions().states.get(named.path).map(Arc::clone) else { return };
        region.epochs.hear(named.reach(&inner.parts, &region));
    }

    fn miss(&self) {
        let Some(inner) = self.0.upgrade() else { return };
        inner.regions().states.values().for_each(|region| region.epochs.hear(Reach::Region));
    }
}

/// What a key of Redis names, from what follows the namespace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    /// The region's.
    pub(super) path: &'a str,
    /// The entry, the tenant, or nothing for a whole region.
    rest: Option<&'a [u8]>,
    is_generation: bool,
}

impl<'a> Named<'a> {
    pub(super) fn read(key: &'a [u8]) -> Option<Self> {
        let (is_generation, key) = key.strip_prefix(b"~g:").map_or((false, key), |rest| (true, rest));
        let kind = if key.starts_with(b"~v:") || key.starts_with(lists::KIND.as_bytes()) { 3 } else { 0 };
        let end = key[kind..].iter().position(|byte| *byte == b':').map(|at| kind + at);
        let path = std::str::from_utf8(&key[..end.unwrap_or(key.len())]).ok()?;
        let rest = end.map(|end| &key[end + 1..]);
        (is_generation || rest.is_some()).then_some(Self { path, rest, is_generation })
    }

    /// Names a whole region.
    pub(super) fn region(path: &'a str) -> Self {
        Self { path, rest: None, is_generation: true }
    }

    /// Returns the key of Redis, `region` being the one that is named.
    pub(super) fn key(&self, region: &RegionState) -> Vec<u8> {
        match self.rest {
            None => region.region_generation(),
            Some(tenant) if self.is_generation => region.tenant_generation(tenant),
            Some(bytes) => region.entry_key(bytes),
        }
    }

    pub(super) fn reach(&self, parts: &Parts, region: &RegionState) -> Reach {
        match self.rest {
            None => Reach::Region,
            Some(tenant) if self.is_generation => Reach::Tenant(RegionState::tenant_hash(parts, tenant)),
            Some(bytes) => {
                // The tenant is escaped, as a value's key is, which is of none.
                let tenant_len = bytes.iter().position(|byte| *byte == b':').unwrap_or(0);
                let at = region.lookup(parts, bytes, tenant_len);
                Reach::Key { hash: at.hash, tenant_hash: at.tenant_hash }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn keys_tell_what_they_name() {
        let named = |key: &'static str| Named::read(key.as_bytes());
        let is = |path, rest: Option<&'static str>, is_generation| {
            Some(Named { path, rest: rest.map(str::as_bytes), is_generation })
        };
        assert_eq!(named("user:acme:018f"), is("user", Some("acme:018f"), false));
        assert_eq!(named("user::~email:ada"), is("user", Some(":~email:ada"), false));
        assert_eq!(named("~v:prices:today"), is("~v:prices", Some("today"), false));
        assert_eq!(named("~g:user:acme"), is("user", Some("acme"), true));
        assert_eq!(named("~g:~v:prices"), is("~v:prices", None, true));
        assert_eq!(named("~g:~l:user:acme"), is("~l:user", Some("acme"), true));
        assert_eq!(named("user"), None);
    }
}
