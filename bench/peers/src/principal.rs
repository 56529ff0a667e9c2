//! Who sends a request.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method, StatusCode};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::problem::{Problem, Result};

/// What authentication reads: a key with its tenant.
#[derive(Debug, sea_orm::FromQueryResult)]
pub(crate) struct Principal {
    pub(crate) id: Uuid,
    pub(crate) tenant_id: String,
    pub(crate) permissions: serde_json::Value,
    pub(crate) status: String,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) tenant_status: String,
}

from_row!(Principal { id tenant_id permissions status expires_at tenant_status });

/// Returns the hash of the key that was sent.
pub(crate) fn hash(headers: &HeaderMap) -> Result<String> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(("Bearer", key)) = given.split_once(' ') else { return Err(Problem(StatusCode::UNAUTHORIZED)) };
    Ok(Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Checks that a key may be used for a request.
pub(crate) fn check(found: Option<Principal>, method: &Method) -> Result<Principal> {
    let principal = found.ok_or(Problem(StatusCode::UNAUTHORIZED))?;
    let is_expired = principal.expires_at.is_some_and(|end| end <= Utc::now());
    if principal.status != "active" || is_expired {
        return Err(Problem(StatusCode::UNAUTHORIZED));
    }
    let needed = if method == Method::GET { "users:read" } else { "users:write" };
    let held = principal.permissions.as_array().map(Vec::as_slice).unwrap_or_default();
    let may = held.iter().any(|permission| permission == needed || permission == "*");
    if !may || principal.tenant_status != "active" {
        return Err(Problem(StatusCode::FORBIDDEN));
    }
    Ok(principal)
}

/// When the time of use of each key was written.
#[derive(Debug, Default)]
pub(crate) struct LastUsed(Mutex<HashMap<Uuid, Instant>>);

impl LastUsed {
    /// Returns whether the time is to be written, at most once a minute.
    pub(crate) fn is_due(&self, key: Uuid) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if written.get(&key).is_some_and(|at| at.elapsed() < Duration::from_mins(1)) {
            return false;
        }
        written.insert(key, Instant::now());
        true
    }
}
