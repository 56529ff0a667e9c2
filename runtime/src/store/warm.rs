//! Reads rows ahead when a store opens: a page after the other, a few statements at a time, in the background.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::sleep;

use super::Runtime;
use crate::cache::{CacheKey, Region, UsedKeys, WarmRows, WarmTask};
use crate::entity::{Entity, Key as _, Owned};
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::Executor;
use crate::repository::Repository;
use crate::statement::ListSql;
use crate::value::{Bind, CursorValue, Keyset, Page};

/// Rows of a page.
const PAGE: u32 = 100;
/// Pause between two looks whether Redis may be read.
const LOOK: Duration = Duration::from_millis(100);

impl Runtime {
    /// Begins to read rows of a region ahead, as its definition and the settings say.
    #[doc(hidden)]
    pub fn warm<E: Entity<Key: Bind + CursorValue + Ord>>(&self, region: &Region<E>) {
        self.begin(region, &E::BY_KEY.list, |row| (row.key(),));
    }

    /// The same of an entity whose rows tenants own: those of all of them.
    #[doc(hidden)]
    pub fn warm_of_tenants<E: Owned<Key: Bind + CursorValue + Ord, Place: 'static>>(&self, region: &Region<E>) {
        self.begin(region, &E::ACROSS.list, E::place);
    }

    fn begin<E: Entity<Key: Bind + CursorValue + Ord>, K: Keyset + 'static>(
        &self,
        region: &Region<E>,
        list: &'static ListSql,
        place: fn(&E) -> K,
    ) {
        let Some(rows) = region.warm_rows() else { return };
        let task = region.parts().warming.begin(region.name(), rows.sum(), rows.is_awaited);
        let ahead = Ahead { engine: self.db.engine(), region: region.clone(), rows, task, list, place };
        tokio::spawn(async move { ahead.run().await });
    }
}

/// The reading ahead of one region. When it is dropped it has ended.
struct Ahead<E, K> {
    engine: Arc<Engine>,
    region: Region<E>,
    rows: WarmRows,
    task: Arc<WarmTask>,
    /// The newest rows of all.
    list: &'static ListSql,
    place: fn(&E) -> K,
}

impl<E, K> Drop for Ahead<E, K> {
    fn drop(&mut self) {
        self.engine.cache.warming().end(&self.task);
    }
}

impl<E: Entity<Key: Bind + CursorValue + Ord>, K: Keyset + 'static> Ahead<E, K> {
    async fn run(self) {
        let began = Instant::now();
        let used = (self.rows.used > 0).then(|| self.region.used_keys(self.rows.used));
        let result = self.read(used.as_deref()).await;
        // What is read ahead is no use of it.
        if let Some(used) = used {
            self.region.keep_uses(used, use_name::<E>);
        }
        let (region, rows) = (self.region.name(), self.task.rows());
        match result {
            Ok(()) => tracing::info!(region, rows, seconds = began.elapsed().as_secs_f64(), "read rows ahead"),
            Err(error) => {
                self.task.fail();
                tracing::warn!(region, rows, %error, "rows are not read ahead any more; readers load them");
            }
        }
    }

    async fn read(&self, used: Option<&UsedKeys>) -> Result<()> {
        self.wait_for_redis().await?;
        if let Some(used) = used {
            self.read_used(used).await?;
        }
        self.read_newest().await
    }

    /// What is loaded while Redis is away may not be kept.
    async fn wait_for_redis(&self) -> Result<()> {
        let (began, limit) = (Instant::now(), self.region.parts().config.warm_wait);
        while !self.region.may_fill() {
            if began.elapsed() >= limit {
                return Err(Error::new(ErrorKind::Cache("Redis does not answer".to_owned())));
            }
            sleep(LOOK).await;
        }
        Ok(())
    }

    async fn read_newest(&self) -> Result<()> {
        let executor = Executor::of_larder(&self.engine);
        let (mut left, mut cursor) = (self.rows.newest, None);
        while left > 0 {
            let _turn = self.region.parts().warming.turn().await;
            let page = Page::at(cursor.as_ref(), left.min(PAGE));
            let read = || executor.page_of(self.list, page.clone(), executor.arguments(), E::decode, self.place);
            let found = read().await?;
            let keys: Vec<CacheKey> = found.items.iter().map(cache_key).collect();
            // Again, now that it is known for which rows leases are taken before the statement.
            let load = async || Ok(read().await?.items);
            self.task.add(self.region.warm_page(&keys, cache_key, load).await?);
            left -= page.size();
            cursor = found.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Reads the rows of one tenant after the other, most of which Redis has.
    async fn read_used(&self, used: &UsedKeys) -> Result<()> {
        let parts = self.region.parts();
        let most = usize::try_from(self.rows.used).unwrap_or(usize::MAX);
        let names = used.listed(parts, most).await;
        let mut of_tenants: BTreeMap<Option<String>, Vec<E::Key>> = BTreeMap::new();
        for (tenant, key) in names.iter().filter_map(|name| read_use_name::<E>(name)) {
            of_tenants.entry(tenant).or_default().push(key);
        }
        let mut batches: Vec<(Option<&str>, &[E::Key])> = Vec::new();
        for (tenant, keys) in &of_tenants {
            batches.extend(keys.chunks(PAGE as usize).map(|keys| (tenant.as_deref(), keys)));
        }
        let mut waiting = batches.into_iter();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < parts.config.warm_concurrency.max(1) as usize
                && let Some((tenant, keys)) = waiting.next()
            {
                running.push(self.read_batch(tenant, keys));
            }
            let Some(read) = running.next().await else { return Ok(()) };
            read?;
        }
    }

    async fn read_batch(&self, tenant: Option<&str>, keys: &[E::Key]) -> Result<()> {
        let _turn = self.region.parts().warming.turn().await;
        let executor = Executor::of_larder(&self.engine);
        let rows = Repository::<E>::new(executor, Some(&self.region), tenant);
        self.task.add(rows.find_many(keys.to_vec()).await?.len());
        Ok(())
    }
}

fn cache_key<E: Entity>(row: &E) -> CacheKey {
    row.key().name(CacheKey::new(E::REGION, row.tenant().unwrap_or_default()))
}

/// Names a row for whoever reads it ahead: its tenant and its key.
fn use_name<E: Entity<Key: CursorValue>>(row: &E) -> Vec<u8> {
    let mut name = Vec::new();
    let tenant = row.tenant();
    name.push(u8::from(tenant.is_some()));
    let tenant = tenant.unwrap_or_default();
    name.extend_from_slice(&u32::try_from(tenant.len()).unwrap_or_default().to_be_bytes());
    name.extend_from_slice(tenant.as_bytes());
    row.key().write(&mut name);
    name
}

/// `None` for what another version of the program has noted.
fn read_use_name<E: Entity<Key: CursorValue>>(name: &[u8]) -> Option<(Option<String>, E::Key)> {
    let (is_owned, rest) = name.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (tenant, mut key) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let tenant = std::str::from_utf8(tenant).ok()?.to_owned();
    let read = E::Key::read(&mut key)?;
    key.is_empty().then_some(((*is_owned == 1).then_some(tenant), read))
}
