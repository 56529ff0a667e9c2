//! The models of tests/objects/models.toml: entities beside views, functions and triggers, and entities of views.

#[path = "../objects/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;
