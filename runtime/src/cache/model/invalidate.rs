//! What a write makes out of date.

use std::borrow::Cow;

use super::key::{CacheKey, escaped};

/// What a write made out of date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Invalidate {
    /// One row or alias.
    Key(CacheKey),
    /// Every entry of a tenant in a region; costs the same however many there are.
    Tenant {
        /// Name of the region.
        region: &'static str,
        /// The tenant's id, not escaped.
        tenant: String,
    },
    /// Every entry of a region.
    Region {
        /// Name of the region.
        region: &'static str,
    },
}

impl Invalidate {
    /// Returns the name of the region.
    #[must_use]
    pub fn region(&self) -> &'static str {
        match self {
            Self::Key(key) => key.region(),
            Self::Tenant { region, .. } | Self::Region { region } => region,
        }
    }

    /// Whether it is an entry that leads to a row by another way than its primary key.
    pub(crate) fn is_alias(&self) -> bool {
        matches!(self, Self::Key(key) if key.is_alias())
    }

    /// Returns the tenant as it stands in keys; empty for none, or all.
    pub(crate) fn escaped_tenant(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Key(key) => Cow::Borrowed(&key.as_bytes()[..key.tenant_len()]),
            Self::Tenant { tenant, .. } => Cow::Owned(escaped(tenant).into_bytes()),
            Self::Region { .. } => Cow::Borrowed(&[]),
        }
    }

    /// Returns the key, if one entry is invalidated.
    #[must_use]
    pub fn into_key(self) -> Option<CacheKey> {
        match self {
            Self::Key(key) => Some(key),
            Self::Tenant { .. } | Self::Region { .. } => None,
        }
    }
}
