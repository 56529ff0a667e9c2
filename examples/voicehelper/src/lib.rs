//! `VoiceHelper`'s entities, made by larder from `models.toml`, and what the application adds to them.

#![warn(clippy::pedantic, missing_docs)]

pub mod models;
pub mod operations;
