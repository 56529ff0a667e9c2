//! VoiceHelper as a service: its real router, on every database.

mod api;
mod authentication;
mod idempotency;
mod limits;
mod operator;
mod secrets;
mod serving;
mod writes;
