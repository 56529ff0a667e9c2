//! What a run of the migrator reports while it is under way.

use std::time::Duration;

use larder_format::Direction;

/// The progress of a run, passed to [`crate::migrate::Migrator::on_event`] and to `tracing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another migrator holds the lock.
    Waiting,
    /// A migration starts.
    Started {
        /// Name of the migration's folder.
        id: &'a str,
        /// Whether it is applied or rolled back.
        direction: Direction,
    },
    /// A step starts.
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
    /// A step succeeded. On SQLite, which runs everything in one transaction, it is kept if the whole run succeeds.
    StepFinished {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// How many steps the migration has in this direction.
        of: usize,
        /// The first words of what it did.
        what: &'a str,
        /// How long it took, including waits for locks.
        duration: Duration,
    },
    /// The outcome of a step that a crash interrupted was determined from the catalogue.
    Resumed {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// Whether it was done.
        done: bool,
    },
    /// A long step progresses: rows are changed in batches, or an index is built.
    Progress {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 1.
        step: usize,
        /// How much is done: rows, or the server's own unit for an index.
        done: u64,
        /// The estimated total; `None` if unknown.
        total: Option<u64>,
        /// The estimated remaining time.
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
        /// Who held the lock, if the server tells; otherwise empty.
        holder: &'a str,
    },
    /// A migration succeeded.
    Finished {
        /// Name of the migration's folder.
        id: &'a str,
        /// Whether it was applied or rolled back.
        direction: Direction,
        /// How long it took.
        duration: Duration,
    },
}

impl Event<'_> {
    pub(in crate::migrate) fn trace(&self) {
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
