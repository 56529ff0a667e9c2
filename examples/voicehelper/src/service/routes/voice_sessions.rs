//! Voice sessions.

use axum::extract::{Extension, OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use larder::{Paged, Violation, now};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::models::{
    ConversationId, NewVoiceSession, TenantScope, UserId, VoiceSession, VoiceSessionId, VoiceSessionPatch,
    VoiceSessionStatus,
};
use crate::service::api::{Endpoint, Filter};
use crate::service::auth::Principal;
use crate::service::body::Payload;
use crate::service::idempotency::{Boxed, Post};
use crate::service::problem::{CONFLICT, NOT_FOUND, Problem, Result};
use crate::service::query::ListQuery;
use crate::service::quota::{self, Metric};
use crate::service::reply::Reply;
use crate::service::resource::{Resource, delete, get, id, list, patch, resource};
use crate::service::state::Service;

resource!(VoiceSession in voice_sessions by VoiceSessionId, NewVoiceSession, VoiceSessionPatch; plain; sessions);

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

async fn begin(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response> {
    let new: NewVoiceSession = payload.read(VoiceSession::OWN)?;
    let (digest, path) = (payload.digest.as_str(), uri.path());
    let post = Post { service: &service, principal: &principal, headers: &headers, digest, path };
    let quota = &principal.quota;
    post.once(move |scope| {
        let (new, quota) = (new.clone(), quota.clone());
        Box::pin(async move {
            quota::admit_session(scope, &quota).await?;
            Reply::created(&scope.voice_sessions().create(new).await?, None)
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
}

async fn complete(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    Path(key): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response> {
    let (key, end): (VoiceSessionId, CompleteVoiceSession) = (id(&key)?, payload.parse()?);
    let seconds = end.audio_duration_seconds;
    if !(0..=86_400).contains(&seconds) {
        let violation = Violation::custom("range", "must be between 0 and 86400", "必须在 0 到 86400 之间");
        return Err(Problem::invalid(violation.within("audio_duration_seconds")));
    }
    let (digest, path) = (payload.digest.as_str(), uri.path());
    let post = Post { service: &service, principal: &principal, headers: &headers, digest, path };
    let quota = &principal.quota;
    post.once(move |scope| {
        let quota = quota.clone();
        Box::pin(async move {
            let sessions = scope.voice_sessions();
            let session = sessions.find(key).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
            if session.status != VoiceSessionStatus::Active {
                return Err(Problem::new(&CONFLICT).about("the session is not active"));
            }
            sessions.complete(&session, now(), seconds).await?;
            quota::spend(scope, &quota, Metric::AudioSeconds, seconds.into(), Some(session.user_id)).await?;
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
