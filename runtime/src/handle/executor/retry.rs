//! What conflicts with another write, and is no part of a transaction of the application's, is begun again.
//!
//! Macros, since a future that is made by a closure over references is not seen to be `Send`.

use std::time::Duration;

use super::Executor;
use crate::error::Result;
use crate::statistics::{DatabaseCells, DatabaseEvent};

/// How often work is begun at most.
const ATTEMPTS: u32 = 10;

/// The pause before the second attempt. Each further one is twice as long, so that those who disturb each other part.
const FIRST_PAUSE: Duration = Duration::from_millis(1);

/// The attempts at one piece of work.
pub(super) struct Attempts<'a> {
    counted: &'a DatabaseCells,
    left: u32,
    pause: Duration,
}

impl<'a> Attempts<'a> {
    /// In a transaction there is one: only whoever began that can begin it anew.
    pub(super) fn of(executor: Executor<'a>) -> Self {
        Self::at_most(ATTEMPTS, executor)
    }

    /// The same for another number of attempts.
    pub(super) fn at_most(attempts: u32, executor: Executor<'a>) -> Self {
        let left = if executor.in_transaction() { 0 } else { attempts.saturating_sub(1) };
        Self { counted: &executor.engine.counted, left, pause: FIRST_PAUSE }
    }

    /// Returns how long to wait before the next one; `None` where the work ended well, or in a way that it would again.
    pub(super) fn pause_after<T>(&mut self, ended: &Result<T>) -> Option<Duration> {
        let error = ended.as_ref().err().filter(|error| error.is_conflict())?;
        tracing::debug!(target: "larder::statement", %error, left = self.left, "beginning again");
        self.next_pause()
    }

    /// Returns how long to wait before one more.
    pub(super) fn next_pause(&mut self) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        self.counted.add(DatabaseEvent::Retried);
        let pause = self.pause.mul_f64(rand::random_range(0.5..=1.5));
        self.pause *= 2;
        Some(pause)
    }
}

/// Runs `$work` until it meets no deadlock, no serialization failure and no row that another write changed in between.
macro_rules! retried {
    ($executor:expr, $work:expr) => {{
        let mut attempts = $crate::handle::executor::retry::Attempts::of($executor);
        loop {
            let ended: $crate::error::Result<_> = async { $work }.await;
            match attempts.pause_after(&ended) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => break ended,
            }
        }
    }};
}
pub(super) use retried;

/// The same in a transaction of its own, or once as a part of the one there is.
macro_rules! atomically {
    ($self:expr, $executor:ident => $work:expr) => {
        $crate::handle::executor::retry::retried!($self, {
            let unit = $self.unit().await?;
            let $executor = unit.executor();
            let ended: $crate::error::Result<_> = async { $work }.await;
            unit.end(ended).await
        })
    };
}
pub(super) use atomically;
