//! What `VoiceHelper` does beyond reading and writing rows: methods added to the generated repositories.
//!
//! `codegen` never touches this folder.

#![allow(clippy::missing_errors_doc, reason = "what can go wrong is listed once, in `larder::ErrorKind`")]

mod api_keys;
mod conversations;
mod stale_sessions;
mod tenants;
mod voice_sessions;
