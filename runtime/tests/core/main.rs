//! The runtime core on real databases: SQLite always, PostgreSQL and MySQL where `LARDER_TEST_POSTGRES_URL` and
//! `LARDER_TEST_MYSQL_URL` name servers.

mod batches;
mod closures;
mod configuration;
mod counters;
mod entities;
mod errors;
mod input;
mod inspecting;
mod opening;
mod paging;
mod patches;
mod pool;
mod prepared;
mod references;
mod starting;
mod statistics;
mod transactions;
mod types;
mod world;
