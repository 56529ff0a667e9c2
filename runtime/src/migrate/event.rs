//! What a run of the migrator reports while it is under way.

use std::time::Duration;

use larder_format::Direction;

/// What a run of the migrator is at; given to [`super::Migrator::on_event`] and to `tracing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another migrator holds the lock.
    Waiting,
    /// A migration begins.
    Started {
        /// Name of the migration's folder.
        id: &'a str,
        /// Whether it is applied or taken back.
        direction: Direction,
    },
    /// A step begins.
    StepStarted {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// How many steps the migration has in this direction.
        of: usize,
        /// The first words of what it does.
        what: &'a str,
    },
    /// A step ended well. SQLite, which does a run in one transaction, keeps it when the run ends well.
    StepFinished {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// How many steps the migration has in this direction.
        of: usize,
        /// The first words of what it did.
        what: &'a str,
        /// How long it took, waits for locks included.
        duration: Duration,
    },
    /// A step that a crash left undecided was looked up in the database's catalogue.
    Resumed {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// Whether it had been done.
        done: bool,
    },
    /// A step that takes a while goes on: rows are changed in batches, or an index is built.
    Progress {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// How much is done: rows, or the server's own measure of an index.
        done: u64,
        /// How much there is to do, estimated; `None` when nobody knows.
        total: Option<u64>,
        /// How long it may take from here at the speed so far.
        eta: Option<Duration>,
    },
    /// An attempt at a step timed out while the application held a lock.
    LockTimeout {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// The number of the attempt that timed out, from 1.
        attempt: u32,
        /// The number of attempts allowed; after the last one the run ends with an error.
        of: u32,
        /// Who held the lock, as far as the server tells; empty when it does not.
        holder: &'a str,
    },
    /// A migration ended well.
    Finished {
        /// Name of the migration's folder.
        id: &'a str,
        /// Whether it was applied or taken back.
        direction: Direction,
        /// How long it took.
        duration: Duration,
    },
}

impl Event<'_> {
    pub(super) fn trace(&self) {
        match *self {
            Self::Waiting => tracing::info!("waiting for the migration lock"),
            Self::Started { id, direction } => tracing::info!(id, %direction, "migration started"),
            Self::StepStarted { id, step, of, what } => tracing::debug!(id, step, of, what, "step started"),
            Self::StepFinished { id, step, of, what, duration } => {
                tracing::info!(id, step, of, what, milliseconds = duration.as_millis(), "step finished");
            }
            Self::Resumed { id, step, done } => tracing::warn!(id, step, done, "migration resumed"),
            Self::Progress { id, step, done, total, eta } => {
                let seconds = eta.map(|eta| eta.as_secs());
                tracing::info!(id, step, done, total, seconds, "migration progress");
            }
            Self::LockTimeout { id, step, attempt, of, holder } => {
                tracing::warn!(id, step, attempt, of, holder, "lock timeout");
            }
            Self::Finished { id, direction, duration } => {
                tracing::info!(id, %direction, milliseconds = duration.as_millis(), "migration finished");
            }
        }
    }
}
