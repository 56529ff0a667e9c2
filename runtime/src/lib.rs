//! The runtime of larder.

pub mod cache;
pub mod clock;
pub mod error;
pub mod validate;

pub use error::{Error, ErrorKind, Result};
