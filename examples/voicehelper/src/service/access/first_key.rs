//! The first key of a tenant, which the command line issues: without it nobody may ask for one.

use larder::Result;

use crate::models::{NewApiKey, NewTenant, Store, Tenant, TenantPlan};
use crate::service::access::principal::EVERYTHING;
use crate::service::key;

/// A tenant and the key that may do everything in it. The key is shown once.
pub struct FirstKey {
    /// The tenant.
    pub tenant: Tenant,
    /// The key, which is stored as a hash only.
    pub key: String,
}

/// Creates a tenant with its first key, in one transaction.
///
/// # Errors
/// `UniqueViolation` for a tenant that exists, `Invalid` for an id or a name against the rules.
pub async fn create_tenant(store: &Store, tenant_id: &str, name: &str, plan: TenantPlan) -> Result<FirstKey> {
    let key = key::generate();
    let hash = key::hash(&key);
    let tenant = store
        .transaction(async |tx| {
            let tenant = tx.tenants().create(NewTenant::new(tenant_id, name).plan(plan)).await?;
            let first = NewApiKey::new("first", "First key", hash.as_str()).permissions(vec![EVERYTHING.to_owned()]);
            tx.tenant(tenant_id).api_keys().create(first).await?;
            Ok::<_, larder::Error>(tenant)
        })
        .await?;
    Ok(FirstKey { tenant, key })
}
