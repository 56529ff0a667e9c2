//! The models of tests/partitions/models.toml: rows that PostgreSQL keeps in partitions.

#[path = "../partitions/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
