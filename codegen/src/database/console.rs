//! What a person sees during a run.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use larder::migrate::{Direction, Event};

/// Prints a line for each thing done, to standard output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    speaks: bool,
    /// Lines that are written over may be printed.
    is_terminal: bool,
}

impl Console {
    /// Creates a console; with JSON on standard output it is silent.
    pub(crate) fn new(speaks: bool) -> Self {
        Self { speaks, is_terminal: std::io::stdout().is_terminal() }
    }

    /// Tells what a run is at.
    pub(crate) fn event(&self, event: &Event<'_>) {
        match event {
            Event::Waiting => self.line("waiting for the migration lock, which another migrator holds"),
            Event::Started { id, direction } => self.passing(&format!("{} {id}", doing(*direction))),
            Event::StepStarted { id, step, of, what } => self.passing(&format!("  {id} {step}/{of}: {what}")),
            Event::StepFinished { id, step, of, what, duration } => {
                self.line(&format!("  {id} {step}/{of}: {what}, {}", seconds(*duration)));
            }
            Event::Resumed { id, step, done } => {
                let found = if *done { "was already done" } else { "was not done" };
                self.line(&format!("{id}: resuming an interrupted run: step {step} {found}"));
            }
            Event::Progress { id, step, done, total, eta } => {
                let of = total.map(|total| format!(" of {total}, {} %", percent(*done, total))).unwrap_or_default();
                let left = eta.map(|eta| format!(", about {} left", seconds(eta))).unwrap_or_default();
                self.passing(&format!("{id}: step {step}: {done}{of}{left}"));
            }
            Event::LockTimeout { id, step, attempt, of, holder } => {
                let by = if holder.is_empty() { String::new() } else { format!(" ({holder})") };
                let next = match attempt < of {
                    true => format!("retrying (attempt {} of {of})", attempt + 1),
                    false => format!("giving up after {of} {}", if *of == 1 { "attempt" } else { "attempts" }),
                };
                self.line(&format!("{id}: step {step}: lock timeout{by}; {next}"));
            }
            Event::Finished { id, direction, duration } => {
                self.line(&format!("{} {id} in {}", done(*direction), seconds(*duration)));
            }
            _ => {}
        }
    }

    /// Prints a line that stays.
    pub(crate) fn line(&self, text: &str) {
        self.print(text, "\n");
    }

    /// Prints a line that the next one takes the place of; only where a person looks on.
    fn passing(&self, text: &str) {
        if self.is_terminal {
            self.print(text, "");
        }
    }

    fn print(&self, text: &str, end: &str) {
        if !self.speaks {
            return;
        }
        let clear = if self.is_terminal { "\r\x1b[2K" } else { "" };
        let mut output = std::io::stdout().lock();
        // A reader that went away is no reason to stop a migration.
        let _ = write!(output, "{clear}{text}{end}").and_then(|()| output.flush());
    }
}

fn doing(direction: Direction) -> &'static str {
    if direction == Direction::Up { "applying" } else { "rolling back" }
}

fn done(direction: Direction) -> &'static str {
    if direction == Direction::Up { "applied" } else { "rolled back" }
}

fn percent(done: u64, total: u64) -> u64 {
    done.saturating_mul(100) / total.max(1)
}

/// Returns a duration as a person says it.
fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        1..60 => format!("{:.1} s", duration.as_secs_f64()),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}
