//! Begins and ends the runner's transactions; on SQLite, one around the whole run is open already.

use super::attempts::LockAttempts;
use super::journal::Note;
use super::{Job, Runner};
use crate::error::{Error, Result};
use crate::migrate::report::event::Event;
use crate::migrate::report::failure::{database, is_broken, is_lock_timeout, locked};

impl Runner<'_> {
    pub(super) async fn begin(&mut self) -> Result<()> {
        if self.guard.is_whole_run() {
            return Ok(());
        }
        self.session.begin(self.work).await
    }

    /// Commits when the work is done and the lock still held, else rolls back; returns false when the work timed out on
    /// a lock and is to be done again.
    ///
    /// `last` is what the transaction wrote, which decides when the answer to COMMIT is lost.
    pub(super) async fn end(
        &mut self,
        job: &Job,
        step: usize,
        done: Result<()>,
        last: &Note,
        attempts: &mut LockAttempts,
    ) -> Result<bool> {
        if self.guard.is_whole_run() {
            return done.map(|()| true);
        }
        let ended = match done {
            Ok(()) => self.commit(job, step, last).await,
            Err(error) => Err(error),
        };
        let Err(error) = ended else {
            return Ok(true);
        };
        self.abandon().await;
        if is_lock_timeout(&error) && self.again(job, step, attempts).await {
            self.still_locked().await?;
            return Ok(false);
        }
        Err(self.given_up(error, attempts))
    }

    /// Rolls back.
    pub(super) async fn abandon(&mut self) {
        if !self.guard.is_whole_run() && self.work.execute("ROLLBACK").await.is_err() {
            tracing::debug!("the connection was gone before its transaction could be rolled back");
        }
    }

    /// Counts a lock timeout of a step; returns, after a pause, whether the step is retried.
    pub(super) async fn again(&mut self, job: &Job, step: usize, attempts: &mut LockAttempts) -> bool {
        let due = attempts.count();
        let subject = self.subject(job, step);
        self.watch.look_back(self.work.dialect(), subject).await;
        let (id, attempt, of) = (job.migration.id.as_str(), attempts.made(), attempts.allowed());
        (self.events)(&Event::LockTimeout { id, step: step + 1, attempt, of, holder: self.watch.holder() });
        if due {
            attempts.pause().await;
        }
        due
    }

    /// Reports a step that timed out on a lock at every attempt, with who held it.
    pub(super) fn given_up(&self, error: Error, attempts: &LockAttempts) -> Error {
        if is_lock_timeout(&error) { locked(error, attempts.made(), self.watch.holder()) } else { error }
    }

    async fn commit(&mut self, job: &Job, step: usize, last: &Note) -> Result<()> {
        self.guard.fence(self.work).await?;
        let committed = self.work.execute("COMMIT").await;
        let committed = committed.map_err(|error| database(format!("{}: COMMIT", job.migration.id), error));
        match committed {
            Err(error) if is_broken(&error) => self.look_up(job, step, last, error).await,
            ended => ended,
        }
    }

    /// Takes another connection in the place of the one at work.
    pub(super) async fn renew(&mut self) -> Result<()> {
        *self.work = self.connector.open().await?;
        self.session = super::SessionSettings::prepare(self.work, self.limits.timeout).await?;
        Ok(())
    }

    /// Decides by reading, on a new connection, whether a transaction was committed whose answer was lost. One that
    /// does not show may still be on its way, so it is not run again here.
    async fn look_up(&mut self, job: &Job, step: usize, last: &Note, error: Error) -> Result<()> {
        if self.renew().await.is_err() {
            return Err(error);
        }
        if self.is_written(job, step, last).await? { Ok(()) } else { Err(error) }
    }
}
