//! What a person tells the history: how an undecided step ended, and what was there before larder.

use larder_format::Direction;

use super::connection::{Connection, Connector};
use super::failure::{database, refuse};
use super::lock::Lock;
use super::select::{Goal, select};
use super::{Migrator, Report, Resolution, Taken, history};
use crate::Result;

impl Migrator {
    /// Records how a step ended that a crash left undecided and that has no probe.
    ///
    /// # Errors
    ///
    /// The history has no such undecided step, or the lock is held too long.
    pub async fn resolve(&self, id: &str, step: usize, resolution: Resolution) -> Result<()> {
        self.guarded(async |work| {
            let entries = history::read(work).await?;
            let open = entries.iter().find(|entry| entry.migration == id && entry.step == step && !entry.finished);
            let Some(entry) = open else {
                return Err(refuse(format!("step {step} of {id} is not undecided")));
            };
            let done = match resolution {
                Resolution::Done => history::finish(work, id, entry.direction, step, 0).await,
                Resolution::Redo => history::forget_step(work, id, entry.direction, step).await,
            };
            done.map_err(|error| database(format!("{id}: writing larder_migrations"), error))
        })
        .await
    }

    /// Records every migration up to `id` as applied without running it, for a database that has its tables already.
    ///
    /// # Errors
    ///
    /// There is no such migration, the history disagrees with the files, or the lock is held too long.
    pub async fn baseline(&self, id: &str) -> Result<Report> {
        let known = self.source.load(self.connector.dialect()?)?;
        self.guarded(async |work| {
            history::create(work).await?;
            let jobs = select(Goal::Up(Some(id)), &history::read(work).await?, &known, work.dialect())?;
            let mut report = Report::default();
            for job in jobs.iter().filter(|job| job.direction == Direction::Up && job.entries.is_empty()) {
                let name = &job.migration.id;
                for step in 0..job.migration.up_script.steps.len() {
                    let written = async {
                        history::insert(work, &job.migration, Direction::Up, step, job.position).await?;
                        history::finish(work, name, Direction::Up, step, 0).await
                    };
                    written.await.map_err(|error| database(format!("{name}: writing larder_migrations"), error))?;
                }
                report.applied.push(Taken::new(name));
            }
            Ok(report)
        })
        .await
    }

    /// Runs `change` in a transaction under the lock.
    async fn guarded<T>(&self, change: impl AsyncFnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let events = self.events();
        let is_sqlite = self.connector.dialect()? == larder_format::Dialect::Sqlite;
        let lock = if is_sqlite { None } else { Some(Lock::acquire(&self.connector, self.patience, &events).await?) };
        let result = in_transaction(&self.connector, is_sqlite, change).await;
        if let Some(lock) = lock {
            lock.release().await;
        }
        result
    }
}

async fn in_transaction<T>(
    connector: &Connector,
    is_sqlite: bool,
    change: impl AsyncFnOnce(&mut Connection) -> Result<T>,
) -> Result<T> {
    let begin = if is_sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
    let mut work = connector.open().await?;
    let result = async {
        work.execute(begin).await.map_err(|error| database(begin, error))?;
        let value = change(&mut work).await?;
        work.execute("COMMIT").await.map_err(|error| database("COMMIT", error))?;
        Ok(value)
    }
    .await;
    if result.is_err() && work.execute("ROLLBACK").await.is_err() {
        tracing::debug!("no transaction was open");
    }
    work.close().await;
    result
}
