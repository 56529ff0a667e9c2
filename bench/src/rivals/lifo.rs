//! A minimal LIFO pool, for comparison.

use std::sync::Mutex;

/// A pool that lends the connection that came back last, and asks the server nothing.
pub(crate) struct LifoPool<C>(Mutex<Vec<C>>);

impl<C> LifoPool<C> {
    pub(crate) fn new(connections: Vec<C>) -> Self {
        Self(Mutex::new(connections))
    }

    /// Takes the connection used last.
    pub(crate) fn take(&self) -> C {
        self.0.lock().expect("no holder panics").pop().expect("one caller at a time, so a connection is there")
    }

    pub(crate) fn give(&self, connection: C) {
        self.0.lock().expect("no holder panics").push(connection);
    }
}
