//! The two doors: `models.toml` and `#[derive(Repository)]`, each giving drafts.

pub mod item;
#[cfg(feature = "files")]
pub mod objects;
#[cfg(feature = "files")]
pub mod scan;
#[cfg(feature = "files")]
pub mod toml;
