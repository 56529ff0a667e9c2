//! Voice sessions.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use larder::{Paged, Validator, now};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::models::{
    ConversationId, NewVoiceSession, TenantScope, UserId, VoiceSession, VoiceSessionId, VoiceSessionPatch,
    VoiceSessionStatus,
};
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::lease::VOICE_SESSIONS;
use crate::service::request::body::Payload;
use crate::service::request::call::Call;
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{delete, get, id, list, patch, resource};
use crate::service::response::problem::{CONFLICT, NOT_FOUND, Problem, Result};
use crate::service::response::reply::Reply;
use crate::service::usage::quota::{self, Metric};

resource!(VoiceSession in voice_sessions by VoiceSessionId, VoiceSessionPatch; plain keeping COUNTED; sessions);

async fn sessions(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<VoiceSession>> {
    let sessions = scope.voice_sessions();
    if let Some(user) = query.take::<UserId>("user_id")? {
        let status = query.require::<VoiceSessionStatus>("status")?;
        return Ok(sessions.list_by_user_and_status(user, status, query.page()?).await?);
    }
    if let Some(conversation) = query.take::<ConversationId>("conversation_id")? {
        return Ok(sessions.list_by_conversation(conversation, query.page()?).await?);
    }
    Ok(sessions.list_by_start_time(query.page()?).await?)
}

/// Members that are set when a session begins and ends, since quotas count it.
pub(in crate::service) const COUNTED: &[&str] =
    &["status", "start_time", "end_time", "duration_seconds", "audio_duration_seconds"];

// Begin and end take turns, so that no more sessions are open than may be, and each ends once.

async fn begin(call: Call, payload: Payload) -> Result<Response> {
    let new: NewVoiceSession = payload.read(&[&["id"], COUNTED].concat())?;
    let post = call.post(&payload).in_turn(VOICE_SESSIONS).await?;
    let principal = &call.principal;
    post.once(move |scope| {
        let (new, principal) = (new.clone(), Arc::clone(principal));
        Box::pin(async move {
            quota::admit_session(scope, principal.quota(), new.user_id).await?;
            let session = scope.voice_sessions().create(new).await?;
            // Active users are counted by it.
            scope.users().touch_last_login_at(session.user_id).await?;
            Reply::created(&session, None)
        })
    })
    .await
}

/// How a voice session ended.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct CompleteVoiceSession {
    /// How much of it was audio, which counts in the usage of the day.
    #[schema(minimum = 0, maximum = 86400)]
    audio_duration_seconds: i32,
    #[serde(default)]
    status: SessionEnd,
}

/// How a voice session ends.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SessionEnd {
    #[default]
    Completed,
    Failed,
    Cancelled,
}

impl From<SessionEnd> for VoiceSessionStatus {
    fn from(end: SessionEnd) -> Self {
        match end {
            SessionEnd::Completed => Self::Completed,
            SessionEnd::Failed => Self::Failed,
            SessionEnd::Cancelled => Self::Cancelled,
        }
    }
}

async fn complete(call: Call, Path(key): Path<String>, payload: Payload) -> Result<Response> {
    let (key, end): (VoiceSessionId, CompleteVoiceSession) = (id(&key)?, payload.parse()?);
    Validator::new().range("audio_duration_seconds", &end.audio_duration_seconds, 0..=86_400).finish()?;
    let post = call.post(&payload).in_turn(VOICE_SESSIONS).await?;
    let principal = &call.principal;
    post.once(move |scope| {
        let principal = Arc::clone(principal);
        Box::pin(async move {
            let sessions = scope.voice_sessions();
            let session = sessions.find(key).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
            if session.status != VoiceSessionStatus::Active {
                return Err(Problem::new(&CONFLICT).about("the session is not active"));
            }
            let seconds = end.audio_duration_seconds;
            sessions.end(&session, end.status.into(), now(), seconds).await?;
            let user = Some(session.user_id);
            quota::spend(scope, principal.quota(), Metric::AudioSeconds, seconds.into(), user).await?;
            Reply::ok(&*sessions.get(key).await?)
        })
    })
    .await
}

const FILTERS: &[Filter] = &[
    Filter::of("user_id", "UserId"),
    Filter::of("status", "VoiceSessionStatus"),
    Filter::of("conversation_id", "ConversationId"),
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/voice-sessions", begin)
            .named("beginVoiceSession", "Begin a voice session")
            .takes("NewVoiceSession")
            .created("VoiceSession"),
        Endpoint::get("/voice-sessions", list::<VoiceSession>)
            .named("listVoiceSessions", "List voice sessions; `user_id` and `status` go together")
            .lists("VoiceSession", FILTERS),
        Endpoint::get("/voice-sessions/{id}", get::<VoiceSession>)
            .named("getVoiceSession", "Read a voice session")
            .gives("VoiceSession"),
        Endpoint::patch("/voice-sessions/{id}", patch::<VoiceSession>)
            .named("patchVoiceSession", "Change a voice session")
            .takes("VoiceSessionPatch")
            .gives("VoiceSession"),
        Endpoint::delete("/voice-sessions/{id}", delete::<VoiceSession>)
            .named("deleteVoiceSession", "Delete a voice session"),
        Endpoint::post("/voice-sessions/{id}/complete", complete)
            .named("completeVoiceSession", "End a voice session")
            .takes("CompleteVoiceSession")
            .gives("VoiceSession"),
    ]
}
