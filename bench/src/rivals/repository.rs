//! larder without its cache.

use std::error::Error;

use larder::Uuid;
use voicehelper::models::{NewTenant, Store, TenantId, TenantPatch};

use crate::contender::Contender;

/// larder, without its cache.
pub(crate) struct Repository(pub(crate) Store);

impl Contender for Repository {
    fn name(&self) -> &'static str {
        "larder"
    }

    async fn get(&self, id: Uuid) -> Result<usize, Box<dyn Error>> {
        Ok(self.0.tenants().get(TenantId::from(id)).await?.name.len())
    }

    async fn insert(&self, tenant_id: &str) -> Result<(), Box<dyn Error>> {
        self.0.tenants().create(NewTenant::new(tenant_id, "A tenant of the benchmark")).await?;
        Ok(())
    }

    async fn patch(&self, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
        Ok(self.0.tenants().patch(TenantId::from(id), TenantPatch::new().name(name)).await?)
    }
}
