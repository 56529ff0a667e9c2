//! Time limits of statements.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::config::DatabaseConfig;

/// The least, and what stands in for no limit, of the time for which a write counts as under way whose sender is gone.
const LEAST: Duration = Duration::from_secs(4);
const UNLIMITED: Duration = Duration::from_secs(60);
/// However long a limit is, nobody reads around what a process left behind for longer than this.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// Time for a server to notice that a limit is over.
const MARGIN: Duration = Duration::from_secs(1);

/// Time limits of statements.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The longest that any statement may take. The server enforces it too.
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

    /// The longest that the database may work at a write whose sender is gone: what the server was set to, or what the
    /// sender would have stopped it after. A server without a limit is given time for what a write hardly ever takes.
    pub(crate) fn longest_write(&self, within: Option<Within>) -> Duration {
        let limits = [self.statement.unwrap_or(UNLIMITED), self.write.unwrap_or(LEAST), LEAST];
        let limits = limits.into_iter().chain(within.map(Within::duration));
        limits.max().unwrap_or(LEAST).min(LONGEST) + MARGIN
    }

    /// Whether a server with these limits would end a statement before `limit` does.
    pub(crate) fn are_below(&self, limit: Duration) -> bool {
        self.statement.into_iter().chain(self.lock).any(|own| own < limit)
    }

    /// Whether a server with these limits ends a statement itself when `limit` is over.
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Limits, Within};

    #[test]
    fn a_write_whose_sender_is_gone_is_waited_for_as_long_as_the_database_may_go_on() {
        let limits = |statement: Option<u64>, write: Option<u64>| Limits {
            statement: statement.map(Duration::from_secs),
            write: write.map(Duration::from_secs),
            lock: None,
            slow: Duration::MAX,
        };
        let seconds = |limits: Limits, within: Option<u64>| {
            limits.longest_write(within.map(Duration::from_secs).map(Within::of)).as_secs()
        };
        assert_eq!(seconds(limits(Some(30), Some(4)), None), 31);
        assert_eq!(seconds(limits(Some(30), Some(4)), Some(2)), 31, "the server was told thirty");
        assert_eq!(seconds(limits(Some(30), Some(4)), Some(90)), 91);
        assert_eq!(seconds(limits(Some(1), Some(1)), None), 5);
        assert_eq!(seconds(limits(None, Some(4)), None), 61);
        assert_eq!(seconds(limits(None, None), None), 61);
        assert_eq!(seconds(limits(Some(30), Some(4)), Some(86_400)), 601);
    }
}
