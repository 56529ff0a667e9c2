//! Lets requests pass by who sends them, and what they may do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use super::key;
use super::principal::Principal;
use super::problem::{FORBIDDEN, Problem, RATE, Result, UNAUTHENTICATED};
use super::state::Service;
use crate::models::ApiKeyId;

/// How often the time of use of a key is written.
const USE_INTERVAL: Duration = Duration::from_mins(1);

/// Lets requests pass that have a key that is valid, not used too often, and of a tenant that may work.
pub(super) async fn authenticate(State(service): State<Service>, mut request: Request, next: Next) -> Result<Response> {
    let principal = Arc::new(principal(&service, request.headers()).await?);
    if let Some(limit) = principal.rate_limit {
        let taken = service.rates().take(principal.key, limit, Instant::now());
        taken.map_err(|seconds| Problem::new(&RATE).retry_after(seconds))?;
    }
    if service.last_used().is_due(principal.key, Instant::now()) {
        let written = principal.scope(&service).api_keys().touch_last_used_at(principal.key).await;
        if let Err(error) = written {
            // The request does not depend on it.
            tracing::warn!(%error, "the time of use of a key was not written");
        }
    }
    service.requests().count(&principal.tenant_id);
    request.extensions_mut().insert(principal);
    Ok(next.run(request).await)
}

async fn principal(service: &Service, headers: &HeaderMap) -> Result<Principal> {
    let unknown = || Problem::new(&UNAUTHENTICATED);
    let token = bearer(headers).filter(|token| key::is_well_formed(token)).ok_or_else(unknown)?;
    Principal::find(service.store(), &key::hash(token)).await?.ok_or_else(unknown)?.admitted()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Lets requests pass whose key has the permission of the route.
pub(super) async fn authorize(
    permission: &str,
    Extension(principal): Extension<Arc<Principal>>,
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
