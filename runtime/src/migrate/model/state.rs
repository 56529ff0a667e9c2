//! How a database stands with one migration.

/// What is the case with one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// In the database, whole.
    Applied {
        /// UTC, when its first step began.
        at: String,
    },
    /// In the database before larder, and recorded by [`Migrator::baseline`](crate::migrate::Migrator::baseline).
    Baselined {
        /// UTC, when it was recorded.
        at: String,
    },
    /// Known and not in the database.
    Pending,
    /// A run that applied it ended in the middle; the next one goes on.
    Partial {
        /// Steps that are done.
        done: usize,
        /// Steps it has.
        of: usize,
        /// The step, from 1, of which nothing tells whether it was done;
        /// [`Migrator::resolve`](crate::migrate::Migrator::resolve) records it before the next run goes on.
        undecided: Option<usize>,
    },
    /// A run that took it back ended in the middle; the next one goes on, or
    /// [`Migrator::reapply`](crate::migrate::Migrator::reapply) applies it again.
    RollingBack {
        /// Steps of the way back that are done.
        done: usize,
        /// Steps it has.
        of: usize,
        /// As of [`State::Partial`].
        undecided: Option<usize>,
    },
    /// In the database and not known here: the database is ahead.
    Ahead {
        /// Whether code that does not know it can work with it.
        compatible: bool,
    },
}

impl State {
    /// Returns whether the migration is known and the database has it whole.
    pub(in crate::migrate) fn is_whole(&self) -> bool {
        matches!(self, Self::Applied { .. } | Self::Baselined { .. })
    }
}
