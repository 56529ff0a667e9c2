//! How far a step in batches is, which every batch stores with its rows.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::attempts::LockAttempts;
use super::journal::Note;
use super::keys::WalkKey;
use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::history;
use crate::migrate::report::event::Event;
use crate::migrate::report::failure::{database, refuse};
use crate::migrate::report::progress::Meter;

/// How far batches came, as the history stores it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct BatchCursor {
    /// The last key of the last batch, as a literal of SQL; none before the first one.
    pub(super) after: Option<String>,
    /// Rows passed so far.
    pub(super) rows: u64,
}

/// Where a batch ended.
pub(super) struct Passed {
    pub(super) cursor: BatchCursor,
    pub(super) is_last: bool,
}

impl Passed {
    /// What a batch finds when an earlier run did all of them.
    pub(super) fn finished() -> Self {
        Self { cursor: BatchCursor::default(), is_last: true }
    }

    fn note(&self, begun: Instant) -> Result<Note> {
        if self.is_last {
            return Ok(Note::Finish(begun));
        }
        let text = serde_json::to_string(&self.cursor);
        text.map(Note::Cursor).map_err(|error| refuse(format!("a cursor cannot be stored: {error}")))
    }
}

impl Runner<'_> {
    /// Begins a step in batches, or returns where an earlier run left it.
    pub(super) async fn take_up(&mut self, job: &Job, step: usize) -> Result<BatchCursor> {
        if job.recorded(step).is_none() {
            self.note(job, step, &[Note::Insert]).await?;
        }
        self.begin().await?;
        let held = self.hold(job, step).await;
        self.abandon().await;
        held.map(Option::unwrap_or_default)
    }

    /// Locks the row of a step and returns where its batches are; `None` when all are done.
    pub(super) async fn hold(&mut self, job: &Job, step: usize) -> Result<Option<BatchCursor>> {
        let id = &job.migration.id;
        let held = history::hold(self.work, id, job.direction, step).await;
        let held = held.map_err(|error| database(format!("{id}: reading larder_migrations"), error))?;
        match held {
            None => Err(refuse(format!(
                "{id}: the row of step {} was removed from larder_migrations in the meantime",
                step + 1
            ))),
            Some((_, true)) => Ok(None),
            Some((None, false)) => Ok(Some(BatchCursor::default())),
            Some((Some(text), false)) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|error| refuse(format!("{id}: the cursor of step {} cannot be read: {error}", step + 1))),
        }
    }

    /// Ends the transaction of a batch with the record of how far it came; `None` when it is to be done again.
    pub(super) async fn pass(
        &mut self,
        job: &Job,
        step: usize,
        done: Result<Passed>,
        begun: Instant,
        attempts: &mut LockAttempts,
    ) -> Result<Option<Passed>> {
        let (passed, note, done) = match done {
            Ok(passed) => {
                let note = passed.note(begun)?;
                let written = self.write(job, step, &note).await;
                (Some(passed), note, written)
            }
            Err(error) => (None, Note::Insert, Err(error)),
        };
        let ended = self.end(job, step, done, &note, attempts).await?;
        Ok(passed.filter(|_| ended))
    }

    pub(super) async fn key(&mut self, table: &str, column: &str) -> Result<WalkKey> {
        self.begin().await?;
        let key = WalkKey::find(self.work, table, column).await;
        self.abandon().await;
        key
    }

    pub(super) async fn still_locked(&mut self) -> Result<()> {
        self.guard.check(self.work).await
    }

    pub(super) fn report(&self, job: &Job, step: usize, meter: &Meter, passed: &Passed) {
        let (id, done) = (job.migration.id.as_str(), passed.cursor.rows);
        let total = if passed.is_last { Some(done) } else { meter.total(done) };
        let eta = if passed.is_last { Some(Duration::ZERO) } else { meter.eta(done) };
        (self.events)(&Event::Progress { id, step: step + 1, done, total, eta });
    }
}
