//! Definitions in, SQL and Rust out: source → drafts → resolve → IR → check → lower → diff → plan → render → output.

pub mod check;
mod decimal;
pub mod definition;
pub mod diagnostic;
pub mod dialect;
#[cfg(feature = "files")]
pub mod document;
pub mod draft;
pub mod expand;
#[cfg(feature = "files")]
pub mod format;
#[cfg(feature = "files")]
pub mod generate;
pub mod ir;
pub mod name;
mod native;
#[cfg(feature = "files")]
pub mod output;
#[cfg(feature = "files")]
pub mod pull;
pub mod query;
pub mod resolve;
pub mod rust;
pub mod source;
#[cfg(feature = "files")]
pub mod sql;

pub use definition::read_item;
#[cfg(feature = "files")]
pub use definition::{Definition, Parsed, read, read_with_sources};
#[cfg(feature = "files")]
pub use generate::{Generated, generate};
#[cfg(feature = "files")]
pub use source::toml::CodegenSettings;
