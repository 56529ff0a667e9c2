//! How a database stands with one migration.

/// The state of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Completely applied.
    Applied {
        /// When its first step began, in UTC.
        at: String,
    },
    /// In the database before larder, and recorded by [`Migrator::baseline`](crate::migrate::Migrator::baseline).
    Baselined {
        /// When it was recorded, in UTC.
        at: String,
    },
    /// Not applied.
    Pending,
    /// Partly applied by an interrupted run; the next run continues.
    Partial {
        /// Steps that are done.
        done: usize,
        /// Steps it has.
        of: usize,
        /// The step, from 1, of which nothing tells whether it was done;
        /// [`Migrator::resolve`](crate::migrate::Migrator::resolve) records it before the next run continues.
        undecided: Option<usize>,
    },
    /// A rollback of it stopped midway; the next run continues it, or
    /// [`Migrator::reapply`](crate::migrate::Migrator::reapply) applies it again.
    RollingBack {
        /// Steps of the way back that are done.
        done: usize,
        /// Steps it has.
        of: usize,
        /// As of [`State::Partial`].
        undecided: Option<usize>,
    },
    /// Applied but unknown to this version: the database is ahead.
    Ahead {
        /// Whether this version can work with it.
        compatible: bool,
    },
}

impl State {
    /// Returns whether the migration is known and completely applied.
    pub(in crate::migrate) fn is_whole(&self) -> bool {
        matches!(self, Self::Applied { .. } | Self::Baselined { .. })
    }
}
