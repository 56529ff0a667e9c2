//! Poolers between the application and PostgreSQL.

use std::str::FromStr;

/// The pooler between the application and PostgreSQL.
///
/// A pooler in transaction mode, such as PgBouncer's, may use another session for every transaction, so larder cannot
/// rely on prepared statements and session settings. A statement outside a transaction then gets a transaction of its
/// own and is not kept prepared, which costs three more round trips; inside a transaction it costs one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Pooler {
    /// Detected by the first connection of a store.
    #[default]
    Auto,
    /// No pooler.
    None,
    /// A pooler in transaction mode.
    Transaction,
    /// A pooler that supports prepared statements: in session mode, or PgBouncer 1.21 and later with
    /// `max_prepared_statements`. Statements stay prepared, and no settings are sent with the connection.
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
