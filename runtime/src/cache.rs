//! Stand-in with the cache module's signatures, replaced by it.

use std::time::Duration;

use uuid::Uuid;

use crate::error::Result;

/// How the cache runs.
#[derive(Debug, Clone)]
pub struct CacheConfig {
    /// Whether values are cached at all.
    pub enabled: bool,
    /// Time to live of regions that name none.
    pub default_ttl: Duration,
    /// The second level.
    pub redis: Option<RedisConfig>,
    /// First part of every Redis key.
    pub prefix: String,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self { enabled: true, default_ttl: Duration::from_secs(1800), redis: None, prefix: "larder".to_owned() }
    }
}

/// Where Redis is.
#[derive(Clone)]
pub struct RedisConfig {
    /// Its URL.
    pub url: String,
}

impl RedisConfig {
    /// Names a server.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }
}

impl std::fmt::Debug for RedisConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisConfig").finish_non_exhaustive()
    }
}

/// A value that can stand in a key.
pub trait KeyPart {
    /// Writes the value's canonical text.
    fn write_part(&self, to: &mut KeyWriter<'_>);
}

/// Takes the text of one part of a key.
pub struct KeyWriter<'a>(&'a mut String);

impl KeyWriter<'_> {
    /// Adds text.
    pub fn write(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

impl KeyPart for str {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        to.write(self);
    }
}

impl KeyPart for String {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        to.write(self);
    }
}

impl KeyPart for Uuid {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        to.write(&self.to_string());
    }
}

impl KeyPart for i64 {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        to.write(&self.to_string());
    }
}

impl<P: KeyPart + ?Sized> KeyPart for &P {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        (**self).write_part(to);
    }
}

/// Names one cached entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CacheKey {
    region: &'static str,
    text: String,
}

impl CacheKey {
    /// Starts a key of `region`.
    #[must_use]
    pub fn new(region: &'static str, tenant: &str) -> Self {
        Self { region, text: tenant.to_owned() }
    }

    /// Adds a part.
    #[must_use]
    pub fn part(mut self, part: impl KeyPart) -> Self {
        self.text.push(':');
        part.write_part(&mut KeyWriter(&mut self.text));
        self
    }

    /// Returns the region's name.
    #[must_use]
    pub fn region(&self) -> &'static str {
        self.region
    }
}

/// What a write makes out of date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Touch {
    /// One entry.
    Key(CacheKey),
    /// A region's entries of one tenant.
    Tenant {
        /// The region.
        region: &'static str,
        /// The tenant.
        tenant: String,
    },
    /// A whole region.
    Region {
        /// The region.
        region: &'static str,
    },
}

/// The two cache levels.
#[derive(Debug, Clone)]
pub struct CacheManager;

impl CacheManager {
    /// Makes the cache.
    ///
    /// # Errors
    /// `Configuration` when the settings make no sense.
    #[allow(clippy::unused_async, reason = "the real one connects")]
    pub async fn connect(_config: CacheConfig) -> Result<Self> {
        Ok(Self)
    }

    /// Makes what the touches name unreadable in both levels.
    #[allow(clippy::unused_async, reason = "the real one speaks to Redis")]
    pub async fn invalidate(&self, _touches: &[Touch]) {}
}
