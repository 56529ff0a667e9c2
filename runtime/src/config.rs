//! The settings that a store is opened with, and what depends only on them: drivers, limits.

mod borrowed;
mod cache;
mod coherence;
mod driver;
mod environment;
mod hooks;
mod limits;
mod load_limits;
mod migration_policy;
mod peer;
mod pooler;
mod redact;
mod replica;
mod source;
mod ssl_mode;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use larder_format::Dialect;

use crate::error::{Error, ErrorKind, Result};

pub(crate) use borrowed::Borrowed;
pub use borrowed::BorrowedConnection;
pub(crate) use cache::names_region;
pub use cache::{CacheConfig, RedisConfig};
pub use coherence::{CacheMode, OnCacheDown};
pub(crate) use driver::Driver;
use hooks::HookFuture;
pub(crate) use hooks::{AfterConnect, PasswordProvider};
pub(crate) use limits::{Limits, Within};
pub(crate) use load_limits::LoadLimits;
pub use migration_policy::MigrationPolicy;
pub(crate) use peer::Peer;
pub use pooler::Pooler;
pub(crate) use redact::{redact, unencoded};
pub use replica::ReplicaConfig;
pub(crate) use source::PoolSource;
pub use source::SqlxPool;
pub use ssl_mode::SslMode;

/// The settings of a store. `Default` is a SQLite file and an in-process cache.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The database and its pool.
    pub database: DatabaseConfig,
    /// The cache.
    pub cache: CacheConfig,
    /// What happens on opening if the database does not match the code (`MIGRATION_POLICY`, or `MIGRATION_ENABLED` for
    /// the first two).
    pub migration_policy: MigrationPolicy,
    /// Whether values are validated before a statement is sent (`VALIDATION_ENABLED`).
    pub validation_enabled: bool,
}

/// The database and its pool.
#[derive(Clone)]
#[non_exhaustive]
pub struct DatabaseConfig {
    /// `postgres:`, `mysql:`, `mariadb:` or `sqlite:` URL (`DATABASE_URL`). Never shown with its password.
    pub url: String,
    /// TLS to the server (`DATABASE_SSL_MODE`); overrides the URL. Without either: `verify-full` if `ssl_root_cert` is
    /// set, otherwise no TLS.
    pub ssl_mode: Option<SslMode>,
    /// PEM file of a CA that is trusted in addition to the public ones (`DATABASE_SSL_ROOT_CERT`). With it, `require`
    /// means `verify-ca`, as in the databases' own clients.
    pub ssl_root_cert: Option<PathBuf>,
    /// PEM file of the certificate that this client shows to a server which asks for one (`DATABASE_SSL_CERT`).
    pub ssl_client_cert: Option<PathBuf>,
    /// PEM file of its key (`DATABASE_SSL_KEY`).
    pub ssl_client_key: Option<PathBuf>,
    /// Maximum size of the pool (`DATABASE_MAX_CONNECTIONS`, default 25).
    pub max_connections: u32,
    /// Connections kept open while idle (`DATABASE_MIN_IDLE`, default 5).
    pub min_idle: u32,
    /// Longest wait for a free connection (`DATABASE_ACQUIRE_TIMEOUT`, default 10 s).
    pub acquire_timeout: Duration,
    /// Longest time to open a connection (default 10 s).
    pub connect_timeout: Duration,
    /// How long opening a store, or migrating, waits for a server that is down, starting or full
    /// (`DATABASE_START_TIMEOUT`, default 10 s; zero disables the wait). Errors that waiting cannot fix, such as a
    /// wrong password, are returned at once.
    pub start_timeout: Duration,
    /// The pooler in front of PostgreSQL (`DATABASE_POOLER`); detected by default.
    pub pooler: Pooler,
    /// Time limit of a statement, also enforced by the server (`DATABASE_STATEMENT_TIMEOUT`, default 30 s; `none` for
    /// no limit). A store's `within` sets another limit for single calls.
    pub statement_timeout: Option<Duration>,
    /// Time limit of a statement that writes, if lower (`DATABASE_WRITE_TIMEOUT`, default 4 s).
    pub write_timeout: Option<Duration>,
    /// Longest wait for a lock, enforced by the server (`DATABASE_LOCK_TIMEOUT`, default 4 s).
    pub lock_timeout: Option<Duration>,
    /// Slower statements are counted, and logged as a warning with their text (`DATABASE_SLOW_STATEMENT`, default 1 s).
    pub slow_statement: Duration,
    /// Connections idle for longer are closed, down to `min_idle` (default 10 min).
    pub idle_timeout: Duration,
    /// Connections are replaced at about this age (default 30 min).
    pub max_lifetime: Duration,
    /// A connection idle for longer is pinged before use (default 500 ms), so that a restarted server causes no error.
    pub probe_after: Duration,
    /// Prepared statements kept per connection (default 512).
    pub statement_cache: usize,
    /// The name shown in PostgreSQL's list of sessions (`DATABASE_APPLICATION_NAME`). The driver of MySQL has no way to
    /// send one.
    pub application_name: Option<String>,
    /// The replicas that `store.replica_reads()` reads from (`DATABASE_REPLICA_URLS`); none by default. Everything else
    /// of these settings holds for them too.
    pub replicas: Vec<ReplicaConfig>,
    /// How often each server is asked how far it has come (`DATABASE_REPLICA_SAMPLE`, default 20 ms).
    pub replica_sample: Duration,
    /// A replica that is further behind is not read from (`DATABASE_REPLICA_MAX_LAG`, default 5 s).
    pub replica_max_lag: Duration,
    pub(crate) after_connect: Option<AfterConnect>,
    pub(crate) password: Option<PasswordProvider>,
    pub(crate) source: Option<PoolSource>,
}

