//! The models of tests/keys/models.toml: primary keys of every kind, and references to them.

#[path = "../keys/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
