//! Who sends a request, and what they may do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use larder::now;

use super::key;
use super::problem::{EXPIRED, FORBIDDEN, Problem, RATE, REVOKED, Result, SUSPENDED, UNAUTHENTICATED};
use super::state::Service;
use crate::models::{ApiKey, ApiKeyId, ApiKeyStatus, Tenant, TenantScope, TenantStatus};

/// The permission that includes all others.
pub(super) const EVERYTHING: &str = "*";

/// How often the time of use of a key is written.
const USE_INTERVAL: Duration = Duration::from_mins(1);

/// The key that a request was sent with, and its tenant.
#[derive(Debug, Clone)]
pub(super) struct Principal {
    pub(super) key: Arc<ApiKey>,
    pub(super) tenant: Arc<Tenant>,
}

impl Principal {
    pub(super) fn tenant_id(&self) -> &str {
        &self.key.tenant_id
    }

    /// Returns what the tenant owns.
    pub(super) fn scope<'a>(&'a self, service: &'a Service) -> TenantScope<'a> {
        service.store().tenant(self.tenant_id())
    }

    /// Returns whether the key has a permission, such as `users:write`.
    pub(super) fn may(&self, permission: &str) -> bool {
        self.key.permissions.iter().any(|held| held == permission || held == EVERYTHING)
    }
}

/// Lets requests pass that have a key that is valid, not used too often, and of a tenant that may work.
pub(super) async fn authenticate(State(service): State<Service>, mut request: Request, next: Next) -> Result<Response> {
    let principal = principal(&service, request.headers()).await?;
    if let Some(limit) = principal.key.rate_limit {
        let taken = service.rates().take(principal.key.id, limit, Instant::now());
        taken.map_err(|seconds| Problem::new(&RATE).retry_after(seconds))?;
    }
    if service.last_used().is_due(principal.key.id, Instant::now()) {
        let written = principal.scope(&service).api_keys().touch_last_used_at(principal.key.id).await;
        if let Err(error) = written {
            // The request does not depend on it.
            tracing::warn!(%error, "the time of use of a key was not written");
        }
    }
    service.requests().count(principal.tenant_id());
    request.extensions_mut().insert(principal);
    Ok(next.run(request).await)
}

async fn principal(service: &Service, headers: &HeaderMap) -> Result<Principal> {
    let unknown = || Problem::new(&UNAUTHENTICATED);
    let token = bearer(headers).filter(|token| key::is_well_formed(token)).ok_or_else(unknown)?;
    let keys = service.store().across_tenants().api_keys();
    let key = keys.find_by_key_hash(&key::hash(token)).await?.ok_or_else(unknown)?;
    match key.status {
        ApiKeyStatus::Active => {}
        ApiKeyStatus::Revoked => return Err(Problem::new(&REVOKED)),
        ApiKeyStatus::Expired => return Err(Problem::new(&EXPIRED)),
    }
    if key.expires_at.is_some_and(|end| end <= now()) {
        return Err(Problem::new(&EXPIRED));
    }
    let tenant = service.store().tenants().find_by_tenant_id(&key.tenant_id).await?.ok_or_else(unknown)?;
    if tenant.status != TenantStatus::Active {
        return Err(Problem::new(&SUSPENDED));
    }
    Ok(Principal { key, tenant })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Lets requests pass whose key has the permission of the route.
pub(super) async fn authorize(
    permission: &str,
    Extension(principal): Extension<Principal>,
    request: Request,
    next: Next,
) -> Result<Response> {
    if !principal.may(permission) {
        return Err(Problem::new(&FORBIDDEN).about(permission.to_owned()));
    }
    Ok(next.run(request).await)
}

/// When this instance last wrote the time of use of each key.
#[derive(Debug, Default)]
pub(super) struct LastUsed(Mutex<HashMap<ApiKeyId, Instant>>);

impl LastUsed {
    /// Returns whether the time is to be written, at most once a minute.
    fn is_due(&self, key: ApiKeyId, now: Instant) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| now.duration_since(*at) < USE_INTERVAL;
        if written.get(&key).is_some_and(is_recent) {
            return false;
        }
        written.retain(|_, at| is_recent(at));
        written.insert(key, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_once_a_minute() {
        let (used, key, start) = (LastUsed::default(), ApiKeyId::new(), Instant::now());
        let at = |seconds| used.is_due(key, start + Duration::from_secs(seconds));
        assert_eq!([at(0), at(1), at(59), at(60), at(61)], [true, false, false, true, false]);
    }
}
