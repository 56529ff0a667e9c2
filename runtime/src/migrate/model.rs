//! What the parts of the migrator speak of: migrations, rows of the history, what a run is asked for and what it takes.

mod entry;
mod goal;
mod job;
mod migration;
pub(super) mod script;
mod state;
pub(super) mod statement;

pub(super) use entry::{HistoryEntry, entries_of, is_kept};
pub(super) use goal::Goal;
pub use goal::RollbackTarget;
pub(super) use job::Job;
pub(super) use migration::Migration;
pub use state::State;
