//! Probes: whether the process runs, and whether requests should be sent to it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use tokio::time::timeout;

use super::reply;
use super::state::AdminState;
use crate::config::MigrationPolicy;
use crate::migrate;
use crate::store::Runtime;

/// A database that needs longer than this to answer a ping is not there for requests either.
const PING: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_secs(5);
/// Comparing migrations opens a connection.
const SCHEMA_AGE: Duration = Duration::from_secs(10);

/// How an instance, or a part of it, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Readiness {
    Ready,
    /// It answers requests, but something is not as it should be.
    Degraded,
    /// Requests would fail.
    Down,
}

/// One part of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PartCheck {
    status: Readiness,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_seconds: Option<f64>,
    /// What is wrong, or what there is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// How the database's migrations compared with those of this build.
pub(super) type SchemaCheck = PartCheck;

impl PartCheck {
    fn ready() -> Self {
        Self { status: Readiness::Ready, latency_seconds: None, detail: None }
    }

    fn wrong(status: Readiness, detail: impl Into<String>) -> Self {
        Self { status, latency_seconds: None, detail: Some(detail.into()) }
    }

    fn note(self, detail: &str) -> Self {
        Self { detail: Some(detail.to_owned()), ..self }
    }
}

/// `GET /healthz`.
pub(super) async fn alive() -> Response {
    reply::json(StatusCode::OK, &json!({ "status": "alive" }))
}

/// `GET /readyz`.
pub(super) async fn ready(State(state): State<Arc<AdminState>>, headers: HeaderMap) -> Response {
    let (database, migrations) = tokio::join!(database(&state.store), schema(&state));
    let mut parts = vec![("database", database), ("cache", cache(&state.store)), ("migrations", migrations)];
    parts.extend(warm(&state.store).map(|warm| ("warm", warm)));
    let whole = parts.iter().map(|(_, part)| part.status).max().unwrap_or(Readiness::Ready);
    let status = if whole == Readiness::Down { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let tells = state.may_read(&headers);
    let shown = parts
        .into_iter()
        .map(|(name, part)| (name.to_owned(), if tells { json!(part) } else { json!({ "status": part.status }) }));
    reply::json(status, &json!({ "status": whole, "checks": serde_json::Map::from_iter(shown) }))
}

async fn database(store: &Runtime) -> PartCheck {
    let start = Instant::now();
    match timeout(PING, store.db().ping()).await {
        Ok(Ok(())) => PartCheck { latency_seconds: Some(start.elapsed().as_secs_f64()), ..PartCheck::ready() },
        Ok(Err(error)) => PartCheck::wrong(Readiness::Down, error.to_string()),
        Err(_) => {
            let pool = store.db().status();
            if pool.in_use >= pool.max {
                // Others are answered; taking this instance away would only load the next one.
                return PartCheck::wrong(Readiness::Degraded, "every connection of the pool is in use");
            }
            PartCheck::wrong(Readiness::Down, format!("no answer within {} s", PING.as_secs()))
        }
    }
}

fn cache(store: &Runtime) -> PartCheck {
    if !store.cache().is_enabled() {
        return PartCheck::ready().note("switched off");
    }
    match store.cache().redis_up() {
        None => PartCheck::ready().note("in process only"),
        Some(true) => PartCheck::ready(),
        Some(false) => PartCheck::wrong(Readiness::Degraded, "Redis does not answer; reads go to the database"),
    }
}

/// What is read ahead before requests should come, if anything is.
fn warm(store: &Runtime) -> Option<PartCheck> {
    let awaited = store.cache().is_any_awaited().then(|| store.cache().awaited())?;
    Some(if awaited.is_empty() {
        PartCheck::ready()
    } else {
        PartCheck::wrong(Readiness::Down, format!("rows are read ahead ({})", awaited.join(", ")))
    })
}

async fn schema(state: &AdminState) -> PartCheck {
    if !state.store.has_migrations() {
        return PartCheck::ready().note("this store has no migrations");
    }
    state.schema.get(SCHEMA_AGE, compare(&state.store)).await
}

/// An instance is ready while it could be opened.
async fn compare(store: &Runtime) -> PartCheck {
    let status: migrate::Status = match timeout(LOOK, store.migrator().status()).await {
        Ok(Ok(status)) => status,
        Ok(Err(error)) => return PartCheck::wrong(Readiness::Degraded, format!("not known: {error}")),
        Err(_) => return PartCheck::wrong(Readiness::Degraded, "not known: the database does not answer"),
    };
    match status.check() {
        Ok(()) => PartCheck::ready(),
        Err(error) if store.config().migration_policy == MigrationPolicy::Warn => {
            PartCheck::wrong(Readiness::Degraded, error.to_string())
        }
        Err(error) => PartCheck::wrong(Readiness::Down, error.to_string()),
    }
}
