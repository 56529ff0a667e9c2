//! The rows of the history.

use larder_format::Direction;

/// A row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migrate) struct HistoryEntry {
    pub(in crate::migrate) migration: String,
    pub(in crate::migrate) direction: Direction,
    pub(in crate::migrate) step: usize,
    pub(in crate::migrate) position: i64,
    pub(in crate::migrate) steps: usize,
    pub(in crate::migrate) checksum: String,
    pub(in crate::migrate) step_checksum: String,
    pub(in crate::migrate) plan_hash: String,
    pub(in crate::migrate) finished: bool,
    pub(in crate::migrate) applied_at: String,
    pub(in crate::migrate) duration_ms: i64,
    pub(in crate::migrate) plan: Option<String>,
    pub(in crate::migrate) down_sql: Option<String>,
    /// Whether `baseline` recorded it, so that larder did not make its tables.
    pub(in crate::migrate) baselined: bool,
}

/// Returns whether a migration is rolled back only with `--baselined`.
pub(in crate::migrate) fn is_kept(id: &str, applied: &[HistoryEntry]) -> bool {
    let rows = entries_of(id, applied);
    rows.iter().any(|row| row.baselined) && rows.iter().all(|row| row.direction == Direction::Up)
}

pub(in crate::migrate) fn entries_of(id: &str, applied: &[HistoryEntry]) -> Vec<HistoryEntry> {
    applied.iter().filter(|entry| entry.migration == id).cloned().collect()
}
