//! Single flight: at most one load at a time for each key and epoch.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::MutexGuard;

use crate::cache::memory::epochs::Epoch;
use crate::cache::memory::served::Ticket;
use crate::cache::memory::{Lookup, StoredKey};
use crate::{Error, ErrorKind, Result};

const SHARDS: usize = 16;

/// Loads under way, at most one for each key and epoch.
pub(crate) struct Flights<T> {
    shards: Box<[Shard<T>]>,
}

type Shard<T> = Mutex<HashMap<StoredKey, Arc<Flight<T>>>>;

/// One load. Whoever holds the lock flies it; the next in line takes over when the pilot goes away without landing, be
/// it by cancellation or by panic.
struct Flight<T> {
    epoch: Epoch,
    landed: tokio::sync::Mutex<Option<Landed<T>>>,
}

/// How a load ended.
enum Landed<T> {
    Value {
        value: Option<Arc<T>>,
        noted: Option<Ticket>,
    },
    /// Those who waited get the kind of the error, so that a broken database costs them one wait and not one each in
    /// turn.
    Failed(ErrorKind),
}

/// A place in a flight; leaving it keeps the table free of flights nobody is on.
pub(crate) struct Seat<'a, T> {
    flights: &'a Flights<T>,
    at: Lookup<'a>,
    flight: Arc<Flight<T>>,
}

/// A loaded value on its way to all who wait for it.
pub(crate) struct Cargo<T> {
    pub(crate) value: Option<Arc<T>>,
    /// When it was handed out, if nothing else that tells the same was since the load began.
    pub(crate) noted: Option<Ticket>,
}

impl<T> Cargo<T> {
    /// Whether it is no older than anything that was handed out before a reader `began`, who may need a later load
    /// else.
    pub(crate) fn is_current(&self, began: Ticket) -> bool {
        self.noted.is_some_and(|noted| noted.is_after(began))
    }
}

/// What a seat's holder finds when its turn comes.
pub(crate) enum Turn<'a, T> {
    /// Somebody else's load has ended.
    Arrived(Result<Cargo<T>>),
    /// The load is this holder's to make.
    Leader(Controls<'a, T>),
}

/// The right to make the load.
pub(crate) struct Controls<'a, T>(MutexGuard<'a, Option<Landed<T>>>);

impl<T> Flights<T> {
    pub(crate) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    /// Joins the load under way for this key, unless it began before the last invalidation; else starts one.
    pub(crate) fn board<'a>(&'a self, at: Lookup<'a>, epoch: Epoch) -> Seat<'a, T> {
        let mut flights = self.shard(at).lock().unwrap_or_else(PoisonError::into_inner);
        let flight = flights.entry(StoredKey::from(at)).or_insert_with(|| Flight::new(epoch));
        if flight.epoch != epoch {
            *flight = Flight::new(epoch);
        }
        Seat { flights: self, at, flight: Arc::clone(flight) }
    }

    fn shard(&self, at: Lookup<'_>) -> &Shard<T> {
        // Masked to the number of shards, so the cast loses nothing.
        &self.shards[(at.hash >> 20) as usize & (SHARDS - 1)]
    }
}

impl<T> Flight<T> {
    fn new(epoch: Epoch) -> Arc<Self> {
        Arc::new(Self { epoch, landed: tokio::sync::Mutex::new(None) })
    }
}

impl<T> Seat<'_, T> {
    /// Waits for the load under way or for the controls.
    pub(crate) async fn turn(&self) -> Turn<'_, T> {
        let landed = self.flight.landed.lock().await;
        match &*landed {
            Some(Landed::Value { value, noted }) => Turn::Arrived(Ok(Cargo { value: value.clone(), noted: *noted })),
            Some(Landed::Failed(kind)) => Turn::Arrived(Err(Error::new(kind.clone()))),
            None => Turn::Leader(Controls(landed)),
        }
    }

    /// Ends the load: those who wait get the result, those who come later start anew.
    pub(crate) fn land(&self, mut controls: Controls<'_, T>, result: &Result<Cargo<T>>) {
        *controls.0 = Some(match result {
            Ok(Cargo { value, noted }) => Landed::Value { value: value.clone(), noted: *noted },
            Err(error) => Landed::Failed(error.kind().clone()),
        });
        self.leave(|_| true);
    }

    fn leave(&self, when: impl FnOnce(&Arc<Flight<T>>) -> bool) {
        let mut flights = self.flights.shard(self.at).lock().unwrap_or_else(PoisonError::into_inner);
        let key = StoredKey::from(self.at);
        if flights.get(&key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight) && when(flight)) {
            flights.remove(&key);
        }
    }
}

impl<T> Drop for Seat<'_, T> {
    fn drop(&mut self) {
        // The table's reference and this one: nobody else is on board, and boarding needs the shard's lock.
        self.leave(|flight| Arc::strong_count(flight) == 2);
    }
}
