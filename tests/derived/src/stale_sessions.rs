//! The end of voice sessions that nobody ended: what these eight entities have no index for.

use larder::{Page, Result, Timestamp};

use crate::models::{VoiceSessionPatch, VoiceSessionRepository, VoiceSessionStatus};

impl VoiceSessionRepository<'_> {
    /// Cancels every active session that began before `limit`, and returns how many there were.
    pub async fn expire_stale(self, limit: Timestamp) -> Result<u64> {
        let mut expired = 0;
        let mut page = Page::first(100);
        loop {
            let sessions = self.list_by_start_time(page).await?;
            for session in &sessions.items {
                if session.status == VoiceSessionStatus::Active && session.start_time < limit {
                    self.patch(session, VoiceSessionPatch::new().status(VoiceSessionStatus::Cancelled)).await?;
                    expired += 1;
                }
            }
            let Some(next) = sessions.next else { return Ok(expired) };
            page = Page::after(&next, 100);
        }
    }
}
