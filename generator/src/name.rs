//! Names: their cases, the words Rust keeps for itself, and the nearest of several.

mod case;
mod keyword;
mod rows;
mod similar;

pub use case::{is_snake, is_upper_camel, snake, upper_camel};
pub use keyword::{is_keyword, is_unusable};
pub(crate) use rows::{STORE_METHODS, rows};
#[cfg(feature = "files")]
pub(crate) use similar::distance;
pub use similar::nearest;
pub(crate) use similar::nearest_key;