impl Config {
    /// Reads the process environment.
    ///
    /// # Errors
    /// `Configuration`, naming every variable with an invalid value.
    pub fn from_env() -> Result<Self> {
        let mut variables = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            if let Ok(name) = name.into_string() {
                variables.insert(name, value.to_string_lossy().into_owned());
            }
        }
        Self::from_vars(&variables)
    }

    /// Reads `variables` instead of the process environment.
    ///
    /// # Errors
    /// `Configuration`, naming every variable with an invalid value.
    pub fn from_vars(variables: &BTreeMap<String, String>) -> Result<Self> {
        environment::read(variables)
    }

    /// Returns the defaults for the database of `url`.
    #[must_use]
    pub fn for_url(url: impl Into<String>) -> Self {
        let mut config = Self::default();
        config.database.url = url.into();
        config
    }

    /// Returns the defaults for the database of a pool of sqlx: a `PgPool`, `MySqlPool` or `SqlitePool`.
    ///
    /// Each connection of the store is made by that pool, with its options and hooks, and then taken out of it for
    /// good: it is one of larder's pool. So the limit of sqlx's pool does not count those of the store, which has its
    /// own (`max_connections`), and closing one closes nothing of the other. Settings for TLS and passwords are those
    /// of sqlx's pool.
    #[must_use]
    pub fn over(pool: impl Into<SqlxPool>) -> Self {
        let SqlxPool(source) = pool.into();
        let mut config = Self::for_url(source.url());
        config.database.source = Some(source);
        config
    }

    /// Adds Redis as the second cache level.
    #[must_use]
    pub fn redis(mut self, url: impl Into<String>) -> Self {
        self.cache.redis = Some(RedisConfig::new(url));
        self
    }

    /// Turns the cache on or off.
    #[must_use]
    pub fn cache_enabled(mut self, enabled: bool) -> Self {
        self.cache.enabled = enabled;
        self
    }

    /// Sets whether opening a store applies pending migrations or fails if there are any.
    #[must_use]
    pub fn migration_enabled(self, enabled: bool) -> Self {
        self.migration_policy(MigrationPolicy::of_switch(enabled))
    }

    /// Sets what opening a store does if the database does not match the code.
    #[must_use]
    pub fn migration_policy(mut self, policy: MigrationPolicy) -> Self {
        self.migration_policy = policy;
        self
    }

    /// Sets whether values are validated before a statement is sent.
    #[must_use]
    pub fn validation_enabled(mut self, enabled: bool) -> Self {
        self.validation_enabled = enabled;
        self
    }

    /// Changes the settings of the database.
    #[must_use]
    pub fn database(mut self, change: impl FnOnce(&mut DatabaseConfig)) -> Self {
        change(&mut self.database);
        self
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: DatabaseConfig::default(),
            cache: CacheConfig::default(),
            migration_policy: MigrationPolicy::Migrate,
            validation_enabled: true,
        }
    }
}

