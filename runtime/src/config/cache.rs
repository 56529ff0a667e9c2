//! Settings of the cache and of Redis.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::coherence::{CacheMode, OnCacheDown};
use super::load_limits::LoadLimits;

/// Settings of the cache. `Default` is the in-process level alone, with a time to live of thirty minutes.
#[derive(Debug, Clone)]
pub struct CacheConfig {
    /// If false, every read goes to the database and nothing is stored.
    pub enabled: bool,
    /// Time to live of regions without their own.
    pub default_ttl: Duration,
    /// The second level. Without it, the first level keeps entries for their whole time to live.
    pub redis: Option<RedisConfig>,
    /// First part of every Redis key, so that applications can share a server.
    pub prefix: String,
    /// Entries in process for each region without its own capacity.
    pub capacity: usize,
    /// Bytes that the rows of one entity may take in process (`CACHE_MEMORY`), and what is known of its other keys, and
    /// its lists, again as many each. A row counts as what it encodes and what it takes to find it, which is about its
    /// size; JSON that is kept as a tree takes more.
    pub memory: usize,
    /// The same for some entities, by name (`CACHE_MEMORY=64MiB,User=256MiB`).
    pub memories: Vec<(String, usize)>,
    /// What writes cost and promise (`CACHE_MODE=strict,UsageStat=fast`).
    pub mode: CacheMode,
    /// The same for some entities, by name.
    pub modes: Vec<(String, CacheMode)>,
    /// What becomes of writes that cannot be fenced (`CACHE_ON_DOWN`); those of `relaxed` entities never are.
    pub on_down: OnCacheDown,
    /// The same for some entities, by name (`CACHE_ON_DOWN=log,ApiKey=abort`).
    pub on_downs: Vec<(String, OnCacheDown)>,
    /// How often the table is read in which writes that could not be fenced are written down (`CACHE_LOG_INTERVAL`).
    /// What they changed may be read as it was for at most two intervals.
    pub log_interval: Duration,
    /// One in about so many hits in process, not more than one in 1,024, is compared with the database (`CACHE_PROBE`).
    pub probe: Option<u32>,
    /// After how long a read that has to load takes a copy in process whose time is over, if there is one, and leaves
    /// the load to itself (`CACHE_SOFT_TIMEOUT`). Without it reads wait.
    pub soft_timeout: Option<Duration>,
    /// The same for some entities or names of values (`CACHE_SOFT_TIMEOUT=50ms,Report=none`).
    pub soft_timeouts: Vec<(String, Option<Duration>)>,
    /// After how long a read that has to load gives up (`CACHE_HARD_TIMEOUT`). Without it the database's limits count.
    pub hard_timeout: Option<Duration>,
    /// The same for some entities or names of values.
    pub hard_timeouts: Vec<(String, Option<Duration>)>,
    /// How many rows are read ahead when a store opens, of entities whose definition says that some are, in place of
    /// what it says (`CACHE_WARM`); 0 for none.
    pub warm: Option<u32>,
    /// The same for some entities, by name (`CACHE_WARM=off,User=500`).
    pub warms: Vec<(String, u32)>,
    /// How many statements read ahead at a time (`CACHE_WARM_CONCURRENCY`), of all entities together.
    pub warm_concurrency: u32,
    /// How long an instance counts as not ready at most because it reads ahead (`CACHE_WARM_WAIT`).
    pub warm_wait: Duration,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            default_ttl: Duration::from_secs(30 * 60),
            redis: None,
            prefix: "larder".to_owned(),
            capacity: 10_000,
            memory: 64 << 20,
            memories: Vec::new(),
            mode: CacheMode::default(),
            modes: Vec::new(),
            on_down: OnCacheDown::default(),
            on_downs: Vec::new(),
            log_interval: Duration::from_secs(1),
            probe: None,
            soft_timeout: None,
            soft_timeouts: Vec::new(),
            hard_timeout: None,
            hard_timeouts: Vec::new(),
            warm: None,
            warms: Vec::new(),
            warm_concurrency: 2,
            warm_wait: Duration::from_secs(60),
        }
    }
}

impl CacheConfig {
    /// Returns how many bytes rows of an entity may take in process, which its definition may have `declared`.
    pub(crate) fn memory_of(&self, entity: &str, declared: Option<usize>) -> usize {
        chosen(&self.memories, entity).or(declared).unwrap_or(self.memory)
    }

    /// Returns the mode of an entity, which its definition may have `declared`; the last word of the settings counts.
    pub(crate) fn mode_of(&self, entity: &str, declared: Option<CacheMode>) -> CacheMode {
        chosen(&self.modes, entity).or(declared).unwrap_or(self.mode)
    }

