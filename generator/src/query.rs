//! Statements of the user's own: how their texts are written, and whose rows they are about.

#[cfg(feature = "files")]
pub mod described;
pub(crate) mod tenancy;
pub mod text;
mod words;

pub use text::{TextError, TextPiece, pieces};

/// The name of the tenant in the text of a query.
pub const TENANT: &str = "tenant";
