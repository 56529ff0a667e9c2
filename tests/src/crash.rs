//! Migrations that end in the middle: at every statement, because the process is killed, the connection is cut or the
//! server is killed. Whatever happened, a plain `migrate` afterwards leads to the schema of a run without accident.

mod cell;
mod change;
mod ground;
mod handmade;
mod herd;
mod matrix;
mod orphan;
mod proxy;
mod rows;
mod victim;

pub use cell::{Cell, Fault, Moment};
pub use herd::stampede;
pub use matrix::{Extent, Outcome, matrix, unnoticed};
pub use orphan::orphaned_statement;
pub use victim::be_victim;

/// The URL of the engine's own server, and what kills it.
pub use ground::Ground;