    /// Returns what becomes of writes of an entity that cannot be fenced, in the same way.
    pub(crate) fn on_down_of(&self, entity: &str, declared: Option<OnCacheDown>) -> OnCacheDown {
        chosen(&self.on_downs, entity).or(declared).unwrap_or(self.on_down)
    }

    /// Returns how long loads of an entity, or of values by their name, are waited for.
    pub(crate) fn limits_of(&self, name: &str, declared: LoadLimits) -> LoadLimits {
        LoadLimits {
            soft: chosen(&self.soft_timeouts, name).unwrap_or(declared.soft.or(self.soft_timeout)),
            hard: chosen(&self.hard_timeouts, name).unwrap_or(declared.hard.or(self.hard_timeout)),
        }
    }

    /// Returns how many rows of an entity are read ahead whose definition says `declared`.
    pub(crate) fn warm_of(&self, entity: &str, declared: u32) -> u32 {
        chosen(&self.warms, entity).or(self.warm).unwrap_or(declared)
    }
}

fn chosen<T: Copy>(choices: &[(String, T)], entity: &str) -> Option<T> {
    choices.iter().rev().find(|(name, _)| names_region(name, entity)).map(|(_, choice)| *choice)
}

/// Whether a setting names a region, whose name is the entity's in snake case.
pub(crate) fn names_region(name: &str, region: &str) -> bool {
    let letters = |name: &str| name.replace('_', "").to_ascii_lowercase();
    name == region || letters(name) == letters(region)
}

/// The URL of Redis, and its time limits.
#[derive(Clone)]
pub struct RedisConfig {
    /// `redis://[user:password@]host:port/db`, `redis+cluster://h1:p,h2:p` or `redis+sentinel://h1:p,h2:p/master/db`;
    /// `rediss` instead of `redis` requires TLS, with a certificate of a trusted CA.
    pub url: String,
    /// PEM file of a CA that is trusted in addition to the public ones (`REDIS_SSL_ROOT_CERT`).
    pub root_cert: Option<PathBuf>,
    /// Time limit of a response; after it the reader goes to the database.
    pub response_timeout: Duration,
    /// Limit for opening a connection, in the background.
    pub connection_timeout: Duration,
    /// How long a key stays with a reader that died while it loaded it; one that lives keeps it for as long as it
    /// loads.
    pub lease: Duration,
    /// How long a reader waits for another instance's load before it queries the database itself. A load that takes
    /// longer is made once in each process.
    pub lease_wait: Duration,
    /// How far the in-process level may be behind the writes of other instances. It is behind by far less while Redis
    /// answers, and is not read while it cannot be shown to be within this bound.
    pub max_lag: Duration,
}

impl RedisConfig {
    pub(crate) const SCHEMES: [&str; 10] = [
        "redis",
        "rediss",
        "redis+cluster",
        "rediss+cluster",
        "redis+sentinel",
        "rediss+sentinel",
        "valkey",
        "valkeys",
        "redis+unix",
        "unix",
    ];
    /// Each without TLS and with it.
    const SECURED: [(&str, &str); 4] = [
        ("redis:", "rediss:"),
        ("redis+cluster:", "rediss+cluster:"),
        ("redis+sentinel:", "rediss+sentinel:"),
        ("valkey:", "valkeys:"),
    ];

    /// Whether a URL asks for TLS.
    pub(crate) fn is_secured(url: &str) -> bool {
        Self::SECURED.iter().any(|(_, secured)| url.trim_start().starts_with(secured))
    }

    /// Returns the URL that asks for TLS; a socket of the system has none.
    pub(crate) fn secured(url: &str) -> String {
        let url = url.trim_start();
        let of_network = Self::SECURED.iter().find_map(|(plain, secured)| Some((secured, url.strip_prefix(plain)?)));
        of_network.map_or_else(|| url.to_owned(), |(secured, rest)| format!("{secured}{rest}"))
    }

    /// Names a server with the default limits.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            root_cert: None,
            response_timeout: Duration::from_millis(100),
            connection_timeout: Duration::from_secs(1),
            lease: Duration::from_secs(3),
            lease_wait: Duration::from_secs(5),
            max_lag: Duration::from_millis(500),
        }
    }
}

/// Leaves out the URL, which may hold a password.
impl fmt::Debug for RedisConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisConfig")
            .field("root_cert", &self.root_cert)
            .field("response_timeout", &self.response_timeout)
            .field("connection_timeout", &self.connection_timeout)
            .field("lease", &self.lease)
            .field("lease_wait", &self.lease_wait)
            .field("max_lag", &self.max_lag)
            .finish_non_exhaustive()
    }
}
