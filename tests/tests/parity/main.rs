//! The struct with `#[derive(Repository)]` is the same entity as the table of `models.toml`: in the schema, in Rust,
//! and on every database.

mod bare;
mod generated;
mod plain;
mod renamed;
mod rows;
mod tenant;
