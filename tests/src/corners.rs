//! The models of tests/corners/models.toml: rare combinations of keys, conditions and orders, and a table of many
//! columns.

#[path = "../corners/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
