//! What the other way makes for a time, and ended before it dropped.

use larder_format::{Dialect, Direction};

use super::{Job, Runner};
use crate::error::Result;
use crate::migrate::catalogue::rest;
use crate::migrate::report::failure::database;

impl Runner<'_> {
    /// Drops what stands of it, or calls it as before, before a migration is taken from a state in between.
    pub(super) async fn drop_temporary(&mut self, job: &Job) -> Result<()> {
        let dialect = self.work.dialect();
        // What stands aside on MySQL may be of this way, once it was begun.
        let is_begun = job.entries.iter().any(|entry| entry.direction == job.direction);
        if !job.is_mixed() || dialect == Dialect::Sqlite || dialect == Dialect::MySql && is_begun {
            return Ok(());
        }
        let other = if job.direction == Direction::Up { Direction::Down } else { Direction::Up };
        let failed =
            |error| database(format!("{}: removing leftovers of the other direction", job.migration.id), error);
        self.begin().await?;
        let script = job.migration.script(other);
        let drops = match dialect {
            Dialect::MySql => rest::put_back(self.work, script).await,
            _ => rest::temporary(self.work, script).await,
        };
        self.abandon().await;
        for drop in drops.map_err(failed)? {
            self.still_locked().await?;
            let limits = self.lift().await?;
            let dropped = self.work.execute(&drop).await.map_err(failed);
            self.put_back(limits, dropped).await?;
        }
        Ok(())
    }
}
