//! The runtime of larder.

pub mod error;
pub mod search;
pub mod validate;

pub use error::{Error, ErrorKind, Result};
