//! What all statements of one store share.

use std::sync::Arc;

use crate::cache::CacheManager;
use crate::config::{DatabaseConfig, Driver, Limits, Peer};
use crate::connection::Pool;
use crate::error::Result;
use crate::execute::constraint::ConstraintInfo;
use crate::execute::rounds::Rounds;
use crate::execute::secured::RowSecurity;
use crate::statistics::DatabaseCells;

/// What every statement of one store needs.
pub(crate) struct Engine {
    pub(crate) pool: Pool,
    pub(crate) driver: Driver,
    pub(crate) cache: CacheManager,
    pub(crate) constraints: &'static [ConstraintInfo],
    pub(crate) counted: Arc<DatabaseCells>,
    pub(crate) limits: Limits,
    pub(crate) peer: Peer,
    pub(crate) validates: bool,
    pub(crate) row_security: Arc<RowSecurity>,
    pub(crate) rounds: Rounds,
}

impl Engine {
    pub(crate) fn open(
        config: &DatabaseConfig,
        cache: CacheManager,
        constraints: &'static [ConstraintInfo],
        validates: bool,
    ) -> Result<Self> {
        let driver = Driver::of(config.dialect()?)?;
        let limits = Limits::of(config);
        let counted = Arc::new(DatabaseCells::new());
        let pool = Pool::open(config, Arc::clone(&counted))?;
        let (peer, row_security) = (Peer::of(config), Arc::default());
        let rounds = Rounds::default();
        Ok(Self { pool, driver, cache, constraints, counted, limits, peer, validates, row_security, rounds })
    }

    /// Opens a pool to another server that holds the same rows; its statements are counted with those of this one.
    pub(crate) fn beside(&self, config: &DatabaseConfig) -> Result<Self> {
        self.over(config, Arc::clone(&self.counted))
    }

    /// Opens one connection of larder's own, which nobody else uses and nothing is counted on.
    pub(crate) fn sampling(&self, config: &DatabaseConfig) -> Result<Self> {
        let mut config = config.clone();
        config.max_connections = 1;
        config.min_idle = 0;
        self.over(&config, Arc::new(DatabaseCells::new()))
    }

    fn over(&self, config: &DatabaseConfig, counted: Arc<DatabaseCells>) -> Result<Self> {
        let pool = Pool::open(config, Arc::clone(&counted))?;
        let (driver, cache, constraints, validates) =
            (self.driver, self.cache.clone(), self.constraints, self.validates);
        Ok(Self {
            pool,
            driver,
            cache,
            constraints,
            counted,
            limits: Limits::of(config),
            peer: Peer::of(config),
            validates,
            row_security: Arc::clone(&self.row_security),
            rounds: Rounds::default(),
        })
    }
}
