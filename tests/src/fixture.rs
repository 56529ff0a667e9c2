//! A database with the schema of the reference application.

mod backend;
mod database;

use std::time::Duration;

use larder::Config;
use larder::cache::RedisConfig;
use larder::testing::TestStore;
use voicehelper::models::Store;

use crate::engine::{self, Engine};

pub use backend::Backend;
pub use database::Database;

const PATIENCE: Duration = Duration::from_secs(60);
/// A slow disk takes minutes for a million words.
const STATEMENT_PATIENCE: Duration = Duration::from_secs(300);

/// What a test stands on.
pub trait Given: Sized {
    /// Makes it.
    fn make(backend: Backend) -> impl Future<Output = Self>;
}

impl Given for Backend {
    async fn make(backend: Backend) -> Self {
        backend
    }
}

/// A migrated store on a database that nobody else uses.
pub struct Fixture {
    pub store: Store,
    pub engine: Engine,
    database: Database,
    backend: Backend,
}

impl Given for Fixture {
    /// Migrates a database. The server engines cache in Redis as well, SQLite in process only.
    ///
    /// # Panics
    ///
    /// When the migrations fail.
    async fn make(backend: Backend) -> Self {
        let database = backend.database_for::<Store>().await;
        let store = Store::open(configuration(&database)).await.expect("the migrations apply");
        Self { store, engine: backend.engine, database, backend }
    }
}

impl Fixture {
    /// Creates another database on the same engine, without tables.
    pub async fn empty(&self) -> Database {
        self.backend.empty().await
    }

    /// Creates another database on the same engine for a store, which migrates it if need be.
    pub async fn database_for<S: TestStore>(&self) -> Database {
        self.backend.database_for::<S>().await
    }

    /// Returns the database of the store.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database.clone()
    }
}

/// Returns the settings of a store on `database`. Their limits are so long that a machine with other things to do does
/// not reach them.
#[must_use]
pub fn configuration(database: &Database) -> Config {
    let mut config = Config::for_url(database.url()).database(|settings| {
        settings.min_idle = 1;
        settings.acquire_timeout = PATIENCE;
        settings.connect_timeout = PATIENCE;
        settings.statement_timeout = Some(STATEMENT_PATIENCE);
        settings.write_timeout = Some(STATEMENT_PATIENCE);
        settings.lock_timeout = Some(PATIENCE);
        if database.is_pooled() {
            settings.pooler = engine::pooler_mode();
        }
    });
    // Nothing is read beside what a test reads; those of reading ahead say otherwise.
    config.cache.warm = Some(0);
    if database.engine() == Engine::Sqlite {
        return config;
    }
    config.cache.prefix = database.name().to_owned();
    config.cache.redis = Some(RedisConfig {
        response_timeout: PATIENCE,
        connection_timeout: PATIENCE,
        lease: PATIENCE,
        ..RedisConfig::new(engine::redis())
    });
    config
}
