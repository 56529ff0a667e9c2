//! Hand-written methods of the voice session repository.

use larder::{Page, Result, Timestamp};

use crate::models::{UserId, VoiceSession, VoiceSessionPatch, VoiceSessionRepository, VoiceSessionStatus};

impl VoiceSessionRepository<'_> {
    /// Returns the sessions that the user has open, newest first.
    pub async fn active_of(self, user: impl Into<UserId>) -> Result<Vec<VoiceSession>> {
        Ok(self.list_by_user_and_status(user, VoiceSessionStatus::Active, Page::first(20)).await?.items)
    }

    /// Completes the session at `end`, keeping how long it lasted and how much of that was audio.
    pub async fn complete(self, session: &VoiceSession, end: Timestamp, audio_seconds: i32) -> Result<()> {
        self.end(session, VoiceSessionStatus::Completed, end, audio_seconds).await
    }

    /// Ends the session in one way or another.
    pub async fn end(
        self,
        session: &VoiceSession,
        status: VoiceSessionStatus,
        end: Timestamp,
        audio_seconds: i32,
    ) -> Result<()> {
        let seconds = (end - session.start_time).num_seconds().max(0);
        let patch = VoiceSessionPatch::new()
            .status(status)
            .end_time(end)
            .duration_seconds(i32::try_from(seconds).unwrap_or(i32::MAX))
            .audio_duration_seconds(audio_seconds);
        self.patch(session, patch).await
    }
}
