//! The counters of statements, by what they are called.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;

use super::errors::{ErrorCells, ErrorCounts};
use super::histogram::{Histogram, HistogramCells};
use super::label::Label;
use super::operation::{Operation, Summary};
use super::shard::Sharded;
use crate::error::ErrorKind;

const HEADS: usize = 1024;

/// The counters of the statements of one store. A statement has its own from its first run on, found by the places of
/// its two words; they are never moved, so they are found without a lock.
pub(crate) struct StatementTable(Box<[Place]>);

type Place = OnceLock<Box<StatementCells>>;

/// The counters of one statement.
pub(crate) struct StatementCells {
    label: Label,
    pub(crate) summary: Summary,
    executions: Sharded<Executions>,
    slow: AtomicU64,
    errors: ErrorCells,
    /// Those of another whose words lead to the same place.
    next: Place,
}

#[derive(Default)]
struct Executions {
    duration: HistogramCells,
    rows: AtomicU64,
}

impl StatementTable {
    pub(crate) fn new() -> Self {
        Self((0..HEADS).map(|_| Place::new()).collect())
    }

    /// Returns the counters of a statement; `text` is read when it runs for the first time.
    pub(crate) fn of(&self, label: Label, text: &str) -> &StatementCells {
        let mut place = &self.0[head(label)];
        loop {
            let cells = place.get_or_init(|| Box::new(StatementCells::new(label, text)));
            if cells.is_of(label) {
                return cells;
            }
            place = &cells.next;
        }
    }

    fn all(&self) -> impl Iterator<Item = &StatementCells> {
        self.0.iter().flat_map(|head| std::iter::successors(head.get(), |cells| cells.next.get())).map(|cells| &**cells)
    }

    /// Returns what every statement counted, by entity and method.
    pub(crate) fn read(&self) -> Vec<StatementStatistics> {
        let mut read: BTreeMap<(&str, &str), StatementStatistics> = BTreeMap::new();
        for cells in self.all() {
            // The same words may stand at two places of the binary.
            let statistics = read
                .entry((cells.label.entity, cells.label.method))
                .or_insert_with(|| StatementStatistics::new(cells.label, &cells.summary));
            cells.add_to(statistics);
        }
        read.into_values().filter(|statement| statement.executions() > 0).collect()
    }
}

/// Words are compared by their address in the binary.
fn head(label: Label) -> usize {
    let mixed = label.entity.as_ptr().addr().wrapping_mul(31).wrapping_add(label.method.as_ptr().addr());
    (mixed ^ (mixed >> 10)) % HEADS
}

impl StatementCells {
    fn new(label: Label, text: &str) -> Self {
        Self {
            label,
            summary: Summary::of(text),
            executions: Sharded::new(),
            slow: AtomicU64::new(0),
            errors: ErrorCells::default(),
            next: Place::new(),
        }
    }

    fn is_of(&self, label: Label) -> bool {
        std::ptr::eq(self.label.entity, label.entity) && std::ptr::eq(self.label.method, label.method)
    }

    pub(crate) fn succeeded(&self, elapsed: Duration, rows: u64) {
        let mine = self.executions.mine();
        mine.duration.record(elapsed);
        mine.rows.fetch_add(rows, Ordering::Relaxed);
    }

    pub(crate) fn failed(&self, elapsed: Duration, kind: &ErrorKind) {
        self.executions.mine().duration.record(elapsed);
        self.errors.add(kind);
    }

    pub(crate) fn was_slow(&self) {
        self.slow.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts an answer that cannot be read.
    pub(crate) fn was_unreadable(&self, kind: &ErrorKind) {
        self.errors.add(kind);
    }

    fn add_to(&self, statistics: &mut StatementStatistics) {
        for executions in self.executions.all() {
            executions.duration.add_to(&mut statistics.duration);
            statistics.rows += executions.rows.load(Ordering::Relaxed);
        }
        statistics.slow += self.slow.load(Ordering::Relaxed);
        self.errors.add_to(&mut statistics.errors);
    }
}

/// What one statement did since the store was opened: a method of a repository, or a step of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StatementStatistics {
    /// The entity; empty for statements that belong to none, as those that begin and end transactions.
    pub entity: &'static str,
    /// The method; of statements without an entity what they are.
    pub method: &'static str,
    /// What it does to rows.
    pub operation: Operation,
    /// The table that it writes to, or the first that it reads from.
    pub table: Option<String>,
    /// Rows read and written.
    pub rows: u64,
    /// Executions that took at least [`DatabaseConfig::slow_statement`](crate::DatabaseConfig::slow_statement).
    pub slow: u64,
    /// Failures by the kind of the error.
    pub errors: ErrorCounts,
    /// How long executions took, failed ones included, from sending to the last row; waiting for a connection is not
    /// a part of it.
    pub duration: Histogram,
}

impl StatementStatistics {
    fn new(label: Label, summary: &Summary) -> Self {
        Self {
            entity: label.entity,
            method: label.method,
            operation: summary.operation,
            table: summary.table.as_deref().map(str::to_owned),
            rows: 0,
            slow: 0,
            errors: ErrorCounts::default(),
            duration: Histogram::default(),
        }
    }

    /// Returns how often it was sent, failures included.
    #[must_use]
    pub fn executions(&self) -> u64 {
        self.duration.count()
    }
}

/// All statements together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StatementTotals {
    /// Statements of the application, failed ones included, without larder's own and health checks.
    pub executions: u64,
    /// Statements that failed.
    pub errors: u64,
    /// Statements slower than the configured limit.
    pub slow: u64,
    /// Rows read and written.
    pub rows: u64,
    /// How long they took.
    pub duration: Histogram,
}

impl StatementTotals {
    pub(crate) fn of(statements: &[StatementStatistics]) -> Self {
        let mut total = Self::default();
        for statement in statements {
            total.executions += statement.executions();
            total.errors += statement.errors.total();
            total.slow += statement.slow;
            total.rows += statement.rows;
            total.duration.merge(&statement.duration);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statement_has_counters_of_its_own() {
        let table = StatementTable::new();
        let words: Vec<&'static str> = (0..3000).map(|n| &*format!("method_{n}").leak()).collect();
        for _ in 0..2 {
            for method in &words {
                table.of(Label { entity: "Test", method }, "SELECT 1").succeeded(Duration::from_millis(1), 2);
            }
        }
        let read = table.read();
        assert_eq!(read.len(), words.len());
        assert!(read.iter().all(|statement| (statement.executions(), statement.rows) == (2, 4)));
    }

    #[test]
    fn the_same_words_at_two_places_count_as_one() {
        let table = StatementTable::new();
        for _ in 0..3 {
            let label = Label { entity: "Test", method: String::from("get").leak() };
            table.of(label, "SELECT 1").failed(Duration::ZERO, &ErrorKind::Cache(String::new()));
        }
        let read = table.read();
        assert_eq!((read.len(), read[0].executions(), read[0].errors.of("cache")), (1, 3, 3));
    }
}
