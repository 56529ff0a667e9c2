//! The tenant of the key. Tenants are created by the command line: `voicehelper tenant create`.

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::models::TenantPatch;
use crate::service::api::Endpoint;
use crate::service::auth::Principal;
use crate::service::body::Payload;
use crate::service::etag;
use crate::service::problem::Result;
use crate::service::reply::Reply;
use crate::service::state::Service;

async fn get(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
) -> Result<Response> {
    let tenant = service.store().tenants().get_by_tenant_id(principal.tenant_id()).await?;
    Ok(Reply::row(&*tenant, Some(tenant.version))?.send_unless_known(&headers))
}

/// Changes name and configuration; plan, status and quota are the operator's.
async fn patch(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response> {
    let patch: TenantPatch = payload.read(OWN)?;
    let tenants = service.store().tenants();
    let tenant = tenants.get_by_tenant_id(principal.tenant_id()).await?;
    match etag::expected(&headers)? {
        Some(version) => tenants.patch_if(tenant.id, version, patch).await?,
        None => tenants.patch(tenant.id, patch).await?,
    }
    let tenant = tenants.get(tenant.id).await?;
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

async fn stats(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
) -> Result<Response> {
    let stats = principal.scope(&service).stats().await?;
    let figures = TenantFigures {
        users: stats.users,
        conversations: stats.conversations,
        messages: stats.messages,
        documents: stats.documents,
        active_voice_sessions: stats.active_voice_sessions,
        tokens: stats.tokens,
    };
    Ok(Reply::ok(&figures)?.send_unless_known(&headers))
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
