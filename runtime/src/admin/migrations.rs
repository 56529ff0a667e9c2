//! Migrations: how they stand, and runs of the migrator.

mod run;
mod shown;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use larder_format::{Dialect, Direction};
use serde::Deserialize;
use serde_json::{Value, json};

use self::run::RunTask;
use super::problem::{Outcome, ProblemDocument};
use super::state::AdminState;
use super::{body, reply};
use crate::migrate::{Migrator, RollbackTarget};

pub(super) use self::run::RunGate;

/// Comparing opens connections, so those who ask at once share an answer.
const STATUS_AGE: Duration = Duration::from_secs(1);

/// `GET /admin/migrations/status`.
pub(super) async fn status(State(state): State<Arc<AdminState>>) -> Response {
    let compare = async { compare(&state.store.migrator(), state.store.db().dialect()).await };
    match state.migrations.get(STATUS_AGE, compare).await {
        Ok(mut status) => {
            status["run"] = state.runs.shown();
            reply::json(StatusCode::OK, &status)
        }
        Err(problem) => problem.into_response(),
    }
}

async fn compare(migrator: &Migrator, dialect: Dialect) -> Outcome<Value> {
    let status = migrator.status().await?;
    // On SQLite the lock is every writer's, which tells something only where a run would wait for it.
    let is_everybodys = dialect == Dialect::Sqlite && status.pending().next().is_none();
    let holder = if is_everybodys { None } else { migrator.lock_holder().await? };
    // Where migrating would be refused there is no plan; the problems say why.
    let plan = if status.problems.is_empty() { migrator.plan(Direction::Up).await? } else { Vec::new() };
    Ok(json!({
        "migrations": status.migrations.iter().map(shown::migration).collect::<Value>(),
        "pending": status.pending().collect::<Value>(),
        "problems": status.problems.iter().map(ToString::to_string).collect::<Value>(),
        "plan": plan.iter().map(shown::step).collect::<Value>(),
        "lock_holder": holder,
    }))
}

/// How far a run goes up.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct UpRequest {
    /// The last migration to apply; without it all are.
    to: Option<String>,
}

/// `POST /admin/migrations/migrate`.
pub(super) async fn migrate(State(state): State<Arc<AdminState>>, request: Request) -> Outcome<Response> {
    let headers = request.headers().clone();
    let wanted: UpRequest = body::json(request).await?;
    run::start(&state, RunTask::Migrate { to: wanted.to }, wants_json(&headers)).await
}

/// How far a run goes back.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BackRequest {
    /// So many migrations.
    count: Option<usize>,
    /// Those that were applied after this one.
    to: Option<String>,
    /// Whether rows may be lost.
    accept_loss: bool,
}

impl BackRequest {
    fn target(&self) -> Outcome<RollbackTarget<'_>> {
        match (self.count, &self.to) {
            (Some(count), None) if count > 0 => Ok(RollbackTarget::Last(count)),
            (None, Some(id)) => Ok(RollbackTarget::To(id)),
            _ => Err(ProblemDocument::bad_request(
                "Say how far: {\"count\": 1} rolls the last migration back, {\"to\": \"<id>\"} all that follow one.",
            )),
        }
    }
}

/// `POST /admin/migrations/rollback`.
pub(super) async fn rollback(State(state): State<Arc<AdminState>>, request: Request) -> Outcome<Response> {
    let headers = request.headers().clone();
    let wanted: BackRequest = body::json(request).await?;
    let target = wanted.target()?;
    if !wanted.accept_loss {
        let losses = state.store.migrator().losses(target).await?;
        if !losses.is_empty() {
            let problem = ProblemDocument::new(StatusCode::CONFLICT, "loss", "The rollback would delete data.");
            let problem = problem.detail("Send `\"accept_loss\": true` if it may.");
            return Err(problem.member("losses", losses.iter().map(shown::loss).collect()));
        }
    }
    let task = match (wanted.count, wanted.to) {
        (_, Some(id)) => RunTask::RollBackTo { id },
        (count, None) => RunTask::RollBack { count: count.unwrap_or_default() },
    };
    run::start(&state, task, wants_json(&headers)).await
}

/// A stream of events is the rule: its answer begins at once, however long the run takes.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(axum::http::header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/event-stream")
}
