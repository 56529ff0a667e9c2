//! Usage figures of days.

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use larder::{Date, Paged, now};
use serde::Serialize;
use utoipa::ToSchema;

use crate::models::{NewUsageStat, TenantScope, UsageStat, UsageStatId, UsageStatPatch};
use crate::service::api::{Endpoint, Filter};
use crate::service::auth::Principal;
use crate::service::idempotency::Boxed;
use crate::service::problem::Result;
use crate::service::query::ListQuery;
use crate::service::reply::Reply;
use crate::service::resource::{get, list, resource};
use crate::service::state::Service;

resource!(UsageStat in usage_stats by UsageStatId, NewUsageStat, UsageStatPatch; plain; usage);

async fn usage(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<UsageStat>> {
    let usage = scope.usage_stats();
    if let Some(date) = query.take::<Date>("date")? {
        return Ok(usage.list_by_date(date, query.page()?).await?);
    }
    if let Some(metric) = query.take::<String>("metric_type")? {
        return Ok(usage.list_by_metric_type(&metric, query.page()?).await?);
    }
    Ok(usage.list(query.page()?).await?)
}

/// What the tenant has used on this day, and what it may use.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::service) struct UsageToday {
    /// The day, UTC.
    date: larder::chrono::NaiveDate,
    /// The tenant's quota.
    quota: serde_json::Value,
    /// The figures of the tenant as a whole.
    used: std::collections::BTreeMap<String, i64>,
}

async fn today(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
) -> Result<Response> {
    let date = now().date_naive();
    let scope = principal.scope(&service);
    let mut used = std::collections::BTreeMap::new();
    for metric in ["tokens", "audio_seconds"] {
        let row = scope.usage_stats().find_by_user_and_date_and_metric_type(None, date, metric).await?;
        used.insert(metric.to_owned(), row.map_or(0, |row| row.metric_value));
    }
    Ok(Reply::ok(&UsageToday { date, quota: principal.quota, used })?.send_unless_known(&headers))
}

const FILTERS: &[Filter] = &[Filter::date("date"), Filter::text("metric_type")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/usage", list::<UsageStat>).named("listUsage", "List usage figures").lists("UsageStat", FILTERS),
        Endpoint::get("/usage/today", today).named("usageToday", "Read what is used today").gives("UsageToday"),
        Endpoint::get("/usage/{id}", get::<UsageStat>).named("getUsage", "Read a usage figure").gives("UsageStat"),
    ]
}
