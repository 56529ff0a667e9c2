//! Statistics as JSON and as metrics, and what the servers say of themselves.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::Value;

use super::configuration;
use super::problem::{Outcome, ProblemDocument};
use super::reply;
use super::state::AdminState;
use crate::metrics::{PROMETHEUS_CONTENT_TYPE, encode_prometheus};
use crate::statistics::Statistics;

/// Asking the servers costs statements.
const INSPECTION_AGE: Duration = Duration::from_secs(10);

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    statistics: Statistics,
    configuration: Value,
}

/// `GET /stats`.
pub(super) async fn statistics(State(state): State<Arc<AdminState>>) -> Response {
    let configuration = configuration::shown(state.store.config(), &state.options);
    reply::json(StatusCode::OK, &Shown { statistics: state.store.statistics(), configuration })
}

/// `GET /metrics`.
pub(super) async fn metrics(State(state): State<Arc<AdminState>>) -> Response {
    reply::text(StatusCode::OK, PROMETHEUS_CONTENT_TYPE, encode_prometheus(&state.store.statistics()))
}

/// `GET /admin/inspect`.
pub(super) async fn inspection(State(state): State<Arc<AdminState>>) -> Response {
    let ask = async { inspect(&state).await };
    match state.inspection.get(INSPECTION_AGE, ask).await {
        Ok(inspection) => reply::json(StatusCode::OK, &inspection),
        Err(problem) => problem.into_response(),
    }
}

async fn inspect(state: &AdminState) -> Outcome<Value> {
    let inspection = state.store.inspect().await?;
    serde_json::to_value(inspection).map_err(|error| {
        tracing::error!(%error, "an inspection cannot be written as JSON");
        ProblemDocument::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The request failed.")
    })
}