impl DatabaseConfig {
    /// Returns the dialect of the URL.
    ///
    /// # Errors
    /// `Configuration` for an unknown scheme, or a password that is not percent-encoded.
    pub fn dialect(&self) -> Result<Dialect> {
        let wrong = |what| Error::new(ErrorKind::Configuration(what));
        let dialect = Dialect::of_url(&self.url).ok_or_else(|| {
            wrong("the database URL must start with postgres:, mysql:, mariadb: or sqlite:".to_owned())
        })?;
        match unencoded(&self.url) {
            Some(character) if dialect != Dialect::Sqlite => {
                Err(wrong(format!("the database URL cannot be read: {}", encode_it(character))))
            }
            _ => Ok(dialect),
        }
    }

    /// Runs `work` on each new connection of the pool, after larder's own settings, and again on one that was lent to
    /// other code. If it fails, the connection is closed and whoever waits for it gets the error. The migrator's
    /// connections are not of the pool. Behind a pooler in transaction mode settings of a session have no meaning.
    pub fn after_connect(
        &mut self,
        work: impl for<'c> Fn(BorrowedConnection<'c>) -> HookFuture<'c, (), sqlx::Error> + Send + Sync + 'static,
    ) {
        self.after_connect = Some(AfterConnect::new(work));
    }

    /// Asks for the password of each new connection, the migrator's too, in place of the one in the URL: for passwords
    /// that rotate and for tokens. The answer counts as a part of `connect_timeout` and is not kept. An error is
    /// `Unavailable`, with the cause as its source.
    pub fn password_provider<F, E>(&mut self, ask: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.password = Some(PasswordProvider::new(ask));
    }

    /// Returns the password of a new connection, where it is not that of the URL.
    #[allow(dead_code, reason = "SQLite has no passwords")]
    pub(crate) async fn new_password(&self) -> Result<Option<String>> {
        let Some(provider) = &self.password else { return Ok(None) };
        let failed =
            |cause| Error::with_source(ErrorKind::Unavailable("the password provider failed".to_owned()), cause);
        provider.ask().await.map(Some).map_err(failed)
    }

    /// Returns where the database is, without user and password.
    #[must_use]
    pub fn place(&self) -> String {
        redact(&self.url)
    }

    /// Keeps connections for good: a database in memory ends with its connection.
    pub(crate) fn kept_open(mut self) -> Self {
        const FOR_GOOD: Duration = Duration::from_hours(24 * 365 * 100);
        self.min_idle = self.min_idle.max(1);
        self.idle_timeout = FOR_GOOD;
        self.max_lifetime = FOR_GOOD;
        self
    }

    /// Whether each connection would see a database of its own.
    pub(crate) fn is_private_memory(&self) -> bool {
        const MARKS: [&str; 3] = [":memory:", "mode=memory", "vfs=memdb"];
        let Some(rest) = self.url.strip_prefix("sqlite:") else { return false };
        let path = rest.trim_start_matches('/').split('?').next().unwrap_or_default();
        // Without a name it is a file that goes with its connection.
        path.is_empty() || MARKS.iter().any(|mark| rest.contains(mark))
    }
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite:larder.db".to_owned(),
            ssl_mode: None,
            ssl_root_cert: None,
            ssl_client_cert: None,
            ssl_client_key: None,
            max_connections: 25,
            min_idle: 5,
            acquire_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(10),
            start_timeout: Duration::from_secs(10),
            pooler: Pooler::default(),
            statement_timeout: Some(Duration::from_secs(30)),
            write_timeout: Some(Duration::from_secs(4)),
            lock_timeout: Some(Duration::from_secs(4)),
            slow_statement: Duration::from_secs(1),
            idle_timeout: Duration::from_secs(600),
            max_lifetime: Duration::from_secs(1800),
            probe_after: Duration::from_millis(500),
            statement_cache: 512,
            application_name: None,
            replicas: Vec::new(),
            replica_sample: Duration::from_millis(20),
            replica_max_lag: Duration::from_secs(5),
            after_connect: None,
            password: None,
            source: None,
        }
    }
}

impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig")
            .field("url", &redact(&self.url))
            .field("ssl_mode", &self.ssl_mode)
            .field("ssl_root_cert", &self.ssl_root_cert)
            .field("max_connections", &self.max_connections)
            .field("min_idle", &self.min_idle)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("start_timeout", &self.start_timeout)
            .field("pooler", &self.pooler)
            .field("statement_timeout", &self.statement_timeout)
            .field("write_timeout", &self.write_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}

/// Says how to write a character that a URL's user name or password holds.
pub(crate) fn encode_it(character: char) -> String {
    format!("write `{character}` in a user name or password as `%{:02X}`", u32::from(character))
}
