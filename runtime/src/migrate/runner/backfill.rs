//! Changes rows in batches, so that no batch holds its locks for long and a crash loses one batch at most.

use std::time::Instant;

use larder_format::plan::Backfill;
use tokio::time::sleep;

use super::attempts::LockAttempts;
use super::cursor::{BatchCursor, Passed};
use super::keys::WalkKey;
use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::report::failure::database;
use crate::migrate::report::progress::{BatchSize, Meter};

impl Runner<'_> {
    /// Runs the statement of a step for one range of keys after the other.
    pub(super) async fn backfill(&mut self, job: &Job, step: usize, backfill: &Backfill) -> Result<()> {
        let from = self.take_up(job, step).await?;
        let begun = Instant::now();
        let key = self.key(&backfill.table, &backfill.key).await?;
        let total = self.sized(&key, &backfill.table).await?;
        let (meter, mut size) = (Meter::new(from.rows, total), BatchSize::new());
        let mut attempts = LockAttempts::new(self.limits);
        loop {
            self.still_locked().await?;
            self.begin().await?;
            let batch = Instant::now();
            let done = self.batch(job, step, &key, size.rows()).await;
            let Some(passed) = self.pass(job, step, done, begun, &mut attempts).await? else {
                continue;
            };
            attempts = LockAttempts::new(self.limits);
            self.report(job, step, &meter, &passed);
            if passed.is_last {
                return Ok(());
            }
            sleep(size.learn(batch.elapsed())).await;
        }
    }

    async fn batch(&mut self, job: &Job, step: usize, key: &WalkKey, rows: u64) -> Result<Passed> {
        let Some(BatchCursor { after, rows: before }) = self.hold(job, step).await? else {
            return Ok(Passed::finished());
        };
        let end = key.end(self.work, after.as_deref(), rows).await?;
        let range = key.range(after.as_deref(), end.as_deref());
        let passed = match end {
            Some(_) => rows,
            None => key.count(self.work, &format!("1 = 1{range}")).await?.unwrap_or_default(),
        };
        let sql = format!("{}{range}", job.step(step).statements[0]);
        self.watched(job, step, &sql).await.map_err(|error| database(job.describe(step, 0), error))?;
        let is_last = end.is_none();
        Ok(Passed { cursor: BatchCursor { after: end, rows: before + passed }, is_last })
    }

    async fn sized(&mut self, key: &WalkKey, table: &str) -> Result<Option<u64>> {
        self.begin().await?;
        let size = key.size(self.work, table).await;
        self.abandon().await;
        size
    }
}
