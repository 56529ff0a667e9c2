//! The models of tests/types/models.toml: columns that are called otherwise than their fields, and types beyond the
//! plain ones.

#[path = "../types/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
pub mod models;

/// A type of the application's over a text.
#[derive(Debug, Clone, PartialEq, Eq, larder::Value)]
pub struct Handle(pub String);
