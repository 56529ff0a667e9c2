//! Hand-written methods of the voice session repository.

use larder::{Page, Result, Timestamp};

use crate::models::{UserId, VoiceSession, VoiceSessionPatch, VoiceSessionRepository, VoiceSessionStatus};

impl VoiceSessionRepository<'_> {
    /// Returns the sessions that the user has open, newest first.
    pub async fn active_of(self, user: impl Into<UserId>) -> Result<Vec<VoiceSession>> {
        Ok(self.list_by_user_and_status(user, VoiceSessionStatus::Active, Page::first(20)).await?.items)
    }

    /// Ends the session at `end`, keeping how long it lasted and how much of that was audio.
    pub async fn complete(self, session: &VoiceSession, end: Timestamp, audio_seconds: i32) -> Result<()> {
        let seconds = (end - session.start_time).num_seconds().max(0);
        let patch = VoiceSessionPatch::new()
            .status(VoiceSessionStatus::Completed)
            .end_time(end)
            .duration_seconds(i32::try_from(seconds).unwrap_or(i32::MAX))
            .audio_duration_seconds(audio_seconds);
        self.patch(session, patch).await
    }

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
