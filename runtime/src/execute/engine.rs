//! What all statements of one store share.

use crate::cache::CacheManager;
use crate::config::{DatabaseConfig, Driver, Limits};
use crate::connection::Pool;
use crate::error::Result;
use crate::execute::constraint::ConstraintInfo;
use crate::execute::statistics::StatementCounters;

/// What every statement of one store needs.
pub(crate) struct Engine {
    pub(crate) pool: Pool,
    pub(crate) driver: Driver,
    pub(crate) cache: CacheManager,
    pub(crate) constraints: &'static [ConstraintInfo],
    pub(crate) counters: StatementCounters,
    pub(crate) limits: Limits,
    pub(crate) validates: bool,
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
        let pool = Pool::open(config)?;
        Ok(Self { pool, driver, cache, constraints, counters: StatementCounters::default(), limits, validates })
    }
}
