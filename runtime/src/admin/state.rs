//! What the routes share.

use serde_json::Value;

use super::health::SchemaCheck;
use super::history::History;
use super::migrations::RunGate;
use super::options::AdminOptions;
use super::problem::Outcome;
use super::rate::TokenBucket;
use super::recent::Recent;
use super::tenants::TenantUse;
use crate::store::Runtime;

/// The store, and what is remembered of it for a moment.
pub(super) struct AdminState {
    pub(super) store: Runtime,
    pub(super) options: AdminOptions,
    /// Attempts with a wrong token.
    pub(super) wrong_tokens: TokenBucket,
    pub(super) schema: Recent<SchemaCheck>,
    pub(super) inspection: Recent<Outcome<Value>>,
    pub(super) migrations: Recent<Outcome<Value>>,
    pub(super) tenants: Recent<Outcome<Vec<TenantUse>>>,
    pub(super) runs: RunGate,
    pub(super) history: History,
}

impl AdminState {
    pub(super) fn new(store: Runtime, options: AdminOptions) -> Self {
        Self {
            store,
            options,
            wrong_tokens: TokenBucket::new(2, 20),
            schema: Recent::new(),
            inspection: Recent::new(),
            migrations: Recent::new(),
            tenants: Recent::new(),
            runs: RunGate::default(),
            history: History::default(),
        }
    }
}
