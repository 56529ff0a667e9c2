//! Where each server is taken from.

use super::mysql::MySqlOptions;
use super::redis::{self, RedisProgram};
use crate::installation::Installation;

/// Where each server is taken from.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    pub(crate) postgres: Installation,
    pub(crate) mysql: Installation,
    pub(crate) redis: RedisProgram,
    pub(crate) mysql_options: MySqlOptions,
    /// Whether PgBouncer, from 1.21 on, keeps prepared statements apart in transaction mode.
    pub(crate) prepared_statements: bool,
    /// Whether PostgreSQL is a cluster of Citus.
    pub(crate) is_spread: bool,
    /// Whether a variable that points to a running server stands in for one that would be started.
    pub(crate) running_ones: bool,
}

impl Sources {
    /// Returns this system's servers, or those that variables point to.
    pub(crate) fn of_system() -> Self {
        Self {
            postgres: Installation::System,
            mysql: Installation::System,
            redis: RedisProgram { installation: Installation::System, names: redis::PROGRAMS },
            mysql_options: MySqlOptions::default(),
            prepared_statements: false,
            is_spread: false,
            running_ones: true,
        }
    }
}
