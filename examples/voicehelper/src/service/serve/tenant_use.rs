//! Which tenants use how much, for the operator's page.

use larder::admin::TenantUse;
use larder::{Page, Result, now};

use crate::models::{Tenant, TenantStatus};
use crate::service::state::Service;
use crate::service::usage::quota::Metric;

/// Tenants that are looked at: the newest, and all that have sent requests to this instance.
const NEWEST: u32 = 50;

/// Returns what tenants used: requests of this instance, and what counts in the quotas of the day.
pub(in crate::service) async fn tenant_use(service: &Service) -> Result<Vec<TenantUse>> {
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
