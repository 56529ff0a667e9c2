//! Pools of sqlx that connections are taken from.

use std::fmt;

/// A pool of sqlx, which the connections of a store come from: see [`Config::over`](super::Config::over).
#[derive(Clone)]
pub struct SqlxPool(pub(crate) PoolSource);

/// The pool of one driver.
#[derive(Clone)]
pub(crate) enum PoolSource {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
}

impl PoolSource {
    /// Returns the URL that says most of what the pool's connections are made with.
    pub(super) fn url(&self) -> String {
        use sqlx::ConnectOptions as _;
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.connect_options().to_url_lossy().into(),
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => pool.connect_options().to_url_lossy().into(),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => pool.connect_options().to_url_lossy().into(),
        }
    }
}

impl fmt::Debug for SqlxPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqlxPool")
    }
}

#[cfg(feature = "postgres")]
impl From<sqlx::PgPool> for SqlxPool {
    fn from(pool: sqlx::PgPool) -> Self {
        Self(PoolSource::Postgres(pool))
    }
}

#[cfg(feature = "mysql")]
impl From<sqlx::MySqlPool> for SqlxPool {
    fn from(pool: sqlx::MySqlPool) -> Self {
        Self(PoolSource::MySql(pool))
    }
}

#[cfg(feature = "sqlite")]
impl From<sqlx::SqlitePool> for SqlxPool {
    fn from(pool: sqlx::SqlitePool) -> Self {
        Self(PoolSource::Sqlite(pool))
    }
}
