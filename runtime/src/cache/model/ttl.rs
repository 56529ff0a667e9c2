//! Times to live, and the jitter that keeps them from ending all at once.

use std::time::Duration;

use crate::cache::chance::random_range;

/// How far a time to live varies, either way.
const JITTER: f64 = 0.1;

/// Varies a time to live by up to ten per cent either way, so that expiry does not come in waves.
pub(crate) fn jittered(ttl: Duration) -> Duration {
    ttl.mul_f64(random_range(1.0 - JITTER..=1.0 + JITTER))
}

/// Shortens a limit by up to ten per cent; it is a bound, so it is never exceeded.
pub(crate) fn shortened(limit: Duration) -> Duration {
    limit.mul_f64(random_range(1.0 - JITTER..=1.0))
}

/// Returns the longest that [`jittered`] makes of a time to live.
pub(crate) fn longest(ttl: Duration) -> Duration {
    ttl.mul_f64(1.0 + JITTER)
}

/// Milliseconds of a span as Redis takes them, at least one.
pub(crate) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX).max(1)
}
