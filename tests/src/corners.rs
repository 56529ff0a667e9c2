//! The models of tests/corners/models.toml: rare combinations of keys, conditions and orders, and a table of many
//! columns.

pub mod audit;

#[path = "../corners/models/mod.rs"]
#[warn(clippy::pedantic, missing_docs, unused)]
#[allow(clippy::too_many_lines, reason = "a table of 200 columns has functions of as many lines")]
pub mod models;
