//! What the statistics of a store see of its migrator.

use std::sync::Arc;
use std::time::Duration;

use super::Migrator;
use crate::migrate::plan::status::Status;
use crate::migrate::report::Report;
use crate::statistics::{DatabaseCells, MigrationStatistics};

impl Migrator {
    /// Counts what is seen and done in the statistics of a store.
    pub(crate) fn counted_in(self, cells: &Arc<DatabaseCells>) -> Self {
        Self { counted: Some(Arc::clone(cells)), ..self }
    }

    pub(super) fn note_status(&self, status: &Status) {
        self.note(|seen| {
            seen.checked = true;
            seen.applied = status.applied().count();
            seen.pending = status.pending().count();
            seen.problems = status.problems.len();
            seen.head = status.applied().last().map(str::to_owned);
        });
    }

    /// Counts a run, and looks at the migrations again where it changed any.
    pub(super) async fn note_run(&self, report: &Report, has_failed: bool, took: Duration) {
        let runs = report.applied.len() + report.rolled_back.len();
        self.note(|seen| {
            seen.runs += runs as u64;
            seen.failures += u64::from(has_failed);
            if runs > 0 || has_failed {
                seen.busy += took;
            }
        });
        if runs > 0 && self.counted.is_some() {
            // Only to have it counted: whether it can be read is not a question of this run.
            let _ = self.status().await;
        }
    }

    fn note(&self, change: impl FnOnce(&mut MigrationStatistics)) {
        if let Some(cells) = &self.counted {
            cells.note_migrations(change);
        }
    }
}
