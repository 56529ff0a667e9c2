//! A database in the process: rows, their locks, and every state that they ever had.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::OwnedMutexGuard;

use crate::cache::chance::random_range;
use crate::cache::redis::simulated::Simulation;
use crate::cache::redis::simulated::fault::Way;
use crate::cache::time::sleep;
use crate::cache::{CacheKey, RegionSpec};
use crate::{Error, ErrorKind, Result};

/// Rows that there are, and names that they may have.
pub(super) const ROWS: u64 = 2;
pub(super) const NAMES: u64 = 3;

/// What the rows are cached as.
pub(super) fn spec(ttl: Duration) -> RegionSpec {
    RegionSpec { negative_ttl: Some(ttl), ..RegionSpec::new("Row").ttl(ttl) }
}

/// A state of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredRow {
    pub(super) id: u64,
    /// Tells its states apart; later ones have higher numbers.
    pub(super) number: u64,
    pub(super) name: u64,
}

crate::cached! { StoredRow = 0x0720 by keys }

fn keys(row: &StoredRow) -> Vec<CacheKey> {
    vec![key(row.id), alias(row.name)]
}

pub(super) fn key(id: u64) -> CacheKey {
    CacheKey::new("Row", "acme").part(id)
}

pub(super) fn alias(name: u64) -> CacheKey {
    CacheKey::alias("Row", "acme", "name").part(name)
}

/// What a write makes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowChange {
    Touch,
    Rename(u64),
    Delete,
    /// Also renames, if the row is there.
    Create(u64),
}

/// A state that was committed; a row that is not there has no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowState {
    pub(super) number: u64,
    pub(super) name: Option<u64>,
}

#[derive(Clone)]
pub(super) struct RowStore {
    simulation: Simulation,
    /// Whether connections are lost while they commit.
    loses_some: bool,
    locks: Arc<[Arc<tokio::sync::Mutex<()>>]>,
    states: Arc<Mutex<Vec<Vec<RowState>>>>,
}

impl RowStore {
    pub(super) fn new(simulation: Simulation, loses_some: bool) -> Self {
        let first = |id| vec![RowState { number: 0, name: (id == 0).then_some(0) }];
        Self {
            simulation,
            loses_some,
            locks: (0..ROWS).map(|_| Arc::default()).collect(),
            states: Arc::new(Mutex::new((0..ROWS).map(first).collect())),
        }
    }

    fn rows(&self) -> MutexGuard<'_, Vec<Vec<RowState>>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every state that a row had, in order.
    pub(super) fn states(&self, id: u64) -> Vec<RowState> {
        self.rows()[id as usize].clone()
    }

    fn row(&self, id: u64) -> Option<StoredRow> {
        let state = *self.rows()[id as usize].last()?;
        state.name.map(|name| StoredRow { id, number: state.number, name })
    }

    /// A step of a statement of an instance, seldom a long one.
    async fn step(&self, instance: usize) {
        self.simulation.step(instance, Way::Elsewhere).await;
        if random_range(0..60) == 0 {
            sleep(Duration::from_millis(random_range(50..1_500))).await;
        }
    }

    pub(super) fn is_dead(&self, instance: usize) -> bool {
        self.simulation.is_dead(instance)
    }

    pub(super) async fn read(&self, instance: usize, id: u64) -> Result<Option<StoredRow>> {
        self.step(instance).await;
        let row = self.row(id);
        self.step(instance).await;
        Ok(row)
    }

    pub(super) async fn read_by_name(&self, instance: usize, name: u64) -> Result<Option<StoredRow>> {
        self.step(instance).await;
        let row = (0..ROWS).filter_map(|id| self.row(id)).find(|row| row.name == name);
        self.step(instance).await;
        Ok(row)
    }

    /// Locks a row, as a statement of a transaction does.
    pub(super) async fn lock(&self, instance: usize, id: u64) -> OwnedMutexGuard<()> {
        self.step(instance).await;
        let lock = Arc::clone(&self.locks[id as usize]).lock_owned().await;
        self.step(instance).await;
        lock
    }

    /// Commits a change of a row that is locked; `None` where it changes nothing. It may be refused, and whether and
    /// when it is made may be unknown.
    pub(super) async fn commit(
        &self,
        instance: usize,
        (id, change): (u64, RowChange),
        lock: OwnedMutexGuard<()>,
    ) -> Result<Option<RowState>> {
        self.step(instance).await;
        if self.is_dead(instance) {
            return Err(Error::new(ErrorKind::Unavailable("the process has ended".to_owned())));
        }
        if random_range(0..12) == 0 {
            return Err(Error::new(ErrorKind::Database("rolled back".to_owned())));
        }
        if self.loses_some && random_range(0..8) == 0 {
            tokio::spawn(self.clone().commit_unheard(id, change, lock));
            self.step(instance).await;
            return Err(Error::new(ErrorKind::Unavailable("the connection was lost".to_owned())));
        }
        let state = self.apply(id, change);
        drop(lock);
        self.step(instance).await;
        Ok(state)
    }

    /// Commits, or does not, some time after the connection was lost.
    async fn commit_unheard(self, id: u64, change: RowChange, _lock: OwnedMutexGuard<()>) {
        sleep(Duration::from_millis(random_range(0..500))).await;
        if random_range(0..2) == 0 {
            self.apply(id, change);
        }
    }

    fn apply(&self, id: u64, change: RowChange) -> Option<RowState> {
        let mut rows = self.rows();
        let last = *rows[id as usize].last()?;
        let name = match (change, last.name) {
            (RowChange::Touch, Some(name)) => Some(name),
            (RowChange::Rename(name), Some(_)) | (RowChange::Create(name), _) => Some(name),
            (RowChange::Delete, Some(_)) => None,
            (_, None) => return None,
        };
        let has_it = |(at, states): (usize, &Vec<RowState>)| at as u64 != id && states.last().unwrap().name == name;
        if name.is_some() && rows.iter().enumerate().any(has_it) {
            return None;
        }
        let state = RowState { number: last.number + 1, name };
        rows[id as usize].push(state);
        Some(state)
    }
}
