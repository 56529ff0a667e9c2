//! Pauses and limits, which a test may let pass in a time of its own.

#[cfg(test)]
pub(crate) mod simulated;

#[cfg(test)]
pub(crate) use self::simulated::{Instant, sleep, timeout};
#[cfg(not(test))]
pub(crate) use tokio::time::{Instant, sleep, timeout};
