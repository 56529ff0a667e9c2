//! The end of voice sessions that nobody ended.

use larder::{Page, Result, Timestamp};

use crate::models::{VoiceSession, VoiceSessionPatch, VoiceSessionRepository, VoiceSessionStatus};

/// How many sessions are read at a time.
const BATCH: u32 = 100;

impl VoiceSessionRepository<'_> {
    /// Cancels every active session that began before `limit`, oldest first, and returns how many there were.
    pub async fn expire_stale(self, limit: Timestamp) -> Result<u64> {
        let mut expired = 0;
        loop {
            let some = self.expire_some(limit).await?;
            expired += some;
            if some < u64::from(BATCH) {
                return Ok(expired);
            }
        }
    }

    /// Cancels the oldest of them, as many as one transaction may change.
    pub async fn expire_some(self, limit: Timestamp) -> Result<u64> {
        let stale = self.stale(limit).await?;
        for session in &stale {
            self.patch(session, VoiceSessionPatch::new().status(VoiceSessionStatus::Cancelled)).await?;
        }
        Ok(stale.len() as u64)
    }

    /// Returns the oldest active sessions that began before `limit`.
    pub async fn stale(self, limit: Timestamp) -> Result<Vec<VoiceSession>> {
        let mut oldest = self.list_by_status(VoiceSessionStatus::Active, Page::first(BATCH)).await?.items;
        oldest.retain(|session| session.start_time < limit);
        Ok(oldest)
    }
}
