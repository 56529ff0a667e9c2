//! The models of tests/zoo/models.toml: every feature of the grammar, where the example has what one application needs.

#[path = "../zoo/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
pub mod rules;
