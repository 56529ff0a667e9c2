//! How Citus spreads a database over servers.

use serde::Serialize;

use super::servers::View;

/// How Citus spreads a database over servers, by its own views.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Distribution {
    /// The servers, the coordinator first.
    pub nodes: Vec<CitusNode>,
    /// What each table has on each server, by table.
    pub tables: View<Vec<TableShards>>,
    /// The tenants with most statements in the last period and this one, at most twenty.
    pub tenants: View<Vec<TenantStatements>>,
}

/// A server of Citus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CitusNode {
    /// Its host and port, as the others reach it.
    pub place: String,
    /// Whether statements are sent to it.
    pub is_active: bool,
    /// Whether it may have shards; a coordinator usually has none.
    pub holds_shards: bool,
}

/// The shards of a table on one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableShards {
    /// The table.
    pub table: String,
    /// `distributed`, `reference`, or another kind of Citus's.
    pub kind: String,
    /// The server.
    pub place: String,
    /// How many there are.
    pub shards: u64,
    /// Their bytes, indexes included.
    pub bytes: u64,
    /// Bytes of the largest.
    pub largest_bytes: u64,
}

/// What Citus counted of a tenant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TenantStatements {
    /// The value that its rows are distributed by.
    pub tenant: String,
    /// Statements that read.
    pub reads: u64,
    /// All statements.
    pub statements: u64,
    /// Their time on the servers' processors, in seconds.
    pub cpu_seconds: f64,
}
