//! axum and SeaORM.

mod api_keys;
mod tenants;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::Utc;
use sea_orm::prelude::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectOptions, Database, DatabaseConnection, DbErr, EntityTrait, ExprTrait,
    JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::patch::UserPatch;
use crate::principal::{self, LastUsed, Principal};
use crate::problem::{Problem, Result};
use crate::{reply, serve};

#[derive(Clone)]
struct App {
    database: DatabaseConnection,
    last_used: Arc<LastUsed>,
}

pub(crate) async fn router(url: &str) -> std::result::Result<Router, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(serve::CONNECTIONS).sqlx_logging(false);
    let app = App { database: Database::connect(options).await?, last_used: Arc::default() };
    Ok(Router::new()
        .route("/v1/tenant", get(tenant))
        .route("/v1/users", get(list))
        .route("/v1/users/{id}", get(one).patch(change))
        .with_state(app))
}

impl App {
    async fn authenticate(&self, headers: &HeaderMap, method: &Method) -> Result<Principal> {
        let found = api_keys::Entity::find()
            .select_only()
            .columns([api_keys::Column::Id, api_keys::Column::TenantId, api_keys::Column::Permissions])
            .columns([api_keys::Column::Status, api_keys::Column::ExpiresAt])
            .column_as(tenants::Column::Status, "tenant_status")
            .join(JoinType::InnerJoin, api_keys::Relation::Tenant.def())
            .filter(api_keys::Column::KeyHash.eq(principal::hash(headers)?))
            .into_model::<Principal>()
            .one(&self.database)
            .await?;
        let principal = principal::check(found, method)?;
        if self.last_used.is_due(principal.id) {
            let touch = api_keys::Entity::update_many()
                .col_expr(api_keys::Column::LastUsedAt, Expr::value(Utc::now()))
                .filter(api_keys::Column::Id.eq(principal.id));
            touch.exec(&self.database).await?;
        }
        Ok(principal)
    }
}

async fn tenant(State(app): State<App>, method: Method, headers: HeaderMap) -> Result<Response> {
    let principal = app.authenticate(&headers, &method).await?;
    Ok(axum::Json(json!({ "tenant_id": principal.tenant_id })).into_response())
}

async fn one(State(app): State<App>, Path(id): Path<Uuid>, method: Method, headers: HeaderMap) -> Result<Response> {
    let principal = app.authenticate(&headers, &method).await?;
    let found = users::Entity::find_by_id(id).filter(users::Column::TenantId.eq(&principal.tenant_id));
    let user = found.one(&app.database).await?.ok_or(Problem(StatusCode::NOT_FOUND))?;
    reply::row(&user, user.version, &headers)
}

async fn change(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let principal = app.authenticate(&headers, &method).await?;
    let (patch, version) = (UserPatch::read(&body)?, reply::expected(&headers)?);
    let mut row = users::ActiveModel { updated_at: Set(Utc::now()), ..Default::default() };
    macro_rules! set {
        ($($name:ident)*) => { $(if let Some(value) = patch.$name { row.$name = Set(value); })* };
    }
    set!(username nickname avatar_url email phone role status metadata);
    let mut update = users::Entity::update_many()
        .set(row)
        .col_expr(users::Column::Version, Expr::col(users::Column::Version).add(1))
        .filter(users::Column::TenantId.eq(&principal.tenant_id))
        .filter(users::Column::Id.eq(id));
    if let Some(version) = version {
        update = update.filter(users::Column::Version.eq(version));
    }
    let found = update.exec_with_returning(&app.database).await?.into_iter().next();
    let missing = if version.is_some() { StatusCode::PRECONDITION_FAILED } else { StatusCode::NOT_FOUND };
    let user = found.ok_or(Problem(missing))?;
    reply::row(&user, user.version, &HeaderMap::new())
}

#[derive(Debug, Deserialize)]
struct Page {
    limit: Option<u64>,
    cursor: Option<Uuid>,
}

async fn list(
    State(app): State<App>,
    Query(page): Query<Page>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let principal = app.authenticate(&headers, &method).await?;
    let (limit, after) = (page.limit.unwrap_or(20).clamp(1, 100), page.cursor.unwrap_or(Uuid::max()));
    let rows = users::Entity::find()
        .filter(users::Column::TenantId.eq(&principal.tenant_id))
        .filter(users::Column::Id.lt(after))
        .order_by_desc(users::Column::Id)
        .limit(limit)
        .all(&app.database)
        .await?;
    let next = rows.last().filter(|_| rows.len() as u64 == limit).map(|last| last.id);
    Ok(axum::Json(json!({ "items": rows, "next": next })).into_response())
}
