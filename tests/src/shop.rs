//! The models of tests/shop/models.toml: what writes have to keep right.

#[path = "../shop/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
