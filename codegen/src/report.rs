//! What a run found, as text or as JSON.

mod json;

use std::io::{IsTerminal as _, Write as _};

use larder_generator::diagnostic::Paint;
use larder_generator::output::{Difference, FileState};

use crate::arguments::Format;
use crate::outcome::{ExitStatus, Outcome};

/// Prints the outcome. Mistakes go to standard error, the rest to standard output: each file on a terminal, one line of
/// what was written in a pipe.
pub(crate) fn print(outcome: &Outcome, format: Format) {
    // A reader that went away is no reason to fail.
    let _ = match format {
        Format::Json => writeln!(std::io::stdout(), "{}", json::object(outcome)),
        Format::Human => human(outcome),
    };
}

fn human(outcome: &Outcome) -> std::io::Result<()> {
    let mut errors = std::io::stderr().lock();
    let paint = if errors.is_terminal() { Paint::Coloured } else { Paint::Plain };
    if !outcome.diagnostics.is_empty() {
        write!(errors, "{}", outcome.diagnostics.render(paint))?;
    }
    for line in outcome.unmade.iter().chain(&outcome.on_every_server) {
        writeln!(errors, "note: {line}")?;
    }
    for note in &outcome.notes {
        writeln!(errors, "{}\n", note.told_as("note"))?;
    }
    for problem in &outcome.problems {
        writeln!(errors, "{problem}\n")?;
    }
    if outcome.checked && !outcome.differences.is_empty() {
        for difference in &outcome.differences {
            writeln!(errors, "{}", told(difference, true))?;
        }
        writeln!(errors, "on disk and definition differ in {} places; run `codegen`", outcome.differences.len())?;
    }
    let mut progress = std::io::stdout().lock();
    if let Some(answer) = &outcome.answer {
        return progress.write_all(answer.text.as_bytes());
    }
    let status = outcome.status();
    if status == ExitStatus::Current {
        return writeln!(progress, "everything is up to date");
    }
    if status != ExitStatus::Written {
        return Ok(());
    }
    if !progress.is_terminal() {
        return writeln!(progress, "{}", summary(outcome));
    }
    for path in &outcome.completed {
        writeln!(progress, "completed {path}")?;
    }
    for difference in &outcome.differences {
        writeln!(progress, "{}", told(difference, false))?;
    }
    Ok(())
}

/// `wrote 9 files and removed 1; new migrations: 0003_add_bio_to_users`
fn summary(outcome: &Outcome) -> String {
    let files = |count: usize| format!("{count} {}", if count == 1 { "file" } else { "files" });
    let removed = outcome.differences.iter().filter(|difference| difference.state == FileState::Stale).count();
    let written = outcome.differences.len() - removed + outcome.completed.len();
    let mut text = format!("wrote {}", files(written));
    if removed > 0 {
        text += &format!(" and removed {removed}");
    }
    let paths = outcome
        .differences
        .iter()
        .map(|difference| difference.path.as_str())
        .chain(outcome.completed.iter().map(String::as_str));
    let migrations: Vec<&str> = paths.filter_map(|path| path.strip_suffix("/plan.toml")?.rsplit('/').next()).collect();
    if !migrations.is_empty() {
        text += &format!("; new migrations: {}", migrations.join(", "));
    }
    text
}

fn told(difference: &Difference, checked: bool) -> String {
    let word = match (difference.state, checked) {
        (FileState::Missing, true) => "missing",
        (FileState::Different, true) => "stale or edited by hand",
        (FileState::Stale, true) => "no longer generated",
        (FileState::Missing | FileState::Different, false) => "wrote",
        (FileState::Stale, false) => "removed",
    };
    if checked { format!("{}: {word}", difference.path) } else { format!("{word} {}", difference.path) }
}
