//! Hand-written methods of the tenant repository.

use larder::{Json, Result};

use crate::models::{TenantId, TenantPatch, TenantRepository};

impl TenantRepository<'_> {
    /// Replaces the tenant's limits.
    pub async fn update_quota(self, id: impl Into<TenantId>, quota: Json) -> Result<()> {
        self.patch(id, TenantPatch::new().quota(quota)).await
    }
}
