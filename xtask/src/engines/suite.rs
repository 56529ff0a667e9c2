//! The suites that run on other versions of servers.

use super::engine::Engine;

/// Tests that are run together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suite {
    Behaviour,
    Core,
    /// Callers who leave, servers that freeze and die.
    Pool,
    Migrator,
    Evolution,
    Cache,
    Logins,
    /// Logins with the feature that sends passwords under the server's RSA key, which takes another build.
    RsaLogins,
    /// One program on tables of one server, and on the same tables spread over a cluster.
    Spread,
}

impl Suite {
    pub(super) const ALL: [Self; 9] = [
        Self::Behaviour,
        Self::Core,
        Self::Pool,
        Self::Migrator,
        Self::Evolution,
        Self::Cache,
        Self::Logins,
        Self::RsaLogins,
        Self::Spread,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Behaviour => "behaviour",
            Self::Core => "core",
            Self::Pool => "pool",
            Self::Migrator => "migrator",
            Self::Evolution => "evolution",
            Self::Cache => "cache",
            Self::Logins => "logins",
            Self::RsaLogins => "rsa-logins",
            Self::Spread => "spread",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// Returns whether it says anything about `engine`.
    pub(super) fn concerns(self, engine: Engine) -> bool {
        match self {
            Self::Behaviour => true,
            Self::Logins => engine != Engine::Citus,
            Self::Migrator | Self::Evolution => !engine.is_cache(),
            // Of several servers they say what they say of one.
            Self::Core | Self::Pool => !engine.is_cache() && engine != Engine::Citus,
            Self::Cache => engine.is_cache() || engine == Engine::Citus,
            Self::RsaLogins => engine == Engine::MySql,
            Self::Spread => engine == Engine::Citus,
        }
    }

    /// Returns the arguments of `cargo test`. Packages are not chosen one by one: the features would be others, and
    /// everything would be compiled again.
    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Behaviour => &[
                "--workspace",
                "--test",
                "behaviour",
                "--test",
                "parity",
                "--test",
                "forum",
                "--test",
                "corners",
                "--test",
                "types",
                "--test",
                "keys",
                "--test",
                "indexes",
                "--test",
                "objects",
                "--test",
                "pull",
            ],
            Self::Core => &["--workspace", "--test", "core", "--test", "search"],
            Self::Pool => &["--workspace", "--test", "pool"],
            Self::Migrator => &["--workspace", "--test", "migrate", "--test", "database"],
            Self::Evolution => &["--workspace", "--test", "evolution"],
            Self::Cache => &[
                "--workspace",
                "--test",
                "cache_redis",
                "--test",
                "cache_doors",
                "--test",
                "cache_single_flight",
                "--test",
                "cache_cluster",
            ],
            Self::Logins => &["--workspace", "--test", "logins"],
            Self::Spread => &["--workspace", "--test", "spread"],
            Self::RsaLogins => &["--workspace", "--features", "larder/mysql-rsa", "--test", "logins"],
        }
    }
}
