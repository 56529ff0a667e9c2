//! The end of voice sessions that nobody ended.

use larder::{Page, Result, Timestamp};

use crate::models::{VoiceSessionPatch, VoiceSessionRepository, VoiceSessionStatus};

/// How many sessions are read at a time.
const BATCH: u32 = 100;

impl VoiceSessionRepository<'_> {
    /// Cancels every active session that began before `limit`, oldest first, and returns how many there were.
    pub async fn expire_stale(self, limit: Timestamp) -> Result<u64> {
        let mut expired = 0;
        loop {
            let oldest = self.list_by_status(VoiceSessionStatus::Active, Page::first(BATCH)).await?.items;
            let stale: Vec<_> = oldest.iter().filter(|session| session.start_time < limit).collect();
            for session in &stale {
                self.patch(*session, VoiceSessionPatch::new().status(VoiceSessionStatus::Cancelled)).await?;
            }
            expired += stale.len() as u64;
            if stale.len() < BATCH as usize {
                return Ok(expired);
            }
        }
    }
}
