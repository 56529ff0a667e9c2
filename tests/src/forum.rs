//! The models of tests/forum/models.toml: what a delete does to rows elsewhere, and indexes over columns that may be
//! null.

#[path = "../forum/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
