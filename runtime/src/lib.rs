//! The runtime of larder.

pub mod error;
pub mod migrate;
pub mod validate;

pub use error::{Error, ErrorKind, Result};
