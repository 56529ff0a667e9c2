//! API keys: issued once, verified, revoked.

use std::ops::RangeInclusive;

use axum::extract::Path;
use axum::response::Response;
use larder::{Paged, TimeDelta, Timestamp, Validator, Violations, now};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::models::{ApiKey, ApiKeyId, ApiKeyPatch, ApiKeyStatus, NewApiKey, TenantScope, UserId};
use crate::service::access::principal::Principal;
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::key;
use crate::service::request::body::Payload;
use crate::service::request::call::Call;
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{delete, get, id, list, patch, resource};
use crate::service::response::problem::{FORBIDDEN, Problem, Result};
use crate::service::response::reply::Reply;

resource!(ApiKey in api_keys by ApiKeyId, ApiKeyPatch; plain keeping SET_BY_SERVICE; keys);

/// Members that no patch sets: a key is revoked for good.
pub(in crate::service) const SET_BY_SERVICE: &[&str] = &["key_hash", "status"];

/// What a new key is for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct IssueApiKey {
    /// The identifier by which people know the key.
    #[schema(min_length = 3, max_length = 50, pattern = "^[A-Za-z0-9_-]+$")]
    key_id: String,
    #[schema(max_length = 100)]
    name: String,
    /// Such as `users:read`, `messages:write`, or `*` for all.
    #[serde(default)]
    permissions: Vec<String>,
    /// Requests a minute, through each instance.
    #[schema(minimum = 1, maximum = 1_000_000)]
    #[serde(default)]
    rate_limit: Option<i32>,
    /// Days until it expires.
    #[schema(minimum = 1, maximum = 36500)]
    #[serde(default)]
    days: Option<u16>,
    #[serde(default)]
    user_id: Option<UserId>,
}

/// A key that was issued.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::service) struct IssuedApiKey {
    #[serde(flatten)]
    row: ApiKey,
    /// The key itself, shown this once; null in the answer to a request that is sent again.
    key: Option<String>,
}

/// Requests a minute that a key may be limited to.
pub(in crate::service) const RATES: RangeInclusive<i32> = 1..=1_000_000;

impl IssueApiKey {
    fn expires_at(&self) -> Option<Timestamp> {
        self.days.map(|days| now() + TimeDelta::days(days.into()))
    }

    fn check(&self) -> larder::Result<(), Violations> {
        Validator::new().range("rate_limit", &self.rate_limit, RATES).range("days", &self.days, 1..=36_500).finish()
    }

    fn row(&self, hash: &str) -> NewApiKey {
        NewApiKey::new(&self.key_id, &self.name, hash)
            .permissions(self.permissions.clone())
            .rate_limit(self.rate_limit)
            .expires_at(self.expires_at())
            .user_id(self.user_id)
    }
}

async fn issue(call: Call, payload: Payload) -> Result<Response> {
    let wanted: IssueApiKey = payload.parse()?;
    wanted.check()?;
    may_give(&call.principal, &wanted.permissions)?;
    let post = call.post(&payload);
    post.once(move |scope| {
        let wanted = wanted.clone();
        Box::pin(async move {
            let key = key::generate();
            let row = scope.api_keys().create(wanted.row(&key::hash(&key))).await?;
            let kept = Reply::ok(&IssuedApiKey { row: row.clone(), key: None })?.body;
            Ok(Reply::created(&IssuedApiKey { row, key: Some(key) }, None)?.keeping(kept))
        })
    })
    .await
}

/// Nobody gives away more than they have.
fn may_give(principal: &Principal, permissions: &[String]) -> Result<()> {
    let Some(other) = permissions.iter().find(|permission| !principal.may(permission)) else { return Ok(()) };
    let problem = Problem::new(&FORBIDDEN);
    Err(if other.len() <= 50 { problem.about(other.clone()) } else { problem })
}

/// Changes a key that may do no more than the one that changes it, before and after.
async fn change(call: Call, Path(key): Path<String>, payload: Payload) -> Result<Response> {
    Validator::new().range("rate_limit", &payload.member::<i32>("rate_limit"), RATES).finish()?;
    let row = call.scope().api_keys().get(id::<ApiKeyId>(&key)?).await?;
    may_give(&call.principal, &row.permissions)?;
    if let Some(permissions) = payload.member::<Vec<String>>("permissions") {
        may_give(&call.principal, &permissions)?;
    }
    patch::<ApiKey>(call, Path(key), payload).await
}

/// A key to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct VerifyApiKey {
    key: String,
}

/// What a key is worth.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::service) struct VerifiedApiKey {
    /// Whether it may be used now.
    valid: bool,
    /// The key, if it is one of the tenant's.
    api_key: Option<ApiKey>,
}

async fn verify(call: Call, payload: Payload) -> Result<Response> {
    let given: VerifyApiKey = payload.parse()?;
    let hash = key::hash(&given.key);
    let found = call.service.store().across_tenants().api_keys().find_by_key_hash(&hash).await?;
    let own = found.filter(|found| found.tenant_id == call.principal.tenant_id());
    let Some(own) = own else { return Ok(Reply::ok(&VerifiedApiKey { valid: false, api_key: None })?.send(None)) };
    let stored = call.scope().api_keys().key_hash(own.id).await?;
    let is_current = own.status == ApiKeyStatus::Active && own.expires_at.is_none_or(|end| end > now());
    let valid = key::is_equal(stored.expose(), &hash) && is_current;
    Ok(Reply::ok(&VerifiedApiKey { valid, api_key: Some((*own).clone()) })?.send(None))
}

async fn revoke(call: Call, Path(key): Path<String>) -> Result<Response> {
    let (keys, key) = (call.scope().api_keys(), id::<ApiKeyId>(&key)?);
    keys.revoke(key).await?;
    Ok(Reply::ok(&*keys.get(key).await?)?.send(None))
}

async fn keys(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<ApiKey>> {
    let keys = scope.api_keys();
    if let Some(status) = query.take::<ApiKeyStatus>("status")? {
        return Ok(keys.list_by_status(status, query.page()?).await?);
    }
    if let Some(user) = query.take::<UserId>("user_id")? {
        return Ok(keys.list_by_user(user, query.page()?).await?);
    }
    Ok(keys.list(query.page()?).await?)
}

const FILTERS: &[Filter] = &[Filter::of("status", "ApiKeyStatus"), Filter::of("user_id", "UserId")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api-keys", issue)
            .named("issueApiKey", "Issue a key, which is shown once")
            .takes("IssueApiKey")
            .created("IssuedApiKey"),
        Endpoint::get("/api-keys", list::<ApiKey>).named("listApiKeys", "List keys").lists("ApiKey", FILTERS),
        Endpoint::post("/api-keys/verify", verify)
            .named("verifyApiKey", "Say whether a text is a valid key of the tenant")
            .takes("VerifyApiKey")
            .gives("VerifiedApiKey"),
        Endpoint::get("/api-keys/{id}", get::<ApiKey>).named("getApiKey", "Read a key").gives("ApiKey"),
        Endpoint::patch("/api-keys/{id}", change)
            .named("patchApiKey", "Change what a key is called and may do")
            .takes("ApiKeyPatch")
            .gives("ApiKey"),
        Endpoint::delete("/api-keys/{id}", delete::<ApiKey>).named("deleteApiKey", "Make a key useless, and forget it"),
        Endpoint::post("/api-keys/{id}/revoke", revoke).named("revokeApiKey", "Make a key useless").gives("ApiKey"),
    ]
}
