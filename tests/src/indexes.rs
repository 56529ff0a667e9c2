//! The models of tests/indexes/models.toml: indexes and constraints beyond the plain ones.

#[path = "../indexes/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
