//! Which tenants use how much, for the operator's page.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use larder::admin::TenantUse;
use larder::{Page, Result, now};

use super::quota::Metric;
use super::state::Service;
use crate::models::{Tenant, TenantStatus};

/// Tenants that are looked at: the newest, and all that have sent requests to this instance.
const NEWEST: u32 = 50;

/// Requests of each tenant since this instance was started.
#[derive(Debug, Default)]
pub(super) struct TenantRequests(Mutex<HashMap<Box<str>, u64>>);

impl TenantRequests {
    pub(super) fn count(&self, tenant_id: &str) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match requests.get_mut(tenant_id) {
            Some(count) => *count += 1,
            None => drop(requests.insert(tenant_id.into(), 1)),
        }
    }

    fn read(&self) -> HashMap<Box<str>, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Returns what tenants used: requests of this instance, and what counts in the quotas of the day.
pub(super) async fn tenant_use(service: &Service) -> Result<Vec<TenantUse>> {
    let store = service.store();
    let newest = store.tenants().list_by_status(TenantStatus::Active, Page::first(NEWEST)).await?.items;
    let mut requests = service.requests().read();
    for Tenant { tenant_id, .. } in &newest {
        requests.entry(tenant_id.as_str().into()).or_default();
    }
    let today = now().date_naive();
    let mut used = Vec::with_capacity(requests.len());
    for (tenant_id, requests) in requests {
        let usage = store.tenant(&tenant_id).usage_stats();
        let mut one = TenantUse::new(&*tenant_id).figure("requests", requests);
        for metric in Metric::ALL {
            let found = usage.find_by_user_and_date_and_metric_type(None, today, metric.name()).await?;
            let value = found.map_or(0, |found| u64::try_from(found.metric_value).unwrap_or_default());
            one = one.figure(format!("{} today", metric.name().replace('_', " ")), value);
        }
        used.push(one);
    }
    Ok(used)
}
