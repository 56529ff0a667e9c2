//! The migrator: pure parts, and runs on a real database of each dialect.

mod behaviour;
mod postgres;
mod splitter;
mod sqlite;
mod support;
