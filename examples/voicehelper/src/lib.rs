//! `VoiceHelper`: its entities, made by larder from `models.toml`, what the application adds to them, and the service.

#![warn(clippy::pedantic, missing_docs)]

pub mod models;
pub mod operations;
pub mod service;
