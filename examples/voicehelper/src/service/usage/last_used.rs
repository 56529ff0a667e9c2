//! When keys were last used.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::models::ApiKeyId;

/// How often the time of use of a key is written.
const USE_INTERVAL: Duration = Duration::from_mins(1);

/// When this instance last wrote the time of use of each key.
#[derive(Debug, Default)]
pub(in crate::service) struct LastUsed(Mutex<HashMap<ApiKeyId, Instant>>);

impl LastUsed {
    /// Returns whether the time is to be written, at most once a minute.
    pub(in crate::service) fn is_due(&self, key: ApiKeyId, now: Instant) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| now.duration_since(*at) < USE_INTERVAL;
        if written.get(&key).is_some_and(is_recent) {
            return false;
        }
        written.retain(|_, at| is_recent(at));
        written.insert(key, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_once_a_minute() {
        let (used, key, start) = (LastUsed::default(), ApiKeyId::new(), Instant::now());
        let at = |seconds| used.is_due(key, start + Duration::from_secs(seconds));
        assert_eq!([at(0), at(1), at(59), at(60), at(61)], [true, false, false, true, false]);
    }
}
