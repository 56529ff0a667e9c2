//! Who sends a request, as the database knows them.

use std::sync::Arc;

use larder::{Json, Result, Row, Timestamp, now, sql};

use crate::models::{ApiKey, ApiKeyId, ApiKeyStatus, Store, Tenant, TenantId, TenantScope, TenantStatus};
use crate::service::response::problem::{EXPIRED, Problem, REVOKED, SUSPENDED};
use crate::service::state::Service;

/// The permission that includes all others.
pub(in crate::service) const EVERYTHING: &str = "*";

/// The key that a request was sent with, and what its tenant may use.
#[derive(Debug)]
pub(in crate::service) struct Principal {
    pub(in crate::service) key: ApiKeyId,
    status: ApiKeyStatus,
    expires_at: Option<Timestamp>,
    pub(in crate::service) rate_limit: Option<i32>,
    pub(in crate::service) tenant: TenantId,
    tenant_status: TenantStatus,
    held: Held,
}

/// What is longer than a number. Rows of the cache are shared, since every request needs them.
#[derive(Debug)]
enum Held {
    Shared(Arc<ApiKey>, Arc<Tenant>),
    Read(Owner),
}

/// The owner of a key, read by one statement.
#[derive(Debug, Row)]
struct Owner {
    #[field(column = "owner_key")]
    key: ApiKeyId,
    #[field(json)]
    permissions: Vec<String>,
    status: ApiKeyStatus,
    expires_at: Option<Timestamp>,
    rate_limit: Option<i32>,
    tenant: TenantId,
    tenant_id: String,
    tenant_status: TenantStatus,
    #[field(json)]
    quota: Json,
}

impl Principal {
    /// Looks the owner of a key up. A cache holds both rows; without one, a single statement reads what is needed.
    pub(in crate::service) async fn find(store: &Store, hash: &str) -> Result<Option<Self>> {
        if store.cache().is_enabled() { Self::find_cached(store, hash).await } else { Self::read(store, hash).await }
    }

    async fn find_cached(store: &Store, hash: &str) -> Result<Option<Self>> {
        let Some(key) = store.across_tenants().api_keys().find_by_key_hash(hash).await? else { return Ok(None) };
        let tenant = store.tenants().find_by_tenant_id(&key.tenant_id).await?;
        Ok(tenant.map(|tenant| Self::shared(key, tenant)))
    }

    async fn read(store: &Store, hash: &str) -> Result<Option<Self>> {
        let owner: Option<Owner> = sql!(
            "SELECT k.id AS owner_key, k.permissions, k.status, k.expires_at, k.rate_limit, t.id AS tenant,
                    t.tenant_id, t.status AS tenant_status, t.quota
             FROM api_keys k JOIN tenants t ON t.tenant_id = k.tenant_id
             WHERE k.key_hash = {hash}"
        )
        .named("authenticate")
        .optional(store)
        .await?;
        Ok(owner.map(Self::of))
    }

    fn shared(key: Arc<ApiKey>, tenant: Arc<Tenant>) -> Self {
        Self {
            key: key.id,
            status: key.status,
            expires_at: key.expires_at,
            rate_limit: key.rate_limit,
            tenant: tenant.id,
            tenant_status: tenant.status,
            held: Held::Shared(key, tenant),
        }
    }

    fn of(owner: Owner) -> Self {
        Self {
            key: owner.key,
            status: owner.status,
            expires_at: owner.expires_at,
            rate_limit: owner.rate_limit,
            tenant: owner.tenant,
            tenant_status: owner.tenant_status,
            held: Held::Read(owner),
        }
    }

    pub(in crate::service) fn tenant_id(&self) -> &str {
        match &self.held {
            Held::Shared(_, tenant) => &tenant.tenant_id,
            Held::Read(owner) => &owner.tenant_id,
        }
    }

    /// Returns what the tenant may use in a day.
    pub(in crate::service) fn quota(&self) -> &Json {
        match &self.held {
            Held::Shared(_, tenant) => &tenant.quota,
            Held::Read(owner) => &owner.quota,
        }
    }

    fn permissions(&self) -> &[String] {
        match &self.held {
            Held::Shared(key, _) => &key.permissions,
            Held::Read(owner) => &owner.permissions,
        }
    }

    /// Checks that key and tenant may be used now.
    pub(in crate::service) fn admitted(self) -> std::result::Result<Self, Problem> {
        let has_ended = self.expires_at.is_some_and(|end| end <= now());
        match self.status {
            ApiKeyStatus::Revoked => Err(Problem::new(&REVOKED)),
            ApiKeyStatus::Expired => Err(Problem::new(&EXPIRED)),
            ApiKeyStatus::Active if has_ended => Err(Problem::new(&EXPIRED)),
            ApiKeyStatus::Active if self.tenant_status != TenantStatus::Active => Err(Problem::new(&SUSPENDED)),
            ApiKeyStatus::Active => Ok(self),
        }
    }

    /// Returns what the tenant owns.
    pub(in crate::service) fn scope<'a>(&'a self, service: &'a Service) -> TenantScope<'a> {
        service.store().tenant(self.tenant_id())
    }

    /// Returns whether the key has a permission, such as `users:write`.
    pub(in crate::service) fn may(&self, permission: &str) -> bool {
        self.permissions().iter().any(|held| held == permission || held == EVERYTHING)
    }
}
