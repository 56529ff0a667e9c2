//! Requests of tenants.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Requests of each tenant since this instance was started.
#[derive(Debug, Default)]
pub(in crate::service) struct TenantRequests(Mutex<HashMap<Box<str>, u64>>);

impl TenantRequests {
    pub(in crate::service) fn count(&self, tenant_id: &str) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match requests.get_mut(tenant_id) {
            Some(count) => *count += 1,
            None => drop(requests.insert(tenant_id.into(), 1)),
        }
    }

    pub(in crate::service) fn read(&self) -> HashMap<Box<str>, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
