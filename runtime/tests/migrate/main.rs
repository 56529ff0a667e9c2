//! The migrator: pure parts, and runs on a real database of each dialect.

mod backfill;
mod behaviour;
mod locks;
mod postgres;
mod repair;
mod splitter;
mod sqlite;
mod support;
mod tokens;
