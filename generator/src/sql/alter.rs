//! Transitions in the words of each dialect.

pub mod difference;
pub mod fill;
mod guard;
mod loss;
pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod sqlite;
