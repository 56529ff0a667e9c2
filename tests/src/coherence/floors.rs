//! What an instance has seen of each row; later reads must not be older.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use larder::Uuid;

/// A row as it was written or read: its number and the alias it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Alive { number: u64, alias: Option<String> },
    Gone,
}

/// What one instance knows of each row; what it reads from then on must not be older.
#[derive(Debug, Default)]
pub struct Floors(Mutex<HashMap<Uuid, Seen>>);

impl Floors {
    /// Returns what is known of a row; to be asked before a read begins.
    pub fn of(&self, id: Uuid) -> Option<Seen> {
        self.rows().get(&id).cloned()
    }

    /// Returns what is known of every row.
    pub fn all(&self) -> HashMap<Uuid, Seen> {
        self.rows().clone()
    }

    /// Notes an acknowledged write.
    pub fn wrote(&self, id: Uuid, seen: Seen) {
        let mut rows = self.rows();
        // With one number a row has one alias, which is not known of a row that has lost another.
        if rows.get(&id).is_none_or(|known| !is_older(&seen, known)) {
            rows.insert(id, seen);
        }
    }

    /// Notes that a row has lost the alias which it had with a number, so that it is gone or has a larger one.
    pub fn lost(&self, id: Uuid, number: u64) {
        self.wrote(id, Seen::Alive { number: number + 1, alias: None });
    }

    /// Notes what a read found; an error when it is older than what was known as the read began.
    ///
    /// # Errors
    ///
    /// In words, with both states.
    pub fn read(&self, id: Uuid, before: Option<&Seen>, found: Option<Seen>) -> Result<(), String> {
        let outcome = match (before, &found) {
            (Some(Seen::Gone), Some(found)) => Err(format!("{id} was gone and is back as {found:?}")),
            (Some(known @ Seen::Alive { .. }), Some(found)) if is_older(found, known) => {
                Err(format!("{id} went back from {known:?} to {found:?}"))
            }
            _ => Ok(()),
        };
        match (found, before) {
            (Some(found), _) => self.wrote(id, found),
            // One that was never seen may be still to come.
            (None, Some(_)) => self.wrote(id, Seen::Gone),
            (None, None) => {}
        }
        outcome
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<Uuid, Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_older(one: &Seen, other: &Seen) -> bool {
    match (one, other) {
        (Seen::Alive { .. }, Seen::Gone) => true,
        (Seen::Alive { number: one, .. }, Seen::Alive { number: other, .. }) => one < other,
        (Seen::Gone, _) => false,
    }
}
