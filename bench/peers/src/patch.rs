//! A change of a user.

use axum::http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::problem::{Problem, Result};

/// What a client may change; null is not the same as nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserPatch {
    pub(crate) username: Option<String>,
    pub(crate) nickname: Option<String>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) avatar_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) email: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) phone: Option<Option<String>>,
    pub(crate) role: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) metadata: Option<Value>,
}

fn given<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl UserPatch {
    /// Reads a patch by the rules of the columns.
    pub(crate) fn read(body: &[u8]) -> Result<Self> {
        let invalid = || Problem(StatusCode::UNPROCESSABLE_ENTITY);
        let patch: Self = serde_json::from_slice(body).map_err(|_| invalid())?;
        let within = |text: &Option<String>, limit| text.as_ref().is_none_or(|text| text.chars().count() <= limit);
        let one_of = |text: &Option<String>, all: &[&str]| text.as_deref().is_none_or(|text| all.contains(&text));
        let has_at = patch.email.as_ref().is_none_or(|email| email.as_ref().is_none_or(|email| email.contains('@')));
        let holds = within(&patch.username, 50)
            && within(&patch.nickname, 100)
            && one_of(&patch.role, &["user", "admin", "super_admin"])
            && one_of(&patch.status, &["active", "inactive", "banned"])
            && has_at;
        if holds { Ok(patch) } else { Err(invalid()) }
    }
}
