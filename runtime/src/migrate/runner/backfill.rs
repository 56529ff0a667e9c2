//! Changes rows in batches, so that no batch holds its locks for long and a crash loses one batch at most.

use std::time::Instant;

use larder_format::plan::Backfill;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::attempts::Attempts;
use super::journal::Note;
use super::keys::Key;
use super::{Job, Runner};
use crate::Result;
use crate::migrate::event::Event;
use crate::migrate::failure::{database, refuse};
use crate::migrate::history;
use crate::migrate::progress::{BatchSize, Meter};

/// How far batches came, as the history stores it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The last key of the last batch, as a literal of SQL; none before the first one.
    pub(super) after: Option<String>,
    /// Rows passed so far.
    pub(super) rows: u64,
}

impl Cursor {
    pub(super) fn note(&self) -> Result<Note> {
        let text =
            serde_json::to_string(self).map_err(|error| refuse(format!("a cursor cannot be stored: {error}")))?;
        Ok(Note::Cursor(text))
    }
}

impl Runner<'_> {
    /// Runs the statement of a step for one range of keys after the other.
    pub(super) async fn backfill(&mut self, job: &Job, step: usize, backfill: &Backfill) -> Result<()> {
        let mut cursor = self.take_up(job, step).await?;
        let begun = Instant::now();
        let key = self.key(&backfill.table, &backfill.key).await?;
        let total = self.sized(&key, &backfill.table).await?;
        let (meter, mut size) = (Meter::new(cursor.rows, total), BatchSize::new());
        let mut attempts = Attempts::new(self.limits);
        loop {
            self.still_locked().await?;
            self.begin().await?;
            let batch = Instant::now();
            let mut next = cursor.clone();
            let done = self.batch(job, step, &key, &mut next, size.rows()).await;
            let note = if next.after == cursor.after { Note::Finish(begun) } else { next.note()? };
            let done = match done {
                Ok(()) => self.write(job, step, &note).await,
                failed => failed,
            };
            if !self.end(job, step, done, &note, &mut attempts).await? {
                continue;
            }
            attempts = Attempts::new(self.limits);
            let is_last = next.after == cursor.after;
            cursor = next;
            self.report(job, step, &meter, &cursor, is_last);
            if is_last {
                return Ok(());
            }
            sleep(size.learn(batch.elapsed())).await;
        }
    }

    /// Does one batch and moves the cursor behind it; leaves its key when there is nothing behind it.
    async fn batch(&mut self, job: &Job, step: usize, key: &Key, cursor: &mut Cursor, rows: u64) -> Result<()> {
        let after = cursor.after.clone();
        let end = key.end(self.work, after.as_deref(), rows).await?;
        let range = key.range(after.as_deref(), end.as_deref());
        cursor.rows += match end {
            Some(_) => rows,
            None => key.count(self.work, &format!("1 = 1{range}")).await?.unwrap_or_default(),
        };
        let sql = format!("{}{range}", job.step(step).statements[0]);
        self.watched(job, step, &sql).await.map_err(|error| database(job.describe(step, 0), error))?;
        if end.is_some() {
            cursor.after = end;
        }
        Ok(())
    }

    /// Returns where an earlier run left a step, or begins it.
    pub(super) async fn take_up(&mut self, job: &Job, step: usize) -> Result<Cursor> {
        if job.recorded(step).is_none() {
            self.note(job, step, &[Note::Insert]).await?;
            return Ok(Cursor::default());
        }
        self.begin().await?;
        let stored = history::cursor(self.work, &job.migration.id, job.direction, step).await;
        self.abandon().await;
        let failed = |error| database(format!("{}: reading larder_migrations", job.migration.id), error);
        let Some(text) = stored.map_err(failed)? else {
            return Ok(Cursor::default());
        };
        serde_json::from_str(&text)
            .map_err(|error| refuse(format!("{}: the cursor of step {step} cannot be read: {error}", job.migration.id)))
    }

    pub(super) async fn key(&mut self, table: &str, column: &str) -> Result<Key> {
        self.begin().await?;
        let key = Key::find(self.work, table, column).await;
        self.abandon().await;
        key
    }

    async fn sized(&mut self, key: &Key, table: &str) -> Result<Option<u64>> {
        self.begin().await?;
        let size = key.size(self.work, table).await;
        self.abandon().await;
        size
    }

    pub(super) async fn still_locked(&mut self) -> Result<()> {
        match self.lock.as_deref_mut() {
            Some(lock) => lock.check().await,
            None => Ok(()),
        }
    }

    pub(super) fn report(&self, job: &Job, step: usize, meter: &Meter, cursor: &Cursor, is_last: bool) {
        let (id, done) = (job.migration.id.as_str(), cursor.rows);
        let total = if is_last { Some(done) } else { meter.total(done) };
        let eta = if is_last { Some(std::time::Duration::ZERO) } else { meter.eta(done) };
        (self.events)(&Event::Progress { id, step, done, total, eta });
    }
}
