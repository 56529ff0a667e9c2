//! The databases that suites run on.

use std::env;

use larder::Pooler;

const POOLER: &str = "LARDER_TEST_PGBOUNCER_URL";

/// A database that the suite runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
    /// MariaDB stands in for MySQL.
    MySql,
}

impl Engine {
    /// Returns whether `LARDER_TEST_DIALECTS` leaves this engine in; without it all are.
    #[must_use]
    pub fn is_asked_for(self) -> bool {
        let name = match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        };
        is_listed(name)
    }

    /// Returns the URL of the running server.
    ///
    /// # Panics
    ///
    /// When no server was announced: a missing server is a failure, not a skip.
    #[must_use]
    pub fn server(self) -> Option<String> {
        let variable = match self {
            Self::Sqlite => return None,
            Self::Postgres => "LARDER_TEST_POSTGRES_URL",
            Self::MySql => "LARDER_TEST_MYSQL_URL",
        };
        Some(announced(variable))
    }
}

/// Returns whether PostgreSQL is a cluster: a copy of a database would lack its rows, which lie on other servers.
#[must_use]
pub(crate) fn is_spread() -> bool {
    env::var("LARDER_TEST_SPREAD").is_ok()
}

/// Returns whether the tests through PgBouncer are wanted: with PostgreSQL's, but for a run of chosen engines that has
/// none.
#[must_use]
pub(crate) fn is_pooler_asked_for() -> bool {
    let is_announced = env::var(POOLER).is_ok();
    Engine::Postgres.is_asked_for() && (is_announced || env::var("LARDER_TEST_DIALECTS").is_err())
}

/// Returns what the settings say of PgBouncer: nothing, unless the one that was announced is set up in a certain way.
///
/// # Panics
///
/// When the word is none of `DATABASE_POOLER`.
#[must_use]
pub(crate) fn pooler_mode() -> Pooler {
    env::var("LARDER_TEST_POOLER").map_or(Pooler::Auto, |word| word.parse().expect("a word of DATABASE_POOLER"))
}

/// Returns the URL of PgBouncer, in front of the PostgreSQL server.
///
/// # Panics
///
/// When none was announced.
#[must_use]
pub(crate) fn pooler() -> String {
    announced(POOLER)
}

fn is_listed(name: &str) -> bool {
    env::var("LARDER_TEST_DIALECTS").map_or(true, |asked| asked.split(',').any(|one| one.trim() == name))
}

/// Returns the URL of the Redis that caches for the server engines.
///
/// # Panics
///
/// When none was announced.
#[must_use]
pub fn redis() -> String {
    announced("LARDER_TEST_REDIS_URL")
}

fn announced(variable: &str) -> String {
    env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run `cargo xtask test`, or `cargo xtask servers` and export what it prints")
    })
}
