//! What the runner writes into the history, and how it reads back what it wrote.

use std::time::Instant;

use larder_format::Direction;

use super::attempts::LockAttempts;
use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::history;
use crate::migrate::report::failure::database;

/// A change of a step's row, or of all rows of a migration.
pub(super) enum Note {
    Insert,
    Finish(Instant),
    Forget,
    /// How far batches came.
    Cursor(String),
    /// The rows get the checksums of the files at hand.
    Settle,
    ForgetAll,
    /// The migration is applied again from where a way back left it: no row tells what is done.
    Reopen,
    /// The way back is over.
    ForgetDown,
}

impl Runner<'_> {
    /// Writes into the history in a transaction of its own.
    pub(super) async fn note(&mut self, job: &Job, step: usize, notes: &[Note]) -> Result<()> {
        let Some(last) = notes.last() else {
            return Ok(());
        };
        let mut attempts = LockAttempts::new(self.limits);
        loop {
            self.begin().await?;
            let written = async {
                for note in notes {
                    self.write(job, step, note).await?;
                }
                Ok(())
            }
            .await;
            if self.end(job, step, written, last, &mut attempts).await? {
                return Ok(());
            }
        }
    }

    /// Records the steps that looked ahead, all at once: until then nothing was begun.
    pub(super) async fn note_ahead(&mut self, job: &Job, count: usize) -> Result<()> {
        let (mut attempts, begun) = (LockAttempts::new(self.limits), Instant::now());
        loop {
            self.begin().await?;
            let written = async {
                for step in 0..count {
                    self.write(job, step, &Note::Insert).await?;
                    self.write(job, step, &Note::Finish(begun)).await?;
                }
                Ok(())
            }
            .await;
            if self.end(job, count - 1, written, &Note::Finish(begun), &mut attempts).await? {
                return Ok(());
            }
        }
    }

    /// Writes into the history in the transaction that is open.
    pub(super) async fn write(&mut self, job: &Job, step: usize, note: &Note) -> Result<()> {
        let (id, direction) = (&job.migration.id, job.direction);
        let work = &mut *self.work;
        let written = match note {
            Note::Insert => {
                // Each step of a migration that is applied again has the row of the first time.
                let forgotten = if job.keeps { history::forget_step(work, id, direction, step).await } else { Ok(()) };
                match forgotten {
                    Ok(()) => history::insert(work, &job.migration, direction, step, job.position).await,
                    failed => failed,
                }
            }
            Note::Finish(begun) => history::finish(work, id, direction, step, begun.elapsed().as_millis()).await,
            Note::Forget => history::forget_step(work, id, direction, step).await,
            Note::Cursor(cursor) => history::advance(work, id, direction, step, cursor).await,
            Note::Settle => history::settle(work, &job.migration).await,
            Note::ForgetAll => history::forget(work, id).await,
            Note::Reopen => history::reopen(work, id).await,
            Note::ForgetDown => history::forget_down(work, id).await,
        };
        written.map_err(|error| database(format!("{id}: writing larder_migrations"), error))
    }

    /// Returns whether the history holds what a note says, for a commit whose answer was lost.
    pub(super) async fn is_written(&mut self, job: &Job, step: usize, note: &Note) -> Result<bool> {
        let (id, direction) = (&job.migration.id, job.direction);
        let entries = history::read(self.work).await?;
        let of = |entry: &&crate::migrate::model::HistoryEntry| entry.migration == *id;
        let row = entries.iter().filter(of).find(|entry| entry.direction == direction && entry.step == step);
        Ok(match note {
            Note::Insert => row.is_some(),
            Note::Finish(_) => row.is_some_and(|row| row.finished),
            Note::Forget => row.is_none(),
            Note::Cursor(cursor) => {
                let found = history::hold(self.work, id, direction, step).await;
                let found = found.map_err(|error| database("reading larder_migrations", error))?;
                found.is_some_and(|(found, _)| found.as_ref() == Some(cursor))
            }
            Note::Settle => entries.iter().filter(of).all(|entry| entry.checksum == job.migration.checksum),
            Note::ForgetAll => !entries.iter().any(|entry| entry.migration == *id),
            Note::Reopen => entries.iter().filter(of).all(|entry| !entry.finished),
            Note::ForgetDown => entries.iter().filter(of).all(|entry| entry.direction == Direction::Up),
        })
    }
}
