//! Time limits of statements.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::config::DatabaseConfig;

/// Time limits of statements.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The longest that any statement may take, which the server is told as well.
    pub(crate) statement: Option<Duration>,
    /// The longest that a statement may take which writes.
    pub(crate) write: Option<Duration>,
    /// The longest wait for a lock of another transaction; the server's to enforce.
    pub(crate) lock: Option<Duration>,
    /// What takes longer is logged.
    pub(crate) slow: Duration,
}

impl Limits {
    pub(crate) fn of(config: &DatabaseConfig) -> Self {
        let shorter = |limit: Option<Duration>| limit.into_iter().chain(config.statement_timeout).min();
        Self {
            statement: config.statement_timeout,
            write: shorter(config.write_timeout),
            lock: shorter(config.lock_timeout),
            slow: config.slow_statement,
        }
    }

    /// The same where a statement may take as long as `limit`; what has no limit keeps none.
    pub(crate) fn within(self, limit: Duration) -> Self {
        let raised = |own: Option<Duration>| own.map(|_| limit);
        Self { statement: raised(self.statement), write: raised(self.write), lock: raised(self.lock), ..self }
    }

    /// Whether a server that was told these would end a statement before `limit` does.
    pub(crate) fn are_below(&self, limit: Duration) -> bool {
        self.statement.into_iter().chain(self.lock).any(|own| own < limit)
    }

    /// Whether a server that was told these ends a statement itself when `limit` is over.
    pub(crate) fn end_at(&self, limit: Duration) -> bool {
        self.statement == Some(limit) || self.lock == Some(limit)
    }
}

/// The limit of single calls, in milliseconds: small, since every repository carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Within(NonZeroU32);

impl Within {
    /// A limit that is too short or too long to be held becomes the nearest that can be.
    pub(crate) fn of(limit: Duration) -> Self {
        let millis = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
        Self(NonZeroU32::new(millis).unwrap_or(NonZeroU32::MIN))
    }

    pub(crate) fn duration(self) -> Duration {
        Duration::from_millis(u64::from(self.0.get()))
    }
}
