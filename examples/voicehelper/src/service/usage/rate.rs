//! How many requests a key may send.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::models::ApiKeyId;

/// Keys to remember; beyond them, those that are full again are forgotten.
const REMEMBERED: usize = 10_000;

/// A token bucket for each key, of this instance: a key that is used through three instances gets three times its rate.
#[derive(Debug, Default)]
pub(in crate::service) struct RateLimits(Mutex<HashMap<ApiKeyId, Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// Returns the bucket as it is at `now`: it holds a minute's worth.
    fn filled(self, limit: f64, now: Instant) -> Self {
        let gained = now.duration_since(self.at).as_secs_f64() * limit / 60.0;
        Self { tokens: (self.tokens + gained).min(limit), at: now }
    }
}

impl RateLimits {
    /// Takes one request of `limit` a minute.
    ///
    /// # Errors
    /// The seconds until there is another.
    pub(in crate::service) fn take(&self, key: ApiKeyId, limit: i32, now: Instant) -> Result<(), u64> {
        let limit = f64::from(limit.max(0));
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| now.duration_since(bucket.at).as_secs() < 60);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: limit, at: now });
        *bucket = bucket.filled(limit, now);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        if limit == 0.0 {
            return Err(60);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
        let seconds = ((1.0 - bucket.tokens) * 60.0 / limit).ceil() as u64;
        Err(seconds)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_minute_holds_its_requests_and_refills() {
        let (limits, key, start) = (RateLimits::default(), ApiKeyId::new(), Instant::now());
        assert_eq!([limits.take(key, 2, start), limits.take(key, 2, start)], [Ok(()), Ok(())]);
        assert_eq!(limits.take(key, 2, start), Err(30));
        assert_eq!(limits.take(key, 2, start + Duration::from_secs(29)), Err(1));
        assert_eq!(limits.take(key, 2, start + Duration::from_secs(30)), Ok(()));
        assert_eq!(limits.take(ApiKeyId::new(), 2, start), Ok(()), "another key has its own");
        assert_eq!(limits.take(ApiKeyId::new(), 0, start), Err(60));
    }
}
