//! Hand-written methods of the conversation repository.

use larder::Result;

use crate::models::{ConversationId, ConversationPatch, ConversationRepository, ConversationStatus};

impl ConversationRepository<'_> {
    /// Takes the conversation out of the user's list without deleting it.
    pub async fn archive(self, id: impl Into<ConversationId>) -> Result<()> {
        self.patch(id, ConversationPatch::new().status(ConversationStatus::Archived)).await
    }
}
