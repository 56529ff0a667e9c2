//! VoiceHelper's entities, made by larder from `models.toml`, and what the application adds to them.

pub mod models;
pub mod operations;
