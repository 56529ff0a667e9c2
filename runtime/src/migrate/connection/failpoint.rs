//! Where the project's own tests stop a run: before each statement that the migrator sends.

use std::sync::OnceLock;

type Stop = Box<dyn Fn(&str) + Send + Sync>;

static STOP: OnceLock<Stop> = OnceLock::new();

/// Calls `stop` with every statement of every migrator of this process before it is sent; the first call counts.
pub fn install(stop: impl Fn(&str) + Send + Sync + 'static) {
    if STOP.set(Box::new(stop)).is_err() {
        tracing::warn!("a failpoint is installed already");
    }
}

pub(in crate::migrate) fn reached(sql: &str) {
    if let Some(stop) = STOP.get() {
        stop(sql);
    }
}
