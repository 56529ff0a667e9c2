//! What fills a column that existing rows lack.

use serde::{Deserialize, Serialize};

use crate::Dialect;

/// A SQL expression over a row, as it was typed: a literal, a column of the table, `now`, `uuid_v7` or any other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fill {
    /// The same in every dialect.
    All(String),
    /// One for each dialect.
    Each { postgres: String, mysql: String, sqlite: String },
}

impl Fill {
    /// Returns a fill of one expression for each dialect, or of the one that they share.
    #[must_use]
    pub fn each(postgres: String, mysql: String, sqlite: String) -> Self {
        if postgres == mysql && mysql == sqlite { Self::All(postgres) } else { Self::Each { postgres, mysql, sqlite } }
    }

    /// Returns the expression of one dialect.
    #[must_use]
    pub fn of(&self, dialect: Dialect) -> &str {
        match (self, dialect) {
            (Self::All(expression), _) => expression,
            (Self::Each { postgres, .. }, Dialect::Postgres) => postgres,
            (Self::Each { mysql, .. }, Dialect::MySql) => mysql,
            (Self::Each { sqlite, .. }, Dialect::Sqlite) => sqlite,
        }
    }
}
