//! A process of an application: its cache, and what it reads and writes.

use std::pin::pin;
use std::time::Duration;

use super::database::{NAMES, ROWS, RowChange, RowState, RowStore, StoredRow, alias, key, spec};
use super::history::{Floors, ReadHistory};
use crate::Result;
use crate::cache::chance::random_range;
use crate::cache::redis::simulated::{Simulation, wander};
use crate::cache::time::{sleep, timeout};
use crate::cache::{CacheConfig, CacheManager, Invalidate, Missed, OnCacheDown, RedisConfig, Region};
use crate::clock::Clock;
use crate::error::ErrorKind;
use crate::statistics::{LevelStatistics, RegionStatistics};

/// How long a fence outlives its writer.
const LIFE: Duration = Duration::from_millis(800);
const STEPS: usize = 5;
/// A load that takes longer is not waited for where there is a copy whose time is over.
const SOFT: Duration = Duration::from_millis(2);

#[derive(Clone)]
pub(super) struct Instance {
    number: usize,
    manager: CacheManager,
    rows: Region<StoredRow>,
    database: RowStore,
    history: ReadHistory,
}

impl Instance {
    pub(super) async fn open(
        number: usize,
        (database, history): (RowStore, ReadHistory),
        clock: Clock,
        (max_lag, ttl): (Duration, Duration),
    ) -> Self {
        let redis = RedisConfig {
            response_timeout: Duration::from_millis(80),
            connection_timeout: Duration::from_millis(100),
            lease: Duration::from_millis(400),
            lease_wait: Duration::from_millis(300),
            max_lag,
            ..RedisConfig::new(Simulation::url(number))
        };
        let config =
            CacheConfig { redis: Some(redis), on_down: OnCacheDown::Abort, capacity: 100, ..CacheConfig::default() };
        let manager = CacheManager::connect_with_clock(config, clock).await.unwrap();
        let rows = manager.region(spec(ttl).soft_timeout(SOFT));
        Self { number, manager, rows, database, history }
    }

    /// Reads from process and from Redis that brought something.
    pub(super) fn hits(&self) -> (u64, u64) {
        let regions = self.manager.statistics().regions;
        let sum = |level: fn(&RegionStatistics) -> &LevelStatistics| {
            regions.iter().map(level).map(|level| level.hits + level.negative_hits).sum()
        };
        (sum(|region| &region.memory), sum(|region| &region.shared))
    }

    /// Reads that took a copy whose time was over.
    pub(super) fn expired(&self) -> u64 {
        self.manager.statistics().regions.iter().map(|region| region.expired_served).sum()
    }

    /// Does one thing after the other, chosen by chance.
    pub(super) async fn work(self) {
        for _ in 0..STEPS {
            match random_range(0..10) {
                0..3 => self.read(random_range(0..ROWS)).await,
                3..5 => self.read_named(random_range(0..NAMES)).await,
                5 => self.read_all().await,
                _ => self.write_something().await,
            }
            match random_range(0..8) {
                0 => sleep(Duration::from_millis(random_range(20..800))).await,
                _ => wander().await,
            }
        }
    }

    async fn write_something(&self) {
        let id = random_range(0..ROWS);
        let change = match random_range(0..6) {
            0..3 => RowChange::Touch,
            3 => RowChange::Rename(random_range(0..NAMES)),
            4 => RowChange::Delete,
            _ => RowChange::Create(random_range(0..NAMES)),
        };
        let write = self.write(id, change, random_range(0..2) == 0);
        if random_range(0..8) == 0 {
            // The caller goes away.
            let _ = timeout(Duration::from_micros(random_range(100..8_000)), write).await;
        } else {
            write.await;
        }
    }

    /// Whether there still is a process that reads something, and to which something is acknowledged.
    fn is_alive(&self) -> bool {
        !self.database.is_dead(self.number)
    }

    async fn read(&self, id: u64) {
        let floors = self.history.floors(self.number);
        self.read_to(floors, id, "read").await;
    }

