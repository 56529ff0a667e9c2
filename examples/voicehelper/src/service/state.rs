//! What every request shares.

use std::sync::Arc;
use std::time::Duration;

use larder::admin::AdminOptions;

use super::usage::last_used::LastUsed;
use super::usage::rate::RateLimits;
use super::usage::requests::TenantRequests;
use crate::models::Store;

/// The limits of the service.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a request may take, its body included.
    pub request_timeout: Duration,
    /// The largest body in bytes.
    pub body_limit: usize,
    /// How long a stop waits for the requests that run.
    pub grace: Duration,
    /// After which time a voice session that nobody completed is cancelled.
    pub stale_session: Duration,
    /// How often one of the instances cleans up.
    pub housekeeping: Duration,
    /// How the operator's routes are protected.
    pub admin: AdminOptions,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(15),
            // A document has up to a million characters, of four bytes at most.
            body_limit: 5 << 20,
            grace: Duration::from_secs(30),
            stale_session: Duration::from_hours(24),
            housekeeping: Duration::from_mins(1),
            admin: AdminOptions::new(),
        }
    }
}

/// The service: a store and what an instance remembers. Clones share it.
#[derive(Clone)]
pub struct Service(Arc<Parts>);

struct Parts {
    store: Store,
    settings: Settings,
    rates: RateLimits,
    last_used: LastUsed,
    requests: TenantRequests,
}

impl Service {
    /// Makes the service of a store.
    #[must_use]
    pub fn new(store: Store, settings: Settings) -> Self {
        let (rates, last_used, requests) = (RateLimits::default(), LastUsed::default(), TenantRequests::default());
        Self(Arc::new(Parts { store, settings, rates, last_used, requests }))
    }

    /// Returns the store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Returns the limits.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(super) fn rates(&self) -> &RateLimits {
        &self.0.rates
    }

    pub(super) fn last_used(&self) -> &LastUsed {
        &self.0.last_used
    }

    pub(super) fn requests(&self) -> &TenantRequests {
        &self.0.requests
    }
}
