//! The migrator: pure parts, and runs on a real database of each dialect.

mod backfill;
mod baseline;
mod behaviour;
mod by_hand;
mod commit;
mod crash;
mod locks;
mod pooler;
mod postgres;
mod repair;
mod rights;
mod rollout;
mod room;
mod splitter;
mod sqlite;
mod support;
mod tokens;
mod ways;
