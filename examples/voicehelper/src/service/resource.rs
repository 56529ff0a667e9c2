//! What is the same for all resources: to create, read, list, change and delete rows of a tenant.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use larder::{Input, Page, Paged};
use serde::Serialize;

use super::request::body::Payload;
use super::request::call::Call;
use super::request::idempotency::Boxed;
use super::request::query::ListQuery;
use super::response::etag;
use super::response::problem::{NOT_FOUND, Problem, Result};
use super::response::reply::Reply;
use crate::models::TenantScope;

/// Members of a new row that only the service sets.
pub(super) const OWN: &[&str] = &["id", "created_at"];

/// Rows of a tenant that clients read and change.
pub(super) trait Resource: Serialize + Send + Sync + Sized + 'static {
    /// Its primary key.
    type Id: FromStr + Clone + Send + Sync + 'static;
    /// What a patch takes.
    type Patch: Input + Send + Sync + 'static;

    /// Whether a write says which version it expects.
    const IS_VERSIONED: bool;
    /// Members of a patch that only the service sets.
    const KEPT: &'static [&'static str];

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

/// Resources that are created by nothing but their row.
pub(super) trait Create: Resource {
    type New: Input + Clone + Send + Sync + 'static;

    fn create(scope: TenantScope<'_>, new: Self::New) -> Boxed<'_, larder::Result<Self>>;
}

/// Resources that are found by words.
pub(super) trait Search: Resource {
    fn search(scope: TenantScope<'_>, words: String, page: Page) -> Boxed<'_, larder::Result<Paged<Self>>>;
}

/// Implements [`Resource`] by the methods that codegen made, and with `create from` and `search` the other traits:
/// `resource!(User in users by UserId, UserPatch; versioned; list; create from NewUser)`, where `list` is a function of
/// the module that calls it. `plain keeping &["status"]` is a resource without versions whose patch cannot set the
/// status.
macro_rules! resource {
    (@version versioned $row:expr) => { Some($row.version) };
    (@version plain $row:expr) => { None };
    (@is versioned) => { true };
    (@is plain) => { false };
    (@kept) => { &[] };
    (@kept $kept:expr) => { $kept };
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
    (@trait $row:ident in $all:ident; create from $new:ident) => {
        impl $crate::service::resource::Create for $row {
            type New = $new;

            fn create(scope: TenantScope<'_>, new: $new) -> Boxed<'_, larder::Result<Self>> {
                Box::pin(scope.$all().create(new))
            }
        }
    };
    (@trait $row:ident in $all:ident; search) => {
        impl $crate::service::resource::Search for $row {
            fn search(
                scope: TenantScope<'_>,
                words: String,
                page: larder::Page,
            ) -> Boxed<'_, larder::Result<larder::Paged<Self>>> {
                Box::pin(async move { scope.$all().search(&words, page).await })
            }
        }
    };
    (
        $row:ident in $all:ident by $id:ident, $patch:ident;
        $versioned:ident $(keeping $kept:expr)?;
        $list:ident
        $(; $more:ident $(from $new:ident)?)*
    ) => {
        impl $crate::service::resource::Resource for $row {
            type Id = $id;
            type Patch = $patch;

            const IS_VERSIONED: bool = resource!(@is $versioned);
            const KEPT: &'static [&'static str] = resource!(@kept $($kept)?);

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

        $(resource!(@trait $row in $all; $more $(from $new)?);)*
    };
}

pub(super) use resource;

/// Returns the key in a path; what cannot be one has no row.
pub(super) fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Problem::new(&NOT_FOUND))
}

pub(super) async fn create<R: Create>(call: Call, payload: Payload) -> Result<Response> {
    let new: R::New = payload.read(OWN)?;
    let post = call.post(&payload);
    post.once(move |scope| {
        let new = new.clone();
        Box::pin(async move {
            let row = R::create(scope, new).await?;
            Reply::created(&row, row.version())
        })
    })
    .await
}

pub(super) async fn get<R: Resource>(call: Call, Path(key): Path<String>) -> Result<Response> {
    let row = R::find(call.scope(), id(&key)?).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
    Ok(Reply::row(&*row, row.version())?.send_unless_known(&call.headers))
}

pub(super) async fn list<R: Resource>(call: Call, query: ListQuery) -> Result<Response> {
    call.answer(&R::list(call.reading(), query).await?)
}

pub(super) async fn search<R: Search>(call: Call, mut query: ListQuery) -> Result<Response> {
    let words = query.require("q")?;
    call.answer(&R::search(call.reading(), words, query.page()?).await?)
}

/// Changes a row and answers with it as it is now.
pub(super) async fn patch<R: Resource>(call: Call, Path(key): Path<String>, payload: Payload) -> Result<Response> {
    let (key, scope): (R::Id, _) = (id(&key)?, call.scope());
    let patch: R::Patch = payload.read(R::KEPT)?;
    R::patch(scope, key.clone(), expected::<R>(&call)?, patch).await?;
    let row = R::find(scope, key).await?.ok_or_else(|| Problem::new(&NOT_FOUND))?;
    Ok(Reply::row(&*row, row.version())?.send(None))
}

pub(super) async fn delete<R: Resource>(call: Call, Path(key): Path<String>) -> Result<Response> {
    R::delete(call.scope(), id(&key)?, expected::<R>(&call)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Returns the version that the client has read, where the resource has versions.
fn expected<R: Resource>(call: &Call) -> Result<Option<i64>> {
    if R::IS_VERSIONED { etag::expected(&call.headers) } else { Ok(None) }
}
