//! Settings of a server that larder must not depend on.

use super::engine::Engine;
use crate::servers::{MySqlOptions, Sources};

/// A way to set up a server, or what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    Usual,
    AnsiQuotes,
    NoBackslashEscapes,
    TimeZone,
    RequirePrimaryKey,
    LowerCaseTableNames,
    DefaultCollation,
    /// PgBouncer tracks prepared statements in transaction mode, and larder's setting says so.
    PreparedStatements,
    /// All others at once but a required primary key, which tables of some tests have not.
    Unusual,
}

impl Variant {
    pub(super) const ALL: [Self; 9] = [
        Self::Usual,
        Self::AnsiQuotes,
        Self::NoBackslashEscapes,
        Self::TimeZone,
        Self::RequirePrimaryKey,
        Self::LowerCaseTableNames,
        Self::DefaultCollation,
        Self::PreparedStatements,
        Self::Unusual,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::AnsiQuotes => "ansi-quotes",
            Self::NoBackslashEscapes => "no-backslash-escapes",
            Self::TimeZone => "time-zone",
            Self::RequirePrimaryKey => "require-primary-key",
            Self::LowerCaseTableNames => "lower-case-table-names",
            Self::DefaultCollation => "default-collation",
            Self::PreparedStatements => "prepared-statements",
            Self::Unusual => "unusual",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.name() == name)
    }

    pub(super) fn concerns(self, engine: Engine) -> bool {
        match self {
            Self::Usual => true,
            Self::RequirePrimaryKey => engine == Engine::MySql,
            Self::PreparedStatements => engine == Engine::Postgres,
            _ => matches!(engine, Engine::MySql | Engine::MariaDb),
        }
    }

    /// Says it of `sources`.
    pub(super) fn set(self, sources: &mut Sources) {
        sources.mysql_options = self.options();
        sources.prepared_statements = self == Self::PreparedStatements;
    }

    fn options(self) -> MySqlOptions {
        const STRICT: &str = "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION";
        let settings = match self {
            Self::Usual | Self::DefaultCollation | Self::PreparedStatements => Vec::new(),
            Self::AnsiQuotes => vec![format!("--sql-mode=ANSI_QUOTES,{STRICT}")],
            Self::NoBackslashEscapes => vec![format!("--sql-mode=NO_BACKSLASH_ESCAPES,{STRICT}")],
            Self::TimeZone => vec!["--default-time-zone=+05:45".to_owned()],
            Self::RequirePrimaryKey => vec!["--sql-require-primary-key=ON".to_owned()],
            Self::LowerCaseTableNames => vec!["--lower-case-table-names=1".to_owned()],
            Self::Unusual => {
                // Everything that changes what a statement means, autocommit included.
                vec![
                    "--sql-mode=ANSI,NO_BACKSLASH_ESCAPES".to_owned(),
                    "--default-time-zone=+05:45".to_owned(),
                    "--lower-case-table-names=1".to_owned(),
                    "--autocommit=OFF".to_owned(),
                    "--completion-type=CHAIN".to_owned(),
                ]
            }
        };
        let own_collation = matches!(self, Self::DefaultCollation | Self::Unusual);
        MySqlOptions { settings, own_collation, certificate: None }
    }
}
