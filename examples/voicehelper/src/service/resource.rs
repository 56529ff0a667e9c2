//! What is the same for all resources: to create, read, list, change and delete rows of a tenant.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Extension, OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use larder::{Input, Paged};
use serde::Serialize;

use super::auth::Principal;
use super::body::Payload;
use super::etag;
use super::idempotency::{Boxed, Post};
use super::problem::{NOT_FOUND, Problem, Result};
use super::query::ListQuery;
use super::reply::Reply;
use super::state::Service;
use crate::models::TenantScope;

/// Rows of a tenant that clients read and write.
pub(super) trait Resource: Serialize + Clone + Send + Sync + Sized + 'static {
    /// Its primary key.
    type Id: FromStr + Clone + Send + Sync + 'static;
    /// What a create takes.
    type New: Input + Clone + Send + Sync + 'static;
    /// What a patch takes.
    type Patch: Input + Clone + Send + Sync + 'static;

    /// Members of a new row that only the service sets.
    const OWN: &'static [&'static str] = &["id", "created_at"];

    fn create(scope: TenantScope<'_>, new: Self::New) -> Boxed<'_, larder::Result<Self>>;
    fn find(scope: TenantScope<'_>, id: Self::Id) -> Boxed<'_, larder::Result<Option<Arc<Self>>>>;
    fn list(scope: TenantScope<'_>, query: ListQuery) -> Boxed<'_, Result<Paged<Self>>>;
    /// Changes the row if it has the version; `None` for any, and for resources without.
    fn patch(
        scope: TenantScope<'_>,
        id: Self::Id,
        version: Option<i64>,
        patch: Self::Patch,
    ) -> Boxed<'_, larder::Result<()>>;
    fn delete(scope: TenantScope<'_>, id: Self::Id, version: Option<i64>) -> Boxed<'_, larder::Result<()>>;
    /// The version of the row, where it has one.
    fn version(&self) -> Option<i64>;
}

/// Implements [`Resource`] by the methods that codegen made: `resource!(User in users by UserId, NewUser, UserPatch;
/// versioned; list)`, where `list` is a function of this module.
macro_rules! resource {
    (@patch versioned $all:expr, $id:expr, $version:expr, $patch:expr) => {
        match $version {
            Some(version) => $all.patch_if($id, version, $patch).await,
            None => $all.patch($id, $patch).await,
        }
    };
    (@patch plain $all:expr, $id:expr, $version:expr, $patch:expr) => {{
        let _ = $version;
        $all.patch($id, $patch).await
    }};
    (@delete versioned $all:expr, $id:expr, $version:expr) => {
        match $version {
            Some(version) => $all.delete_if($id, version).await,
            None => $all.delete($id).await,
        }
    };
    (@delete plain $all:expr, $id:expr, $version:expr) => {{
        let _ = $version;
        $all.delete($id).await
    }};
    (@version versioned $row:expr) => { Some($row.version) };
    (@version plain $row:expr) => { None };
    ($row:ident in $all:ident by $id:ident, $new:ident, $patch:ident; $versioned:ident; $list:ident) => {
        impl $crate::service::resource::Resource for $row {
            type Id = $id;
            type New = $new;
            type Patch = $patch;

            fn create(scope: TenantScope<'_>, new: $new) -> Boxed<'_, larder::Result<Self>> {
                Box::pin(scope.$all().create(new))
            }

            fn find(scope: TenantScope<'_>, id: $id) -> Boxed<'_, larder::Result<Option<std::sync::Arc<Self>>>> {
                Box::pin(scope.$all().find(id))
            }

            fn list(scope: TenantScope<'_>, query: ListQuery) -> Boxed<'_, Result<larder::Paged<Self>>> {
                Box::pin($list(scope, query))
            }

            fn patch(
                scope: TenantScope<'_>,
                id: $id,
                version: Option<i64>,
                patch: $patch,
            ) -> Boxed<'_, larder::Result<()>> {
                Box::pin(async move { resource!(@patch $versioned scope.$all(), id, version, patch) })
            }

            fn delete(scope: TenantScope<'_>, id: $id, version: Option<i64>) -> Boxed<'_, larder::Result<()>> {
                Box::pin(async move { resource!(@delete $versioned scope.$all(), id, version) })
            }

            fn version(&self) -> Option<i64> {
                resource!(@version $versioned self)
            }
        }
    };
}

pub(super) use resource;

/// Returns the key in a path; what cannot be one has no row.
pub(super) fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Problem::new(&NOT_FOUND))
}

pub(super) async fn create<R: Resource>(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response> {
    let new: R::New = payload.read(R::OWN)?;
    let post =
        Post { service: &service, principal: &principal, headers: &headers, digest: &payload.digest, path: uri.path() };
    post.once(move |scope| {
        let new = new.clone();
        Box::pin(async move {
            let row = R::create(scope, new).await?;
            Reply::created(&row, row.version())
        })
    })
    .await
}

pub(super) async fn get<R: Resource>(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let row = R::find(principal.scope(&service), id(&key)?).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
    Ok(Reply::row(&*row, row.version())?.send_unless_known(&headers))
}

pub(super) async fn list<R: Resource>(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    headers: HeaderMap,
    query: ListQuery,
) -> Result<Response> {
    let page = R::list(principal.scope(&service), query).await?;
    Ok(Reply::ok(&page)?.send_unless_known(&headers))
}

/// Changes a row and answers with it as it is now.
pub(super) async fn patch<R: Resource>(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    Path(key): Path<String>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response> {
    let (key, scope): (R::Id, _) = (id(&key)?, principal.scope(&service));
    let patch: R::Patch = payload.read(&[])?;
    let version = expected::<R>(scope, &key, &headers).await?;
    R::patch(scope, key.clone(), version, patch).await?;
    let row = R::find(scope, key).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
    Ok(Reply::row(&*row, row.version())?.send(None))
}

pub(super) async fn delete<R: Resource>(
    State(service): State<Service>,
    Extension(principal): Extension<Principal>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let (key, scope): (R::Id, _) = (id(&key)?, principal.scope(&service));
    let version = expected::<R>(scope, &key, &headers).await?;
    R::delete(scope, key, version).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Returns the version that the client has read, where the resource has versions.
async fn expected<R: Resource>(scope: TenantScope<'_>, key: &R::Id, headers: &HeaderMap) -> Result<Option<i64>> {
    let row = R::find(scope, key.clone()).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
    if row.version().is_none() { Ok(None) } else { etag::expected(headers) }
}
