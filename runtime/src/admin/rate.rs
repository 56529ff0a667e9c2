//! How often something may be asked for.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A bucket of permits that fills with time.
pub(super) struct TokenBucket {
    per_second: f64,
    burst: f64,
    /// Permits left, and when that was so.
    left: Mutex<(f64, Instant)>,
}

impl TokenBucket {
    pub(super) fn new(per_second: u32, burst: u32) -> Self {
        let burst = f64::from(burst);
        Self { per_second: f64::from(per_second), burst, left: Mutex::new((burst, Instant::now())) }
    }

    /// Takes a permit.
    ///
    /// # Errors
    /// How long to wait for the next one.
    pub(super) fn take(&self) -> Result<(), Duration> {
        self.take_at(Instant::now())
    }

    fn take_at(&self, now: Instant) -> Result<(), Duration> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (permits, since) = *left;
        let filled = permits + now.saturating_duration_since(since).as_secs_f64() * self.per_second;
        let permits = filled.min(self.burst);
        if permits < 1.0 {
            *left = (permits, now);
            return Err(Duration::from_secs_f64((1.0 - permits) / self.per_second));
        }
        *left = (permits - 1.0, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let (bucket, start) = (TokenBucket::new(2, 3), Instant::now());
        let at = |millis| bucket.take_at(start + Duration::from_millis(millis)).is_ok();
        assert_eq!([at(0), at(0), at(0), at(0)], [true, true, true, false]);
        assert_eq!([at(400), at(600), at(700), at(60_000)], [false, true, false, true]);
        let wait = TokenBucket::new(2, 0).take().unwrap_err();
        assert!(wait <= Duration::from_millis(500) && wait > Duration::from_millis(400), "{wait:?}");
    }
}
