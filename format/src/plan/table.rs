//! Tables, as an operation describes them.

use serde::{Deserialize, Serialize};

use super::{Check, Column, ForeignKey, Index, Partition, PrimaryKey, Search, Unique};

/// A table with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Name of the table.
    #[serde(rename = "table")]
    pub name: String,
    /// What the database says of the table to people, where it keeps comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// In the order of the definition.
    pub columns: Vec<Column>,
    pub primary_key: PrimaryKey,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Unique>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_security: Option<RowSecurity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<Partition>,
}

/// Policies of PostgreSQL's that show a session the rows of one tenant only; other databases have none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSecurity {
    /// The column that says whose row it is.
    pub tenant: String,
}

/// The key shape of a database that spreads rows over machines by their tenant: every key of PostgreSQL's begins with
/// the tenant, and a foreign key holds it too. Other databases keep their keys as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The column that says whose row it is.
    pub tenant: String,
}

/// Where the rows of a table are kept once Citus spreads a database over servers. On other servers and databases they
/// are kept in one place, and so they are where this is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Those of one tenant on one server, beside the tenant's other rows; the key shape says which column tells.
    Tenant,
    /// All of them on every server.
    Reference,
}

impl Table {
    /// Returns the table beside whose rows those of a tenant are kept; `None` for the tenants' own.
    #[must_use]
    pub fn kept_beside(&self) -> Option<&str> {
        let tenant = &self.scale.as_ref()?.tenant;
        let key = self.foreign_keys.iter().find(|key| key.columns.iter().eq([tenant]));
        key.map(|key| key.parent.as_str())
    }

    /// Returns the columns by which a person finds a row: the primary key, or the first column where there is none.
    #[must_use]
    pub fn shown_by(&self) -> Vec<&str> {
        let columns = match self.primary_key.columns.as_slice() {
            [] => self.columns.iter().take(1).map(|column| &column.name).collect(),
            key => key.iter().collect::<Vec<_>>(),
        };
        columns.into_iter().map(String::as_str).collect()
    }
}
