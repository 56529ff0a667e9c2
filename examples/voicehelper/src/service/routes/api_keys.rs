//! API keys: issued once, verified, revoked.

use axum::extract::{Extension, OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use larder::{Paged, TimeDelta, Timestamp, now};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::models::{ApiKey, ApiKeyId, ApiKeyStatus, NewApiKey, TenantScope, UserId};
use crate::service::api::{Endpoint, Filter};
use crate::service::auth::Principal;
use crate::service::body::Payload;
use crate::service::idempotency::Post;
use crate::service::key;
use crate::service::problem::{FORBIDDEN, NOT_FOUND, Problem, Result};
use crate::service::query::ListQuery;
use crate::service::reply::Reply;
use crate::service::resource::id;
use crate::service::state::Service;

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

impl IssueApiKey {
    fn expires_at(&self) -> Option<Timestamp> {
        self.days.map(|days| now() + TimeDelta::days(days.into()))
    }

    fn row(&self, hash: &str) -> NewApiKey {
        NewApiKey::new(&self.key_id, &self.name, hash)
            .permissions(self.permissions.clone())
            .rate_limit(self.rate_limit)
            .expires_at(self.expires_at())
            .user_id(self.user_id)
    }
}

async fn issue(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response> {
    let wanted: IssueApiKey = payload.parse()?;
    // Nobody gives away more than they have.
    if let Some(other) = wanted.permissions.iter().find(|permission| !principal.may(permission)) {
        let known = other.len() <= 50;
        return Err(Problem::new(&FORBIDDEN).about(if known { other.clone() } else { String::new() }));
    }
    let (digest, path) = (payload.digest.as_str(), uri.path());
    let post = Post { service: &service, principal: &principal, headers: &headers, digest, path };
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

async fn verify(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    payload: Payload,
) -> Result<Response> {
    let given: VerifyApiKey = payload.parse()?;
    let hash = key::hash(&given.key);
    let found = service.store().across_tenants().api_keys().find_by_key_hash(&hash).await?;
    let own = found.filter(|found| found.tenant_id == principal.tenant_id());
    let Some(own) = own else { return Ok(Reply::ok(&VerifiedApiKey { valid: false, api_key: None })?.send(None)) };
    let stored = principal.scope(&service).api_keys().key_hash(own.id).await?;
    let is_current = own.status == ApiKeyStatus::Active && own.expires_at.is_none_or(|end| end > now());
    let valid = key::is_equal(stored.expose(), &hash) && is_current;
    Ok(Reply::ok(&VerifiedApiKey { valid, api_key: Some((*own).clone()) })?.send(None))
}

async fn revoke(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    Path(text): Path<String>,
) -> Result<Response> {
    let (key, keys): (ApiKeyId, _) = (id(&text)?, principal.scope(&service).api_keys());
    keys.revoke(key).await?;
    Ok(Reply::ok(&*keys.get(key).await?)?.send(None))
}

async fn get(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let key: ApiKeyId = id(&text)?;
    let row = principal.scope(&service).api_keys().find(key).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
    Ok(Reply::ok(&*row)?.send_unless_known(&headers))
}

async fn list(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
    query: ListQuery,
) -> Result<Response> {
    let page = keys(principal.scope(&service), query).await?;
    Ok(Reply::ok(&page)?.send_unless_known(&headers))
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
        Endpoint::get("/api-keys", list).named("listApiKeys", "List keys").lists("ApiKey", FILTERS),
        Endpoint::post("/api-keys/verify", verify)
            .named("verifyApiKey", "Say whether a text is a valid key of the tenant")
            .takes("VerifyApiKey")
            .gives("VerifiedApiKey"),
        Endpoint::get("/api-keys/{id}", get).named("getApiKey", "Read a key").gives("ApiKey"),
        Endpoint::post("/api-keys/{id}/revoke", revoke).named("revokeApiKey", "Make a key useless").gives("ApiKey"),
    ]
}
