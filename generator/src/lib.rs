//! Definitions in, SQL and Rust out: source → drafts → resolve → IR → check → lower → diff → plan → render → output.

pub mod check;
pub mod diagnostic;
pub mod dialect;
pub mod draft;
pub mod ir;
pub mod name;
pub mod resolve;
pub mod rust;
pub mod source;
#[cfg(feature = "files")]
pub mod format;
#[cfg(feature = "files")]
pub mod output;
#[cfg(feature = "files")]
pub mod sql;
