//! What VoiceHelper does beyond reading and writing rows: methods added to the generated repositories.
//!
//! `codegen` never touches this folder.

mod api_keys;
mod conversations;
mod tenants;
mod voice_sessions;
