//! Takes one migration up or down, step by step, so that every moment of a crash leaves a decidable history.

mod attempts;
mod backfill;
mod cursor;
mod each_partition;
mod journal;
mod keys;
mod limits;
mod look;
mod promise;
mod room;
mod temporary;
mod tokens;
mod transaction;

use std::time::{Duration, Instant};

use larder_format::Direction;
use larder_format::plan::Probe;

pub(super) use self::attempts::LockAttempts;
use self::journal::Note;
use super::catalogue::probe;
use super::connection::session::SessionSettings;
use super::connection::{Connector, MigratorConnection};
use super::lock::Guard;
use super::model::Job;
use super::model::script::Work;
use super::report::MigrationRun;
use super::report::event::Event;
use super::report::failure::{database, is_lock_timeout, is_stale, refuse, refused};
use super::sqlite::unmanaged::UnmanagedObjects;
use super::watch::{Subject, Watch};
use crate::error::{ErrorKind, Result};

/// How long a change of a table waits for the application's locks, and how often it tries.
#[derive(Debug, Clone, Copy)]
pub(super) struct LockLimits {
    pub(super) timeout: Duration,
    pub(super) attempts: u32,
}

/// The connection that does the work, and what guards it.
pub(super) struct Runner<'a> {
    work: &'a mut MigratorConnection,
    guard: Guard<'a>,
    /// What SQLite would lose with a table that is made anew.
    unmanaged: UnmanagedObjects,
    events: &'a (dyn Fn(&Event<'_>) + Sync),
    connector: Connector,
    limits: LockLimits,
    session: SessionSettings,
    watch: Watch,
    /// Whether a step of the migration at hand was begun, those that only look left aside.
    changed: bool,
}

