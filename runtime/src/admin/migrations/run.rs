//! One run of the migrator at a time, which goes on when its client leaves.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use super::shown;
use crate::admin::problem::{Outcome, ProblemDocument};
use crate::admin::reply;
use crate::admin::state::AdminState;
use crate::migrate::{MigrateError, Migrator, Report};

/// Proxies close streams in which nothing happens.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

const PATIENCE: Duration = Duration::from_secs(10);

/// Lets one run at a time through.
#[derive(Default)]
pub(in crate::admin) struct RunGate(Mutex<Option<UnderWay>>);

struct UnderWay {
    what: &'static str,
    since: Instant,
}

impl RunGate {
    /// Returns the run that is under way, `null` where there is none.
    pub(super) fn shown(&self) -> Value {
        let run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        run.as_ref()
            .map_or(Value::Null, |run| json!({ "what": run.what, "seconds": run.since.elapsed().as_secs_f64() }))
    }

    fn enter(&self, what: &'static str) -> Outcome<()> {
        let mut run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if run.is_some() {
            let problem = ProblemDocument::new(StatusCode::CONFLICT, "busy", "Another run is under way.");
            return Err(problem.detail("GET /admin/migrations/status says which."));
        }
        *run = Some(UnderWay { what, since: Instant::now() });
        Ok(())
    }

    fn leave(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What a run is to do.
#[derive(Debug, Clone)]
pub(super) enum RunTask {
    Migrate { to: Option<String> },
    RollBack { count: usize },
    RollBackTo { id: String },
}

impl RunTask {
    fn word(&self) -> &'static str {
        match self {
            Self::Migrate { .. } => "migrate",
            Self::RollBack { .. } | Self::RollBackTo { .. } => "rollback",
        }
    }

    async fn run(&self, migrator: &Migrator) -> Result<Report, MigrateError> {
        match self {
            Self::Migrate { to: None } => migrator.migrate().await,
            Self::Migrate { to: Some(id) } => migrator.migrate_to(id).await,
            Self::RollBack { count } => migrator.rollback(*count).await,
            Self::RollBackTo { id } => migrator.rollback_to(id).await,
        }
    }
}

/// The right to run, until it is dropped.
struct Turn(Arc<AdminState>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.runs.leave();
    }
}

/// What a client gets to know of a run.
enum Message {
    Progress(&'static str, Value),
    Done(Value),
    Failed(ProblemDocument),
}

/// Runs a task and answers with its events, or with its outcome.
///
/// # Errors
/// When another run is under way in this process.
pub(super) async fn start(state: &Arc<AdminState>, task: RunTask, as_json: bool) -> Outcome<Response> {
    state.runs.enter(task.word())?;
    let turn = Turn(Arc::clone(state));
    let (sender, receiver) = unbounded_channel();
    // A task of its own: dropped with its client, a run would stop between two statements.
    tokio::spawn(complete(turn, task, sender));
    Ok(if as_json { outcome(receiver).await } else { Sse::new(events(receiver)).into_response() })
}

async fn complete(turn: Turn, task: RunTask, sender: UnboundedSender<Message>) {
    let state = Arc::clone(&turn.0);
    tracing::info!(target: "larder::admin", run = task.word(), "a run of the migrator begins");
    let listener = sender.clone();
    let migrator = state.store.migrator().on_event(move |event| {
        let (name, data) = shown::event(event);
        // Nobody listens any more when the client has left.
        let _ = listener.send(Message::Progress(name, data));
    });
    let ended = match task.run(&migrator).await {
        Ok(report) => Message::Done(shown::report(&report)),
        Err(error) => {
            tracing::warn!(target: "larder::admin", run = task.word(), %error, "a run of the migrator failed");
            let problem = ProblemDocument::from(error.error());
            Message::Failed(problem.member("report", shown::report(error.report())))
        }
    };
    state.migrations.forget().await;
    state.schema.forget().await;
    // Whoever reads the end may begin the next run.
    drop(turn);
    let _ = sender.send(ended);
}

/// Waits for the end of a run for as long as clients and proxies usually do.
async fn outcome(receiver: UnboundedReceiver<Message>) -> Response {
    match timeout(PATIENCE, last(receiver)).await {
        Ok(response) => response,
        Err(_) => {
            let detail = "The run goes on; GET /admin/migrations/status says when it has ended.";
            reply::json(StatusCode::ACCEPTED, &json!({ "status": "running", "detail": detail }))
        }
    }
}

async fn last(mut receiver: UnboundedReceiver<Message>) -> Response {
    while let Some(message) = receiver.recv().await {
        match message {
            Message::Progress(..) => {}
            Message::Done(report) => return reply::json(StatusCode::OK, &report),
            Message::Failed(problem) => return problem.into_response(),
        }
    }
    broken_off().into_response()
}

/// Returns the events of a run: its progress, and as the last one `done` or `failed`.
fn events(receiver: UnboundedReceiver<Message>) -> impl stream::Stream<Item = Result<Event, Infallible>> + Send {
    stream::unfold(Some(receiver), async |receiver| {
        let mut receiver = receiver?;
        let event = |name: &str, data: &Value| Event::default().event(name).data(data.to_string());
        Some(match timeout(KEEP_ALIVE, receiver.recv()).await {
            Err(_) => (Ok(Event::default().comment("still at work")), Some(receiver)),
            Ok(Some(Message::Progress(name, data))) => (Ok(event(name, &data)), Some(receiver)),
            Ok(Some(Message::Done(report))) => (Ok(event("done", &report)), None),
            Ok(Some(Message::Failed(problem))) => (Ok(event("failed", &problem.document())), None),
            Ok(None) => (Ok(event("failed", &broken_off().document())), None),
        })
    })
}

/// The run ended without a word: it panicked, or the process stops.
fn broken_off() -> ProblemDocument {
    ProblemDocument::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The run was broken off.")
}
