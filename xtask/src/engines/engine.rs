//! The servers and versions that suites run on.

use std::process::Command;

use super::citus;
use super::root::{NEWEST, Recipe};
use crate::Result;
use crate::dialects::Dialects;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::servers::{RedisProgram, Sources};

/// A server that suites are run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    MySql,
    Postgres,
    MariaDb,
    Valkey,
    Redis,
    /// PostgreSQL spread over three servers, which are built from an archive of sources.
    Citus,
}

impl Engine {
    /// Those whose packages are all that they need.
    pub(super) const ALL: [Self; 5] = [Self::MySql, Self::Postgres, Self::MariaDb, Self::Valkey, Self::Redis];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MySql => "mysql",
            Self::Postgres => "postgres",
            Self::MariaDb => "mariadb",
            Self::Valkey => "valkey",
            Self::Redis => "redis",
            Self::Citus => "citus",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::Citus]).find(|engine| engine.name() == name)
    }

    /// MySQL and MariaDB cannot be installed side by side.
    pub(super) fn root(self) -> Recipe {
        let (name, packages): (_, &[_]) = match self {
            Self::MySql => ("mysql", &["mysql-server"]),
            Self::Postgres => ("postgres", &["postgresql-18", "pgbouncer"]),
            Self::MariaDb => ("mariadb", &["mariadb-server"]),
            Self::Valkey | Self::Redis => ("redis", &["valkey-server", "redis-server"]),
            Self::Citus => return citus::RECIPE,
        };
        Recipe { name, packages, release: NEWEST, build: None }
    }

    /// Whether it is a cache and no database.
    pub(super) fn is_cache(self) -> bool {
        matches!(self, Self::Valkey | Self::Redis)
    }

    fn programs(self) -> &'static [&'static str] {
        match self {
            Self::MySql => &["mysqld"],
            Self::Postgres | Self::Citus => &["postgres"],
            Self::MariaDb => &["mariadbd"],
            Self::Valkey => &["valkey-server"],
            Self::Redis => &["redis-server"],
        }
    }

    /// Returns what the server is called with its version, as in `mysqld 9.7.4`.
    pub(super) fn version(self, installation: &Installation) -> Result<String> {
        let mut command: Command = installation.command(self.programs(), Identity::Own, None)?;
        let output = command.arg("--version").output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let words = text.split([' ', '-', '=', ',', '(', ')']);
        let is_version = |word: &&str| word.contains('.') && word.starts_with(|letter: char| letter.is_ascii_digit());
        let version = words.map(|word| word.trim_start_matches('v')).find(is_version).unwrap_or("of unknown version");
        Ok(format!("{} {version}", self.name()))
    }

    /// Returns which databases its tests run on.
    pub(super) fn dialects(self) -> (Dialects, &'static str) {
        let (postgres, mysql, names) = match self {
            Self::Postgres | Self::Citus => (true, false, "postgres"),
            Self::MySql | Self::MariaDb => (false, true, "mysql"),
            Self::Valkey | Self::Redis => (true, false, "sqlite,postgres"),
        };
        (Dialects { postgres, mysql, redis: true }, names)
    }

    /// Returns where the servers of its tests come from: itself from `installation`, the others from this system.
    pub(super) fn sources(self, installation: &Installation) -> Sources {
        let mut sources = Sources { running_ones: false, ..Sources::of_system() };
        match self {
            Self::MySql | Self::MariaDb => sources.mysql = installation.clone(),
            Self::Postgres => sources.postgres = installation.clone(),
            Self::Citus => (sources.postgres, sources.is_spread) = (installation.clone(), true),
            Self::Valkey | Self::Redis => {
                sources.redis = RedisProgram { installation: installation.clone(), names: self.programs() };
            }
        }
        sources
    }
}
