//! A request, as handlers see it: who sends it to what.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use larder::ReplicaReads;
use serde::Serialize;

use crate::models::TenantScope;
use crate::service::access::principal::Principal;
use crate::service::request::body::Payload;
use crate::service::request::idempotency::Post;
use crate::service::response::problem::{Problem, Result, UNAUTHENTICATED};
use crate::service::response::reply::Reply;
use crate::service::state::Service;

/// What a handler needs of a request beside its path, query and body.
pub(in crate::service) struct Call {
    pub(in crate::service) service: Service,
    pub(in crate::service) principal: Arc<Principal>,
    pub(in crate::service) headers: HeaderMap,
    /// What the client wrote, which replicas have to have before they answer it.
    pub(in crate::service) reads: ReplicaReads,
    /// The path with its prefix.
    pub(in crate::service) path: String,
}

impl FromRequestParts<Service> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self> {
        // Authentication left it here.
        let principal =
            parts.extensions.get::<Arc<Principal>>().cloned().ok_or_else(|| Problem::new(&UNAUTHENTICATED))?;
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        let path = uri.path().to_owned();
        let reads = parts.extensions.get::<ReplicaReads>().cloned().unwrap_or_else(|| service.store().replica_reads());
        Ok(Self { service: service.clone(), principal, headers: parts.headers.clone(), reads, path })
    }
}

impl Call {
    /// Returns what the tenant owns.
    pub(in crate::service) fn scope(&self) -> TenantScope<'_> {
        self.service.store().on(&self.reads).on_primary().tenant(self.principal.tenant_id())
    }

    /// Returns the same for lists and searches, which a replica may answer.
    pub(in crate::service) fn reading(&self) -> TenantScope<'_> {
        self.service.store().on(&self.reads).tenant(self.principal.tenant_id())
    }

    /// Returns the request as one that is carried out once for each idempotency key.
    pub(in crate::service) fn post<'a>(&'a self, payload: &'a Payload) -> Post<'a> {
        Post { call: self, digest: &payload.digest, path: &self.path, turn: None }
    }

    /// Answers with a value, unless the client has it.
    pub(in crate::service) fn answer(&self, value: &impl Serialize) -> Result<Response> {
        Ok(Reply::ok(value)?.send_unless_known(&self.headers))
    }
}
