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
    /// A step that a crash left undecided was looked up in the database's catalogue.
    Resumed {
        /// Name of the migration's folder.
        id: &'a str,
        /// Number of the step, from 0.
        step: usize,
        /// Whether it had been done.
        done: bool,
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
            Self::Waiting => tracing::info!("waiting for another migrator"),
            Self::Started { id, direction } => tracing::info!(id, %direction, "migration started"),
            Self::Resumed { id, step, done } => tracing::warn!(id, step, done, "migration resumed"),
            Self::Finished { id, direction, duration } => {
                tracing::info!(id, %direction, milliseconds = duration.as_millis(), "migration finished");
            }
        }
    }
}
