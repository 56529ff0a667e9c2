//! Defaults that a database computes.

use larder_format::Dialect;

/// The expression that each database gives in the place of a value that is null.
#[derive(Debug, Clone, Copy)]
pub struct EngineDefault {
    /// On PostgreSQL.
    pub postgres: &'static str,
    /// On MySQL and MariaDB.
    pub mysql: &'static str,
    /// On SQLite.
    pub sqlite: &'static str,
}

impl EngineDefault {
    pub(super) const fn of(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Postgres => self.postgres,
            Dialect::MySql => self.mysql,
            Dialect::Sqlite => self.sqlite,
        }
    }
}
