//! The databases that statements and migrations are written for.

pub use larder_format::dialect::{Capabilities, Dialect};
