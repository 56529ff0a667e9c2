//! The cache: its figures, one key's state, and what empties it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::problem::{Outcome, ProblemDocument};
use super::state::AdminState;
use super::{body, reply};
use crate::cache::{CacheKey, CacheManager, Invalidate};

/// What statistics call the caches of an application's own values.
const VALUES: &str = "values ";

/// Names entries of a region: all, those of a tenant, or one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EntryAddress {
    region: String,
    tenant: Option<String>,
    /// The unique key by which the row is found; without it, `parts` are its primary key.
    alias: Option<String>,
    /// The values of the key, in its order.
    #[serde(rename = "key")]
    parts: Vec<String>,
}

/// `GET /admin/cache`.
pub(super) async fn statistics(State(state): State<Arc<AdminState>>) -> Response {
    reply::json(StatusCode::OK, &state.store.cache().statistics())
}

/// `GET /admin/cache/entry`.
pub(super) async fn entry(State(state): State<Arc<AdminState>>, request: Request) -> Outcome<Response> {
    let mut address = EntryAddress::default();
    for (name, value) in body::query(&request)? {
        match name.as_str() {
            "region" => address.region = value,
            "tenant" => address.tenant = Some(value),
            "alias" => address.alias = Some(value),
            "key" => address.parts.push(value),
            _ => return Err(ProblemDocument::bad_request("Parameters are region, tenant, alias and key.")),
        }
    }
    let cache = state.store.cache();
    let region = address.known(cache)?;
    if address.parts.is_empty() {
        return Err(ProblemDocument::bad_request("Say which key: `key=…`, once for each of its values."));
    }
    let key = address.key(region);
    let state = cache.entry(&key).await.ok_or_else(|| no_region(cache))?;
    Ok(reply::json(StatusCode::OK, &json!({ "key": key.to_string(), "memory": state.memory, "redis": state.redis })))
}

/// `POST /admin/cache/flush`.
pub(super) async fn flush(State(state): State<Arc<AdminState>>, request: Request) -> Outcome<Response> {
    let address: EntryAddress = body::json(request).await?;
    let cache = state.store.cache();
    if let Some(name) = address.region.strip_prefix(VALUES) {
        return address.flush_values(cache, name).await;
    }
    let region = address.known(cache)?;
    let what = match (&address.tenant, address.parts.is_empty()) {
        (_, false) => Invalidate::Key(address.key(region)),
        (Some(tenant), true) => Invalidate::Tenant { region, tenant: tenant.clone() },
        (None, true) => Invalidate::Region { region },
    };
    tracing::info!(target: "larder::admin", region, "entries of the cache are flushed");
    let report = cache.invalidate(&[what]).await;
    Ok(reply::json(StatusCode::OK, &report))
}

impl EntryAddress {
    fn known(&self, cache: &CacheManager) -> Outcome<&'static str> {
        cache.region_name(&self.region).ok_or_else(|| no_region(cache))
    }

    fn key(&self, region: &'static str) -> CacheKey {
        let tenant = self.tenant.as_deref().unwrap_or_default();
        let key = match &self.alias {
            Some(alias) => CacheKey::alias(region, tenant, alias),
            None => CacheKey::new(region, tenant),
        };
        self.parts.iter().fold(key, |key, part| key.part(part.as_str()))
    }

    async fn flush_values(&self, cache: &CacheManager, name: &str) -> Outcome<Response> {
        let values = cache.known_values(name).ok_or_else(|| no_region(cache))?;
        match &self.parts[..] {
            [] => values.clear().await,
            [key] => values.delete(key).await,
            _ => return Err(ProblemDocument::bad_request("The key of a value is one text.")),
        }
        Ok(reply::json(StatusCode::OK, &json!({ "invalidations": 1 })))
    }
}

fn no_region(cache: &CacheManager) -> ProblemDocument {
    let regions = cache.statistics().regions;
    let names = regions.iter().map(|region| region.region.as_str()).filter(|name| !name.ends_with(" (alias)"));
    ProblemDocument::new(StatusCode::NOT_FOUND, "no-such-region", "There is no such region.")
        .member("regions", names.collect())
}
