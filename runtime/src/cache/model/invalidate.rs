//! What a write makes out of date.

use super::key::CacheKey;

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

    /// Returns the key, if one entry is invalidated.
    #[must_use]
    pub fn into_key(self) -> Option<CacheKey> {
        match self {
            Self::Key(key) => Some(key),
            Self::Tenant { .. } | Self::Region { .. } => None,
        }
    }
}
