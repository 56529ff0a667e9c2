//! What only larder's own command line and tests use. Not part of the API: it changes without notice.

pub use crate::migrate::scratch::Scratch;

/// Stops the migrator between statements, for tests of crashes.
pub mod failpoint {
    pub use crate::migrate::failpoint::install;
}
