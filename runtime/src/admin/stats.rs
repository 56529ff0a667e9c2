//! Statistics as JSON and as metrics, and what the servers say of themselves.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use larder_format::Dialect;
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

/// Whoever scrapes gets what the servers said up to so long ago, and waits no longer than this for what they say now.
const SCRAPED_AGE: Duration = Duration::from_secs(30);
/// SQLite reads its whole file for the sizes of tables.
const SCRAPED_AGE_OF_FILE: Duration = Duration::from_secs(240);
const SCRAPE_WAIT: Duration = Duration::from_millis(500);

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    statistics: Statistics,
    configuration: Value,
}

/// `GET /stats`.
pub(super) async fn statistics(State(state): State<Arc<AdminState>>) -> Response {
    let configuration = configuration::shown(state.store.config(), &state.options);
    ask_servers(&state).await;
    reply::json(StatusCode::OK, &Shown { statistics: state.store.statistics(), configuration })
}

/// `GET /metrics`.
pub(super) async fn metrics(State(state): State<Arc<AdminState>>) -> Response {
    ask_servers(&state).await;
    reply::text(StatusCode::OK, PROMETHEUS_CONTENT_TYPE, encode_prometheus(&state.store.statistics()))
}

/// Asks the servers for what they know, if nobody has lately. A server that is slow, or away, delays no statistics: the
/// question goes on, and the next one who comes gets the answer.
async fn ask_servers(state: &Arc<AdminState>) {
    let state = Arc::clone(state);
    let is_file = state.store.config().database.dialect().is_ok_and(|dialect| dialect == Dialect::Sqlite);
    let age = if is_file { SCRAPED_AGE_OF_FILE } else { SCRAPED_AGE };
    let asked = tokio::spawn(async move {
        let ask = async { inspect(&state).await };
        // A failure is in the log, and in the age of the last answer.
        drop(state.inspection.get(age, ask).await);
    });
    // Nobody waits for it any more if it takes longer.
    let _ = tokio::time::timeout(SCRAPE_WAIT, asked).await;
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