impl<'a> Runner<'a> {
    pub(super) async fn new(
        work: &'a mut MigratorConnection,
        guard: Guard<'a>,
        unmanaged: UnmanagedObjects,
        events: &'a (dyn Fn(&Event<'_>) + Sync),
        connector: Connector,
        limits: LockLimits,
    ) -> Result<Self> {
        let session = SessionSettings::prepare(work, limits.timeout).await?;
        let watch = Watch::new(connector.clone(), limits.timeout);
        Ok(Self { work, guard, unmanaged, events, connector, limits, session, watch, changed: false })
    }

    pub(super) async fn close(self) {
        self.watch.close().await;
    }

    /// Returns whether the migration that was taken last is begun, and was not undone with its transaction.
    pub(super) fn has_changed(&self) -> bool {
        self.changed && !self.guard.is_whole_run()
    }

    /// Completes a migration from where the history says it is.
    pub(super) async fn take(&mut self, job: &Job) -> Result<MigrationRun> {
        let Job { migration, direction, .. } = job;
        (self.events)(&Event::Started { id: &migration.id, direction: *direction });
        let begun = Instant::now();
        self.changed = !job.is_fresh();
        let ahead = if job.is_fresh() { self.look_ahead(job).await? } else { 0 };
        if job.keeps {
            self.note(job, 0, &[Note::Reopen]).await?;
        } else if *direction == Direction::Up && !job.entries.is_empty() {
            self.note(job, 0, &[Note::Settle]).await?;
        }
        self.drop_temporary(job).await?;
        let of = migration.script(*direction).steps.len();
        for step in ahead..of {
            if self.is_done(job, step).await? {
                continue;
            }
            let (id, what, begun) = (migration.id.as_str(), job.step(step).words(), Instant::now());
            (self.events)(&Event::StepStarted { id, step: step + 1, of, what: &what });
            self.changed = true;
            self.advance(job, step).await?;
            (self.events)(&Event::StepFinished { id, step: step + 1, of, what: &what, duration: begun.elapsed() });
        }
        if *direction == Direction::Down {
            self.note(job, 0, &[Note::ForgetAll]).await?;
        } else if job.keeps {
            self.note(job, 0, &[Note::ForgetDown]).await?;
        }
        let duration = begun.elapsed();
        (self.events)(&Event::Finished { id: &migration.id, direction: *direction, duration });
        Ok(MigrationRun { id: migration.id.clone(), duration, resumed: job.is_mixed() || job.recorded(0).is_some() })
    }

    /// Returns whether a step needs no work; looks into the catalogue where the history leaves it open.
    async fn is_done(&mut self, job: &Job, step: usize) -> Result<bool> {
        let recorded = job.recorded(step);
        if recorded != Some(true) && self.has_nothing_to_do(job, step).await? {
            let begun = if recorded.is_some() && !job.keeps { None } else { Some(Note::Insert) };
            let notes: Vec<_> = begun.into_iter().chain([Note::Finish(Instant::now())]).collect();
            self.note(job, step, &notes).await?;
            return Ok(true);
        }
        if job.is_mixed() && recorded != Some(true) && self.is_passed_over(job, step).await? {
            if job.keeps {
                self.note(job, step, &[Note::Insert, Note::Finish(Instant::now())]).await?;
            }
            return Ok(true);
        }
        if recorded == Some(true) || (recorded.is_none() && !job.is_mixed()) {
            return Ok(recorded == Some(true));
        }
        let (id, part) = (&job.migration.id, job.step(step));
        let Some(probe) = &part.probe else {
            if part.is_repeatable() || part.statements.is_empty() {
                (self.events)(&Event::Resumed { id, step: step + 1, done: false });
                return Ok(false);
            }
            if job.is_mixed() && part.is_told(self.work.dialect()) {
                if recorded.is_some() {
                    self.note(job, step, &[Note::Forget]).await?;
                }
                return Ok(false);
            }
            return Err(refuse(format!(
                "{}: an earlier run was interrupted here, and it is unknown whether this step was done; check the \
                 database, then run `resolve {id} {} --done` or `--redo`",
                job.describe(step, 0),
                step + 1
            )));
        };
        let done = self.asked(job, step, probe).await? && !self.is_partly_done(job, step).await?;
        (self.events)(&Event::Resumed { id, step: step + 1, done });
        match (done, recorded) {
            (true, None) => self.note(job, step, &[Note::Insert, Note::Finish(Instant::now())]).await?,
            (true, _) => self.note(job, step, &[Note::Finish(Instant::now())]).await?,
            (false, Some(_)) if !part.is_repeatable() => {
                self.clean(job, step, probe).await?;
                self.note(job, step, &[Note::Forget]).await?;
            }
            (false, _) => {}
        }
        Ok(done)
    }

    async fn asked(&mut self, job: &Job, step: usize, probe: &Probe) -> Result<bool> {
        self.begin().await?;
        let asked =
            |error| database(format!("{}: checking whether step {} was done", job.migration.id, step + 1), error);
        let done = probe::holds(self.work, probe).await.map_err(asked);
        self.abandon().await;
        done
    }

    /// Removes what a broken attempt left that would stop another.
    async fn clean(&mut self, job: &Job, step: usize, probe: &Probe) -> Result<()> {
        let failed = |error| database(format!("{}: removing what step {} left", job.migration.id, step + 1), error);
        self.begin().await?;
        let found = probe::leftover(self.work, probe).await.map_err(failed);
        self.abandon().await;
        let Some(cleaning) = found? else {
            return Ok(());
        };
        self.still_locked().await?;
        let limits = self.lift().await?;
        let cleaned = self.work.execute(&cleaning).await.map_err(failed);
        self.put_back(limits, cleaned).await
    }

    async fn advance(&mut self, job: &Job, step: usize) -> Result<()> {
        self.still_locked().await?;
        let part = job.step(step);
        match &part.work {
            Work::Backfill(backfill) if !self.guard.is_whole_run() => self.backfill(job, step, backfill).await,
            Work::EachPartition => self.journaled_partitions(job, step).await,
            Work::Tokens(tokens) => self.tokens(job, step, tokens).await,
            _ if part.transactional || self.guard.is_whole_run() => self.transactional(job, step).await,
            _ => self.journaled(job, step).await,
        }
    }

    /// Runs a step in one transaction with its record.
    async fn transactional(&mut self, job: &Job, step: usize) -> Result<()> {
        let mut attempts = LockAttempts::new(self.limits);
        loop {
            self.begin().await?;
            let begun = Instant::now();
            let done = async {
                self.write(job, step, &Note::Insert).await?;
                self.statements(job, step).await?;
                self.write(job, step, &Note::Finish(begun)).await
            }
            .await;
            if self.end(job, step, done, &Note::Finish(begun), &mut attempts).await? {
                return Ok(());
            }
        }
    }

    /// Runs a step outside a transaction, between two records of it.
    async fn journaled(&mut self, job: &Job, step: usize) -> Result<()> {
        self.note(job, step, &[Note::Insert]).await?;
        let begun = Instant::now();
        let limits = self.lift().await?;
        let done = self.until_done(job, step).await;
        self.put_back(limits, done).await?;
        self.note(job, step, &[Note::Finish(begun)]).await
    }

    /// Runs the statements of a step, and retries them after a lock timeout.
    async fn until_done(&mut self, job: &Job, step: usize) -> Result<()> {
        let mut attempts = LockAttempts::new(self.limits);
        let mut is_new = false;
        while let Err(error) = self.statements(job, step).await {
            if is_stale(&error) && !is_new {
                is_new = true;
                self.renew().await?;
                continue;
            }
            if self.was_done_meanwhile(job, step).await {
                return self.session.restore(self.work).await;
            }
            if !refused(&error) || !self.is_undone(job, step).await? {
                return Err(error);
            }
            if is_lock_timeout(&error) && self.again(job, step, &mut attempts).await {
                self.still_locked().await?;
                continue;
            }
            self.note(job, step, &[Note::Forget]).await?;
            return Err(self.given_up(error, &attempts));
        }
        Ok(())
    }

    /// Returns whether a statement of the run that ended in this step, still under way on the server when it was begun
    /// again, has done it by now.
    async fn was_done_meanwhile(&mut self, job: &Job, step: usize) -> bool {
        match &job.step(step).probe {
            Some(probe) if job.recorded(step) == Some(false) => matches!(self.asked(job, step, probe).await, Ok(true)),
            _ => false,
        }
    }

    /// Returns whether it is certain that a step with a refused statement changed nothing, after removing its rests.
    ///
    /// # Errors
    ///
    /// The lock was lost.
    async fn is_undone(&mut self, job: &Job, step: usize) -> Result<bool> {
        let part = job.step(step);
        let undone = match &part.probe {
            Some(probe) if part.statements.len() > 1 => matches!(self.asked(job, step, probe).await, Ok(false)),
            _ => part.statements.len() == 1,
        };
        let Some(probe) = part.probe.as_ref().filter(|_| undone) else { return Ok(undone) };
        match self.clean(job, step, probe).await {
            Err(error) if matches!(error.kind(), ErrorKind::Conflict(_)) => Err(error),
            cleaned => Ok(cleaned.is_ok()),
        }
    }

    async fn statements(&mut self, job: &Job, step: usize) -> Result<()> {
        let part = job.step(step);
        if part.work == Work::ExpectNoRows {
            return self.expect_no_rows(job, step).await;
        }
        for (number, statement) in part.statements.iter().enumerate() {
            if self.guard.is_whole_run() {
                self.unmanaged.leave(self.work, statement, job).await?;
            }
            let statement = match self.left(job, step, statement).await {
                Ok(None) => continue,
                Ok(Some(left)) => left,
                Err(error) => return Err(database(job.describe(step, number), error)),
            };
            self.mended(job, step, &statement).await.map_err(|error| database(job.describe(step, number), error))?;
            if self.guard.is_whole_run() {
                self.unmanaged.come_back(self.work, &statement).await?;
            }
        }
        Ok(())
    }

    /// Runs a statement, and again where MySQL or MariaDB has no room for it, or does not keep what it promises.
    async fn mended(&mut self, job: &Job, step: usize, statement: &str) -> sqlx::Result<()> {
        let id = &job.migration.id;
        let mut done = self.watched(job, step, statement).await;
        if let Err(error) = &done
            && let Some(table) = room::full_table(statement, error)
        {
            tracing::info!("{id}: rewriting {table} to make room for more columns");
            done = self.watched(job, step, &format!("ALTER TABLE {table} FORCE")).await;
            if done.is_ok() {
                done = self.watched(job, step, statement).await;
            }
        }
        if let Err(error) = &done
            && let Some(bare) = promise::without_promise(statement, error)
        {
            tracing::warn!("{id}: writes to the table wait while it is changed: {error}");
            done = self.watched(job, step, bare).await;
        }
        done
    }

    async fn watched(&mut self, job: &Job, step: usize, statement: &str) -> sqlx::Result<()> {
        let subject = self.subject(job, step);
        self.watch.run(self.work, statement, subject, self.events).await
    }

    fn subject<'b>(&self, job: &'b Job, step: usize) -> Subject<'b> {
        let table = match &job.step(step).probe {
            Some(Probe::HasIndex { table, .. }) => Some(table.as_str()),
            _ => None,
        };
        Subject { id: &job.migration.id, step: step + 1, backend: self.session.backend, table }
    }
}