    async fn read_to(&self, floors: Floors, id: u64, how: &str) {
        let row = if self.rows.has_expired(&key(id)) {
            let (rows, database, number) = (self.rows.clone(), self.database.clone(), self.number);
            let load = async move {
                rows.read_slowly(&key(id), Missed::Expired, async || database.read(number, id).await).await
            };
            self.rows.read_softly(&key(id), load).await
        } else {
            self.rows.read(&key(id), false, async || self.database.read(self.number, id).await).await
        };
        if let Ok(row) = row
            && self.is_alive()
        {
            self.history.check(self.number, floors, id, row.as_deref(), how);
        }
    }

    async fn read_named(&self, name: u64) {
        let floors = self.history.floors(self.number);
        self.read_named_to(floors, name, "read by name").await;
    }

    async fn read_named_to(&self, floors: Floors, name: u64, how: &str) {
        let matches = |row: &StoredRow| row.name == name;
        let load = async || self.database.read_by_name(self.number, name).await;
        if let Ok(row) = self.rows.read_by(&alias(name), matches, |row| key(row.id), false, load).await
            && self.is_alive()
        {
            self.history.check_named(self.number, floors, name, row.as_deref(), how);
        }
    }

    async fn read_all(&self) {
        let floors = self.history.floors(self.number);
        let keys: Vec<_> = (0..ROWS).map(key).collect();
        let load = async |missing: Vec<usize>| -> Result<Vec<StoredRow>> {
            let mut rows = Vec::new();
            for id in missing {
                rows.extend(self.database.read(self.number, id as u64).await?);
            }
            Ok(rows)
        };
        if let Ok(rows) = self.rows.read_many(&keys, false, |row| key(row.id), load).await
            && self.is_alive()
        {
            for (id, row) in (0..).zip(&rows) {
                self.history.check(self.number, floors, id, row.as_deref(), "read of a list");
            }
        }
    }

    /// Reads everything once more; `floors` is what there is.
    pub(super) async fn read_last(&self, floors: Floors) {
        for id in 0..ROWS {
            self.read_to(floors, id, "last read").await;
        }
        for name in 0..NAMES {
            self.read_named_to(floors, name, "last read by name").await;
        }
    }

    /// Writes as a statement by itself, which is fenced before it is sent, or as a transaction, which is before COMMIT.
    async fn write(&self, id: u64, change: RowChange, is_transaction: bool) {
        let changed = match change {
            RowChange::Touch | RowChange::Delete => vec![Invalidate::Key(key(id))],
            RowChange::Rename(name) | RowChange::Create(name) => {
                vec![Invalidate::Key(key(id)), Invalidate::Key(alias(name))]
            }
        };
        let lock = if is_transaction { Some(self.database.lock(self.number, id).await) } else { None };
        let fence = self.manager.fence(&changed, LIFE).await;
        if fence.is_refused() {
            return fence.lift();
        }
        let (keeper, database, number) = (fence.keeper(), self.database.clone(), self.number);
        // In a task of its own, as the pool goes on with a call whose caller has left.
        let call = tokio::spawn(async move {
            let call = async {
                let lock = match lock {
                    Some(lock) => lock,
                    None => database.lock(number, id).await,
                };
                database.commit(number, (id, change), lock).await
            };
            keeper.during(pin!(call), |written: &Result<Option<RowState>>| !is_unknown(written)).await
        });
        match call.await.unwrap() {
            Ok(state) => {
                fence.clear().await;
                if let Some(state) = state
                    && self.is_alive()
                {
                    self.history.acknowledge(self.number, id, state);
                }
            }
            // Nobody knows, so the fence stands for as long as the database may be at it.
            written if is_unknown(&written) => drop(fence),
            Err(_) => fence.lift(),
        }
    }
}

fn is_unknown(written: &Result<Option<RowState>>) -> bool {
    written.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::Unavailable(_)))
}
