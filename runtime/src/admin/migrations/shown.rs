//! What the migrator knows, as JSON.

use larder_format::Direction;
use serde_json::{Value, json};

use crate::migrate::{Event, Loss, MigrationRun, MigrationStatus, PlannedStep, Report, State};

pub(super) fn migration(status: &MigrationStatus) -> Value {
    let mut shown = match &status.state {
        State::Applied { at } => json!({ "state": "applied", "at": at }),
        State::Baselined { at } => json!({ "state": "baselined", "at": at }),
        State::Pending => json!({ "state": "pending" }),
        State::Partial { done, of, undecided } => {
            json!({ "state": "partial", "done": done, "of": of, "undecided": undecided })
        }
        State::RollingBack { done, of, undecided } => {
            json!({ "state": "rolling_back", "done": done, "of": of, "undecided": undecided })
        }
        State::Ahead { compatible } => json!({ "state": "ahead", "compatible": compatible }),
    };
    shown["id"] = json!(status.id);
    shown
}

pub(super) fn step(step: &PlannedStep) -> Value {
    json!({
        "id": step.id,
        "summary": step.summary,
        "lock": step.lock,
        "rewrites": step.rewrites,
        "loses": step.loses,
        "transactional": step.transactional,
        "statements": step.statements,
    })
}

pub(super) fn loss(loss: &Loss) -> Value {
    json!({ "migration": loss.migration, "table": loss.table, "column": loss.column, "rows": loss.rows })
}

pub(super) fn report(report: &Report) -> Value {
    let runs = |runs: &[MigrationRun]| -> Value {
        let one =
            |run: &MigrationRun| json!({ "id": run.id, "seconds": run.duration.as_secs_f64(), "resumed": run.resumed });
        runs.iter().map(one).collect()
    };
    json!({ "applied": runs(&report.applied), "rolled_back": runs(&report.rolled_back) })
}

/// Returns an event's name and what it says.
pub(super) fn event(event: &Event<'_>) -> (&'static str, Value) {
    match *event {
        Event::Waiting => ("waiting", json!({})),
        Event::Started { id, direction } => ("started", json!({ "id": id, "direction": word(direction) })),
        Event::StepStarted { id, step, of, what } => {
            ("step_started", json!({ "id": id, "step": step, "of": of, "what": what }))
        }
        Event::StepFinished { id, step, of, what, duration } => {
            let seconds = duration.as_secs_f64();
            ("step_finished", json!({ "id": id, "step": step, "of": of, "what": what, "seconds": seconds }))
        }
        Event::Resumed { id, step, done } => ("resumed", json!({ "id": id, "step": step, "done": done })),
        Event::Progress { id, step, done, total, eta } => {
            let eta = eta.map(|eta| eta.as_secs_f64());
            ("progress", json!({ "id": id, "step": step, "done": done, "total": total, "eta_seconds": eta }))
        }
        Event::LockTimeout { id, step, attempt, of, holder } => {
            ("lock_timeout", json!({ "id": id, "step": step, "attempt": attempt, "of": of, "holder": holder }))
        }
        Event::Finished { id, direction, duration } => {
            let seconds = duration.as_secs_f64();
            ("finished", json!({ "id": id, "direction": word(direction), "seconds": seconds }))
        }
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}
