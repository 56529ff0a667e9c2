//! Lets requests pass by who sends them, and what they may do.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use crate::service::access::principal::Principal;
use crate::service::key;
use crate::service::response::problem::{FORBIDDEN, Problem, RATE, Result, UNAUTHENTICATED};
use crate::service::state::Service;

/// Lets requests pass that have a key that is valid, not used too often, and of a tenant that may work.
pub(in crate::service) async fn authenticate(
    State(service): State<Service>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
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
    service.requests().count(principal.tenant_id());
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
pub(in crate::service) async fn authorize(
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
