//! Poolers between the application and PostgreSQL.

use std::str::FromStr;

/// What stands between the application and PostgreSQL, as far as statements must know.
///
/// A pooler in transaction mode, such as PgBouncer's, gives every transaction a session that others used before:
/// prepared statements and settings of a session cannot be relied upon. Statements outside a transaction are then sent
/// in one of their own and not kept prepared, which costs three more round trips each; in a transaction it is one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Pooler {
    /// The first connection of a store finds out whether the server gets its settings.
    #[default]
    Auto,
    /// The server itself answers.
    None,
    /// A pooler in transaction mode.
    Transaction,
    /// A pooler that keeps prepared statements apart: in session mode, or PgBouncer from 1.21 on with
    /// `max_prepared_statements`. They are kept prepared, and no settings are sent with the connection.
    Prepared,
}

impl FromStr for Pooler {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            "transaction" => Ok(Self::Transaction),
            "prepared" => Ok(Self::Prepared),
            _ => Err("expected auto, none, transaction or prepared".to_owned()),
        }
    }
}
