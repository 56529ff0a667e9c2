//! The tenant of the key. Tenants are created by the command line: `voicehelper tenant create`.

use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::models::TenantPatch;
use crate::service::endpoint::Endpoint;
use crate::service::request::body::Payload;
use crate::service::request::call::Call;
use crate::service::response::etag;
use crate::service::response::problem::Result;
use crate::service::response::reply::Reply;

async fn get(call: Call) -> Result<Response> {
    let tenant = call.service.store().tenants().get(call.principal.tenant).await?;
    Ok(Reply::row(&*tenant, Some(tenant.version))?.send_unless_known(&call.headers))
}

/// Changes name and configuration; plan, status and quota are the operator's.
async fn patch(call: Call, payload: Payload) -> Result<Response> {
    let patch: TenantPatch = payload.read(OWN)?;
    let (tenants, id) = (call.service.store().tenants(), call.principal.tenant);
    match etag::expected(&call.headers)? {
        Some(version) => tenants.patch_if(id, version, patch).await?,
        None => tenants.patch(id, patch).await?,
    }
    let tenant = tenants.get(id).await?;
    Ok(Reply::row(&*tenant, Some(tenant.version))?.send(None))
}

/// Members that the operator sets.
pub(in crate::service) const OWN: &[&str] = &["plan", "status", "quota"];

/// What the tenant owns.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::service) struct TenantFigures {
    users: i64,
    conversations: i64,
    messages: i64,
    documents: i64,
    active_voice_sessions: i64,
    tokens: i64,
}

async fn stats(call: Call) -> Result<Response> {
    let stats = call.scope().stats().await?;
    let figures = TenantFigures {
        users: stats.users,
        conversations: stats.conversations,
        messages: stats.messages,
        documents: stats.documents,
        active_voice_sessions: stats.active_voice_sessions,
        tokens: stats.tokens,
    };
    call.answer(&figures)
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/tenant", get).named("getTenant", "Read the tenant of the key").gives("Tenant"),
        Endpoint::patch("/tenant", patch)
            .named("patchTenant", "Change name and configuration of the tenant")
            .takes("TenantPatch")
            .gives("Tenant")
            .matches(),
        Endpoint::get("/tenant/stats", stats).named("tenantStats", "Count what the tenant owns").gives("TenantFigures"),
    ]
}
