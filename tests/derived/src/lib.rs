//! `VoiceHelper`'s entities as structs, and what the application adds to them, unchanged.

pub mod entities;
mod generated;
mod values;

#[path = "../../../examples/voicehelper/src/operations/api_keys.rs"]
mod api_keys;
#[path = "../../../examples/voicehelper/src/operations/conversations.rs"]
mod conversations;
mod stale_sessions;
#[path = "../../../examples/voicehelper/src/operations/tenants.rs"]
mod tenants;
#[path = "../../../examples/voicehelper/src/operations/voice_sessions.rs"]
mod voice_sessions;

/// What `models.toml` gives in one module.
pub mod models {
    pub use crate::entities::*;
    pub use crate::generated::*;
    pub use crate::values::*;
}
