//! The settings of one replica.

use std::fmt;

use super::redact;

/// One replica of the database: a server that follows the primary and answers reads.
#[derive(Clone)]
#[non_exhaustive]
pub struct ReplicaConfig {
    /// The URL of this one server, not of a balancer (`DATABASE_REPLICA_URLS`). Never shown with its password.
    pub url: String,
    /// How many reads it gets in proportion to the others (default 1).
    pub weight: u32,
    /// Maximum size of its pool (`DATABASE_REPLICA_MAX_CONNECTIONS`); as large as the primary's if unset.
    pub max_connections: Option<u32>,
}

impl ReplicaConfig {
    /// Returns the defaults for a server.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), weight: 1, max_connections: None }
    }

    /// Sets how many reads it gets in proportion to the others.
    #[must_use]
    pub fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }
}

impl fmt::Debug for ReplicaConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplicaConfig").field("url", &redact(&self.url)).field("weight", &self.weight).finish()
    }
}
