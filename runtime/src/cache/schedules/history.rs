//! What was acknowledged and read, and whether a read may have got what it got.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::database::{ROWS, RowState, RowStore, StoredRow};
use crate::cache::time::Instant;

#[derive(Clone)]
pub(super) struct ReadHistory {
    database: RowStore,
    /// How far an instance may be behind the others.
    max_lag: Duration,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// What was acknowledged to whom, and when.
    acknowledged: Vec<Acknowledged>,
    /// The newest state of each row that each instance has read.
    read: Vec<(usize, u64, u64)>,
    problem: Option<String>,
    reads: u64,
}

struct Acknowledged {
    instance: usize,
    id: u64,
    number: u64,
    at: Instant,
}

/// The oldest states that a read may bring.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floors([u64; ROWS as usize]);

impl ReadHistory {
    pub(super) fn new(database: RowStore, max_lag: Duration) -> Self {
        Self { database, max_lag, seen: Arc::default() }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn problem(&self) -> Option<String> {
        self.seen().problem.clone()
    }

    pub(super) fn reads(&self) -> u64 {
        self.seen().reads
    }

    pub(super) fn writes(&self) -> u64 {
        self.seen().acknowledged.len() as u64
    }

    pub(super) fn acknowledge(&self, instance: usize, id: u64, state: RowState) {
        self.seen().acknowledged.push(Acknowledged { instance, id, number: state.number, at: Instant::now() });
    }

    /// Notes what must not be overlooked by a read of an instance that begins now.
    pub(super) fn floors(&self, instance: usize) -> Floors {
        let (seen, now) = (self.seen(), Instant::now());
        let counts = |write: &&Acknowledged| write.instance == instance || now.since(write.at) >= self.max_lag;
        let mut floors = [0; ROWS as usize];
        let written = seen.acknowledged.iter().filter(counts).map(|write| (write.id, write.number));
        let read = seen.read.iter().filter(|(reader, ..)| *reader == instance).map(|(_, id, number)| (*id, *number));
        written.chain(read).for_each(|(id, number)| {
            let floor = &mut floors[id as usize];
            *floor = number.max(*floor);
        });
        Floors(floors)
    }

    /// The newest state of every row, which is all that may be read when everything has settled.
    pub(super) fn latest(&self) -> Floors {
        let mut floors = [0; ROWS as usize];
        (0..ROWS).for_each(|id| floors[id as usize] = self.database.states(id).last().unwrap().number);
        Floors(floors)
    }

    /// Checks what a read of a row by its key brought.
    pub(super) fn check(&self, instance: usize, floors: Floors, id: u64, row: Option<&StoredRow>, how: &str) {
        let floor = floors.0[id as usize];
        let states = self.database.states(id);
        let number = match row {
            Some(row) if states.contains(&RowState { number: row.number, name: Some(row.name) }) && row.id == id => {
                (row.number >= floor).then_some(row.number)
            }
            Some(_) => None,
            None => states.iter().find(|state| state.number >= floor && state.name.is_none()).map(|state| state.number),
        };
        let mut seen = self.seen();
        seen.reads += 1;
        match number {
            Some(number) => seen.read.push((instance, id, number)),
            None => {
                let at = Instant::now();
                let problem = || format!("{how} by {instance} at {at:?}: {row:?} of {id}, {floors:?} of {states:?}");
                seen.problem.get_or_insert_with(problem);
            }
        }
    }

    /// Checks what a read by a name brought.
    pub(super) fn check_named(&self, instance: usize, floors: Floors, name: u64, row: Option<&StoredRow>, how: &str) {
        if let Some(row) = row {
            if row.name != name {
                self.seen().problem.get_or_insert_with(|| format!("{how}: {row:?} has not the name {name}"));
            }
            return self.check(instance, floors, row.id, Some(row), how);
        }
        self.seen().reads += 1;
        for id in 0..ROWS {
            let states = self.database.states(id);
            let has_always = states.iter().filter(|state| state.number >= floors.0[id as usize]);
            if has_always.clone().count() > 0 && has_always.clone().all(|state| state.name == Some(name)) {
                let problem = || format!("{how} by {instance}: nothing has the name {name}, {floors:?} of {states:?}");
                self.seen().problem.get_or_insert_with(problem);
            }
        }
    }
}
