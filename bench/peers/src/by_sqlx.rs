//! axum and sqlx.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::patch::UserPatch;
use crate::principal::{self, LastUsed, Principal};
use crate::problem::{Problem, Result};
use crate::{reply, serve};

const COLUMNS: &str = "id, user_id, tenant_id, openid, unionid, username, nickname, avatar_url, email, phone, role, \
                       status, metadata, created_at, updated_at, version";

#[derive(Debug, Serialize)]
struct User {
    id: Uuid,
    user_id: String,
    tenant_id: String,
    openid: Option<String>,
    unionid: Option<String>,
    username: String,
    nickname: String,
    avatar_url: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    role: String,
    status: String,
    metadata: Value,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i64,
}

from_row!(User { id user_id tenant_id openid unionid username nickname avatar_url email phone role status metadata
    created_at updated_at version });

#[derive(Clone)]
struct App {
    pool: PgPool,
    last_used: Arc<LastUsed>,
}

pub(crate) async fn router(url: &str) -> sqlx::Result<Router> {
    let pool = PgPoolOptions::new().max_connections(serve::CONNECTIONS).connect(url).await?;
    let app = App { pool, last_used: Arc::default() };
    Ok(Router::new()
        .route("/v1/tenant", get(tenant))
        .route("/v1/users", get(list))
        .route("/v1/users/{id}", get(one).patch(change))
        .with_state(app))
}

impl App {
    async fn authenticate(&self, headers: &HeaderMap, method: &Method) -> Result<Principal> {
        let found = sqlx::query_as::<_, Principal>(
            "SELECT k.id, k.tenant_id, k.permissions, k.status, k.expires_at, t.status AS tenant_status
             FROM api_keys k JOIN tenants t ON t.tenant_id = k.tenant_id WHERE k.key_hash = $1",
        );
        let found = found.bind(principal::hash(headers)?).fetch_optional(&self.pool).await?;
        let principal = principal::check(found, method)?;
        if self.last_used.is_due(principal.id) {
            let touch = sqlx::query("UPDATE api_keys SET last_used_at = now() WHERE id = $1").bind(principal.id);
            touch.execute(&self.pool).await?;
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
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM users WHERE tenant_id = $1 AND id = $2"));
    let found = sqlx::query_as::<_, User>(sql).bind(&principal.tenant_id).bind(id).fetch_optional(&app.pool).await?;
    let user = found.ok_or(Problem(StatusCode::NOT_FOUND))?;
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
    let mut sql = QueryBuilder::<Postgres>::new("UPDATE users SET version = version + 1, updated_at = ");
    sql.push_bind(Utc::now());
    macro_rules! set {
        ($($name:ident)*) => {
            $(if let Some(value) = patch.$name {
                sql.push(concat!(", ", stringify!($name), " = ")).push_bind(value);
            })*
        };
    }
    set!(username nickname avatar_url email phone role status metadata);
    sql.push(" WHERE tenant_id = ").push_bind(&principal.tenant_id).push(" AND id = ").push_bind(id);
    if let Some(version) = version {
        sql.push(" AND version = ").push_bind(version);
    }
    sql.push(" RETURNING ").push(COLUMNS);
    let found = sql.build_query_as::<User>().fetch_optional(&app.pool).await?;
    let missing = if version.is_some() { StatusCode::PRECONDITION_FAILED } else { StatusCode::NOT_FOUND };
    let user = found.ok_or(Problem(missing))?;
    reply::row(&user, user.version, &HeaderMap::new())
}

#[derive(Debug, Deserialize)]
struct Page {
    limit: Option<i64>,
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
    let sql = format!("SELECT {COLUMNS} FROM users WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    let rows = sqlx::query_as::<_, User>(sqlx::AssertSqlSafe(sql)).bind(&principal.tenant_id).bind(after).bind(limit);
    let rows = rows.fetch_all(&app.pool).await?;
    let next = rows.last().filter(|_| i64::try_from(rows.len()) == Ok(limit)).map(|last| last.id);
    Ok(axum::Json(json!({ "items": rows, "next": next })).into_response())
}
