//! Takes one migration up or down, step by step, so that every moment of a crash leaves a decidable history.

use std::time::Instant;

use larder_format::Direction;

use super::connection::Connection;
use super::event::Event;
use super::failure::{database, is_lock_timeout, refuse, refused};
use super::history::{self, Entry};
use super::lock::Lock;
use super::probe;
use super::report::Taken;
use super::source::Migration;
use crate::Result;

/// The connection that does the work, and what guards it.
pub(super) struct Runner<'a> {
    pub(super) work: &'a mut Connection,
    /// `None` where one transaction around everything is the lock, which is SQLite.
    pub(super) lock: Option<&'a mut Lock>,
    pub(super) events: &'a (dyn Fn(&Event<'_>) + Sync),
}

/// One migration to take, with what the history has of it.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) migration: Migration,
    pub(super) direction: Direction,
    pub(super) entries: Vec<Entry>,
    pub(super) position: i64,
}

impl Job {
    fn recorded(&self, step: usize) -> Option<bool> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.direction == self.direction && entry.step == step).map(|entry| entry.finished)
    }

    /// Whether every step up was finished, so that every step down has something to do.
    fn is_whole(&self) -> bool {
        let up = || self.entries.iter().filter(|entry| entry.direction == Direction::Up);
        self.direction == Direction::Up
            || up().next().is_some_and(|first| up().filter(|one| one.finished).count() == first.steps)
    }

    fn describe(&self, step: usize, statement: usize) -> String {
        let script = self.migration.script(self.direction);
        let before: usize = script.steps[..step].iter().map(|step| step.statements.len()).sum();
        let text = script.steps[step].statements.get(statement).map_or("", String::as_str);
        let line: String = text.lines().next().unwrap_or_default().chars().take(80).collect();
        format!("{} {}, statement {} (`{line}`)", self.migration.id, self.direction, before + statement + 1)
    }
}

/// How often a transaction is tried again that gave way to the application's locks.
const ATTEMPTS: u32 = 5;

