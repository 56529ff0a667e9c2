//! The routes: each resource lists its operations once, for the router and for the `OpenAPI` document.

mod api_keys;
mod conversations;
mod documents;
mod messages;
mod tenant;
mod usage;
mod users;
mod voice_sessions;

use super::endpoint::Endpoint;

/// Returns every operation below `/v1`.
pub(super) fn all() -> Vec<Endpoint> {
    [
        tenant::endpoints(),
        users::endpoints(),
        conversations::endpoints(),
        messages::endpoints(),
        documents::endpoints(),
        api_keys::endpoints(),
        voice_sessions::endpoints(),
        usage::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The bodies that are no entities.
pub(super) mod own {
    pub(in crate::service) use super::api_keys::{IssueApiKey, IssuedApiKey, RATES, VerifiedApiKey, VerifyApiKey};
    pub(in crate::service) use super::tenant::{OWN as TENANT, TenantFigures};
    pub(in crate::service) use super::usage::UsageToday;
    pub(in crate::service) use super::voice_sessions::{COUNTED, CompleteVoiceSession};
}
