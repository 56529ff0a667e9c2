//! Hand-written methods of the API key repository.

use larder::Result;

use crate::models::{ApiKeyId, ApiKeyPatch, ApiKeyRepository, ApiKeyStatus};

impl ApiKeyRepository<'_> {
    /// Makes the key useless from now on.
    pub async fn revoke(self, id: impl Into<ApiKeyId>) -> Result<()> {
        self.patch(id, ApiKeyPatch::new().status(ApiKeyStatus::Revoked)).await
    }
}
