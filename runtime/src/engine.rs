use std::time::Duration;

use crate::cache::CacheManager;
use crate::config::DatabaseConfig;
use crate::constraint::ConstraintInfo;
use crate::driver::Driver;
use crate::error::Result;
use crate::pool::Pool;
use crate::statistics::Counters;

/// What every statement of one store needs.
pub(crate) struct Engine {
    pub(crate) pool: Pool,
    pub(crate) driver: Driver,
    pub(crate) cache: CacheManager,
    pub(crate) constraints: &'static [ConstraintInfo],
    pub(crate) counters: Counters,
    pub(crate) limits: Limits,
    pub(crate) validates: bool,
}

/// Time limits of statements.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) statement: Option<Duration>,
    pub(crate) slow: Duration,
}

impl Engine {
    pub(crate) fn open(
        config: &DatabaseConfig,
        cache: CacheManager,
        constraints: &'static [ConstraintInfo],
        validates: bool,
    ) -> Result<Self> {
        let driver = Driver::of(config.dialect()?)?;
        let limits = Limits { statement: config.statement_timeout, slow: config.slow_statement };
        let pool = Pool::open(config)?;
        Ok(Self { pool, driver, cache, constraints, counters: Counters::default(), limits, validates })
    }
}