impl Runner<'_> {
    /// Takes a migration from where the history says it is to its end.
    pub(super) async fn take(&mut self, job: &Job) -> Result<Taken> {
        let Job { migration, direction, .. } = job;
        (self.events)(&Event::Started { id: &migration.id, direction: *direction });
        let begun = Instant::now();
        if *direction == Direction::Up && !job.entries.is_empty() {
            history::settle(self.work, migration).await.map_err(|error| journal(job, error))?;
        }
        let steps = migration.script(*direction).steps.len();
        let mut step = 0;
        while step < steps {
            if self.is_done(job, step).await? {
                step += 1;
            } else {
                step = self.advance(job, step).await?;
            }
        }
        if *direction == Direction::Down {
            history::forget(self.work, &migration.id).await.map_err(|error| journal(job, error))?;
        }
        let duration = begun.elapsed();
        (self.events)(&Event::Finished { id: &migration.id, direction: *direction, duration });
        Ok(Taken { id: migration.id.clone(), duration, resumed: !job.is_whole() || job.recorded(0).is_some() })
    }

    /// Returns whether a step needs no work; looks into the catalogue where the history leaves it open.
    async fn is_done(&mut self, job: &Job, step: usize) -> Result<bool> {
        let recorded = job.recorded(step);
        if recorded == Some(true) || (recorded.is_none() && job.is_whole()) {
            return Ok(recorded == Some(true));
        }
        let id = &job.migration.id;
        let Some(probe) = &job.migration.script(job.direction).steps[step].probe else {
            return Err(refuse(format!(
                "{}: an earlier run ended here and nothing tells whether it was done; look at the database, then record it with `resolve` as step {step} done or to be redone",
                job.describe(step, 0)
            )));
        };
        let asked = |error| database(format!("{id}: looking whether step {step} was done"), error);
        let done = probe::holds(self.work, probe).await.map_err(asked)?;
        (self.events)(&Event::Resumed { id, step, done });
        if !done {
            if let Some(cleaning) = probe::leftover(self.work, probe).await.map_err(asked)? {
                self.work.execute(&cleaning).await.map_err(asked)?;
            }
            history::forget_step(self.work, id, job.direction, step).await.map_err(|error| journal(job, error))?;
            return Ok(false);
        }
        if recorded.is_none() {
            self.insert(job, step).await?;
        }
        self.finish(job, step, Instant::now()).await?;
        Ok(true)
    }

    /// Runs the steps from `step` that go together; returns the number of the next one.
    async fn advance(&mut self, job: &Job, step: usize) -> Result<usize> {
        let steps = &job.migration.script(job.direction).steps;
        let Some(lock) = self.lock.as_deref_mut() else {
            self.insert(job, step).await?;
            self.statements(job, step).await?;
            self.finish(job, step, Instant::now()).await?;
            return Ok(step + 1);
        };
        lock.check().await?;
        if !steps[step].transactional {
            self.journaled(job, step).await?;
            return Ok(step + 1);
        }
        let open = |number: &usize| {
            steps[*number].transactional && (*number == step || job.recorded(*number).is_none() && job.is_whole())
        };
        let end = (step..steps.len()).take_while(open).last().unwrap_or(step) + 1;
        for attempt in 1.. {
            self.execute("BEGIN", job).await?;
            let result = self.transaction(job, step..end).await;
            match result {
                Ok(()) => break,
                Err(error) => {
                    if self.work.execute("ROLLBACK").await.is_err() {
                        tracing::debug!("the connection was gone before its transaction could be rolled back");
                    }
                    if attempt >= ATTEMPTS || !is_lock_timeout(&error) {
                        return Err(error);
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(200) * attempt).await;
                }
            }
        }
        Ok(end)
    }

    async fn transaction(&mut self, job: &Job, steps: std::ops::Range<usize>) -> Result<()> {
        for step in steps {
            let begun = Instant::now();
            self.insert(job, step).await?;
            self.statements(job, step).await?;
            self.finish(job, step, begun).await?;
        }
        self.fence().await?;
        self.execute("COMMIT", job).await
    }

    /// Runs a step outside a transaction, between two records of it.
    async fn journaled(&mut self, job: &Job, step: usize) -> Result<()> {
        self.execute("BEGIN", job).await?;
        let recorded = async {
            self.fence().await?;
            self.insert(job, step).await?;
            self.execute("COMMIT", job).await
        };
        if let Err(error) = recorded.await {
            if self.work.execute("ROLLBACK").await.is_err() {
                tracing::debug!("the connection was gone before its transaction could be rolled back");
            }
            return Err(error);
        }
        let begun = Instant::now();
        let alone = job.migration.script(job.direction).steps[step].statements.len() == 1;
        for attempt in 1.. {
            let Err(error) = self.statements(job, step).await else {
                break;
            };
            if alone && attempt < ATTEMPTS && is_lock_timeout(&error) {
                tokio::time::sleep(std::time::Duration::from_millis(200) * attempt).await;
                continue;
            }
            // A single statement that the server refused was not done, so nothing is left to decide.
            if alone && refused(&error) && !self.leaves_rests(job, step).await {
                let forgotten = history::forget_step(self.work, &job.migration.id, job.direction, step).await;
                forgotten.map_err(|error| journal(job, error))?;
            }
            return Err(error);
        }
        self.finish(job, step, begun).await
    }

    /// Returns whether a refused statement left something that the next run must clean.
    async fn leaves_rests(&mut self, job: &Job, step: usize) -> bool {
        match &job.migration.script(job.direction).steps[step].probe {
            Some(probe) => !matches!(probe::leftover(self.work, probe).await, Ok(None)),
            None => false,
        }
    }

    async fn statements(&mut self, job: &Job, step: usize) -> Result<()> {
        for (number, statement) in job.migration.script(job.direction).steps[step].statements.iter().enumerate() {
            let done = self.work.execute(statement).await;
            done.map_err(|error| database(job.describe(step, number), error))?;
        }
        Ok(())
    }

    async fn fence(&mut self) -> Result<()> {
        match self.lock.as_deref() {
            Some(lock) => lock.fence(self.work).await,
            None => Ok(()),
        }
    }

    async fn insert(&mut self, job: &Job, step: usize) -> Result<()> {
        let done = history::insert(self.work, &job.migration, job.direction, step, job.position).await;
        done.map_err(|error| journal(job, error))
    }

    async fn finish(&mut self, job: &Job, step: usize, begun: Instant) -> Result<()> {
        let milliseconds = begun.elapsed().as_millis();
        let done = history::finish(self.work, &job.migration.id, job.direction, step, milliseconds).await;
        done.map_err(|error| journal(job, error))
    }

    async fn execute(&mut self, sql: &str, job: &Job) -> Result<()> {
        self.work.execute(sql).await.map_err(|error| database(format!("{}: {sql}", job.migration.id), error))
    }
}

fn journal(job: &Job, error: sqlx::Error) -> crate::Error {
    database(format!("{}: writing larder_migrations", job.migration.id), error)
}
