//! The report of a run as one JSON object.

use larder_generator::diagnostic::{Diagnostic, Diagnostics, Origin, Severity};
use larder_generator::output::FileState;
use larder_generator::sql::{Problem, Question};
use serde_json::{Value, json};

use crate::outcome::{ExitStatus, Outcome};

/// Returns the outcome as one object.
pub(super) fn object(outcome: &Outcome) -> Value {
    let definition = outcome.diagnostics.iter().map(|diagnostic| of_diagnostic(diagnostic, &outcome.diagnostics));
    let notes = outcome.notes.iter().map(|note| of_problem(note, "note"));
    let problems = outcome.problems.iter().map(|problem| of_problem(problem, "error"));
    let diagnostics: Vec<_> = definition.chain(notes).chain(problems).collect();
    let questions = outcome.problems.iter().filter_map(|problem| problem.question.as_deref());
    let files = outcome.differences.iter().map(|difference| {
        let state = match difference.state {
            FileState::Missing => "missing",
            FileState::Different => "different",
            FileState::Stale => "stale",
        };
        json!({ "path": difference.path, "state": state })
    });
    let mut object = json!({
        "status": outcome.status().name(),
        "written": outcome.status() == ExitStatus::Written,
        "files": files.collect::<Vec<_>>(),
        "completed": outcome.completed,
        "diagnostics": diagnostics,
        "without_methods": outcome.unmade,
        "on_every_server": outcome.on_every_server,
        "questions": questions.map(of_question).collect::<Vec<_>>(),
    });
    for (name, value) in outcome.answer.iter().flat_map(|answer| &answer.members) {
        object[name] = value.clone();
    }
    object
}

fn of_question(question: &Question) -> Value {
    json!({
        "kind": question.kind.as_str(),
        "subject": question.subject,
        "candidates": question.candidates,
        "flags": question.flags,
    })
}

fn of_problem(problem: &Problem, severity: &str) -> Value {
    json!({
        "code": problem.code,
        "severity": severity,
        "message": problem.message,
        "help": problem.help,
        "file": problem.path,
    })
}

fn of_diagnostic(diagnostic: &Diagnostic, all: &Diagnostics) -> Value {
    let mut object = json!({
        "code": diagnostic.code.as_str(),
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Note => "note",
        },
        "message": diagnostic.message,
        "help": diagnostic.help,
    });
    if let Origin::Text { file, start, .. } = diagnostic.origin {
        let source = all.file(file);
        let before = source.text.get(..start).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        object["file"] = json!(source.name);
        object["line"] = json!(before.matches('\n').count() + 1);
        object["column"] = json!(before[line_start..].chars().count() + 1);
    }
    object
}
