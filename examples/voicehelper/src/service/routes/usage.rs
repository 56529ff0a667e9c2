//! Usage figures of days.

use axum::extract::Path;
use axum::response::Response;
use larder::{Date, Paged, Violation, now};
use serde::Serialize;
use utoipa::ToSchema;

use crate::models::{NewUsageStat, TenantScope, UsageStat, UsageStatId, UsageStatPatch};
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::request::body::Payload;
use crate::service::request::call::Call;
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{OWN, delete, get, id, list, patch, resource};
use crate::service::response::problem::{CONFLICT, Problem, Result};
use crate::service::response::reply::Reply;
use crate::service::usage::quota::Metric;

resource!(
    UsageStat in usage_stats by UsageStatId, UsageStatPatch; plain keeping &["user_id", "date", "metric_type"]; usage
);

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

/// Adds to a figure of the application's own.
async fn add(call: Call, payload: Payload) -> Result<Response> {
    let new: NewUsageStat = payload.read(OWN)?;
    if Metric::is_counted(&new.metric_type) {
        return Err(Problem::invalid(counted().within("metric_type")));
    }
    let post = call.post(&payload);
    post.once(move |scope| {
        let new = new.clone();
        Box::pin(async move {
            let usage = scope.usage_stats();
            usage.add(new.clone()).await?;
            let sum = usage.get_by_user_and_date_and_metric_type(new.user_id, new.date, &new.metric_type).await?;
            Reply::created(&*sum, None)
        })
    })
    .await
}

fn counted() -> Violation {
    Violation::custom("counted", "is counted by the service", "由服务计数")
}

/// Changes a figure; of those that quotas are made of, nothing but what is noted beside them.
async fn change(call: Call, Path(key): Path<String>, payload: Payload) -> Result<Response> {
    if payload.has("metric_value") && is_counted(&call, &key).await? {
        return Err(Problem::invalid(counted().within("metric_value")));
    }
    patch::<UsageStat>(call, Path(key), payload).await
}

async fn remove(call: Call, Path(key): Path<String>) -> Result<Response> {
    if is_counted(&call, &key).await? {
        return Err(Problem::new(&CONFLICT).about("the service counts it"));
    }
    delete::<UsageStat>(call, Path(key)).await
}

async fn is_counted(call: &Call, key: &str) -> Result<bool> {
    let row = call.scope().usage_stats().get(id::<UsageStatId>(key)?).await?;
    Ok(Metric::is_counted(&row.metric_type))
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

async fn today(call: Call) -> Result<Response> {
    let (date, usage) = (now().date_naive(), call.scope().usage_stats());
    let mut used = std::collections::BTreeMap::new();
    for metric in Metric::ALL {
        let row = usage.find_by_user_and_date_and_metric_type(None, date, metric.name()).await?;
        used.insert(metric.name().to_owned(), row.map_or(0, |row| row.metric_value));
    }
    call.answer(&UsageToday { date, quota: call.principal.quota().clone(), used })
}

const FILTERS: &[Filter] = &[Filter::date("date"), Filter::text("metric_type")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/usage", list::<UsageStat>).named("listUsage", "List usage figures").lists("UsageStat", FILTERS),
        Endpoint::post("/usage", add)
            .named("addUsage", "Add to a figure of the application's own")
            .takes("NewUsageStat")
            .created("UsageStat"),
        Endpoint::get("/usage/today", today).named("usageToday", "Read what is used today").gives("UsageToday"),
        Endpoint::get("/usage/{id}", get::<UsageStat>).named("getUsage", "Read a usage figure").gives("UsageStat"),
        Endpoint::patch("/usage/{id}", change)
            .named("patchUsage", "Correct a figure of the application's own")
            .takes("UsageStatPatch")
            .gives("UsageStat"),
        Endpoint::delete("/usage/{id}", remove).named("deleteUsage", "Delete a figure of the application's own"),
    ]
}
