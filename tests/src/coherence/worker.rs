//! One process that reads and writes the rows of all.

mod reads;
mod writes;

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use larder::cache::{OnCacheDown, RedisConfig};
use larder::{Config, ErrorKind, MigrationPolicy, Uuid};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use voicehelper::models::{NewTenant, NewUser, Store, TenantScope, User, UserId};

use super::floors::Floors;
use super::history::{Absence, Write};
use super::lag::{LatestReads, acknowledgement};
use crate::engine;

/// Longer than anything takes where the machine has other things to do.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

pub(super) const TENANT: &str = "acme";
/// Rows that every process writes, in transactions.
const COMMON: u64 = 6;
/// Rows that one process writes and all read.
const OWN: u64 = 4;
/// Tasks of a process that read and write at the same time.
const TASKS: usize = 4;
/// Rows that come and go, of the latest that a process made.
const RECENT: u64 = 3;
/// More than these are not worth a line each.
const SHOWN: usize = 20;

/// What a worker is told on its command line.
#[derive(Debug, Clone)]
pub struct Orders {
    pub url: String,
    pub prefix: String,
    pub index: usize,
    pub processes: usize,
    pub seconds: u64,
    pub seed: u64,
    /// In milliseconds.
    pub lag: u64,
    /// One that faults befall, in place of the one of all tests.
    pub redis: Option<String>,
    /// What becomes of writes that Redis cannot fence.
    pub on_down: OnCacheDown,
    pub is_broken: bool,
}

/// As arguments number them.
const ON_DOWN: [OnCacheDown; 3] = [OnCacheDown::Abort, OnCacheDown::Log, OnCacheDown::Continue];
/// How often the log of writes that could not be fenced is read.
const LOG_INTERVAL: Duration = Duration::from_millis(200);

impl Orders {
    pub(super) fn arguments(&self) -> Vec<String> {
        let broken = u64::from(self.is_broken);
        let on_down = ON_DOWN.iter().position(|on_down| *on_down == self.on_down).unwrap_or_default() as u64;
        let numbers = [self.index as u64, self.processes as u64, self.seconds, self.seed, self.lag, on_down, broken];
        let texts = [self.url.clone(), self.prefix.clone(), self.redis.clone().unwrap_or_default()];
        texts.into_iter().chain(numbers.map(|number| number.to_string())).collect()
    }

    fn parse(arguments: &[String]) -> Option<Self> {
        let [url, prefix, redis, numbers @ ..] = arguments else { return None };
        let numbers: Vec<u64> = numbers.iter().map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [index, processes, seconds, seed, lag, on_down, is_broken] = numbers[..] else { return None };
        let (index, processes) = (usize::try_from(index).ok()?, usize::try_from(processes).ok()?);
        let (url, prefix) = (url.clone(), prefix.clone());
        let redis = (!redis.is_empty()).then(|| redis.clone());
        let on_down = *ON_DOWN.get(usize::try_from(on_down).ok()?)?;
        Some(Self { url, prefix, index, processes, seconds, seed, lag, redis, on_down, is_broken: is_broken == 1 })
    }
}

/// One instance of the application with what it knows.
struct Instance {
    orders: Orders,
    store: Store,
    /// Where it writes: the same store, or in a broken run one whose cache the readers know nothing of.
    writer: Store,
    floors: Floors,
    told: Mutex<Vec<String>>,
    latest: Mutex<LatestReads>,
    violations: AtomicU64,
    reads: AtomicU64,
    /// How many rows that come and go it has made.
    made: AtomicU64,
    /// The row's own lock and the number it was written with last.
    own: Vec<tokio::sync::Mutex<u64>>,
    is_over: AtomicBool,
}

/// Works for the time it is given and prints what it saw.
///
/// # Errors
///
/// When the orders are not understood or the store cannot be opened.
pub async fn be_worker(arguments: &[String]) -> Result<(), String> {
    let orders = orders(arguments)?;
    let opened = store(&orders, true).await.map_err(|error| error.to_string())?;
    let writer =
        if orders.is_broken { store(&orders, false).await.map_err(|error| error.to_string())? } else { opened.clone() };
    let instance = Arc::new(Instance {
        store: opened,
        writer,
        floors: Floors::default(),
        told: Mutex::default(),
        latest: Mutex::default(),
        violations: AtomicU64::new(0),
        reads: AtomicU64::new(0),
        made: AtomicU64::new(0),
        own: (0..OWN).map(|_| tokio::sync::Mutex::new(0)).collect(),
        is_over: AtomicBool::new(false),
        orders,
    });
    let tasks: Vec<_> = (0..TASKS).map(|task| tokio::spawn(Arc::clone(&instance).work(task))).collect();
    tokio::time::sleep(Duration::from_secs(instance.orders.seconds)).await;
    instance.is_over.store(true, Ordering::Relaxed);
    for task in tasks {
        if let Err(error) = task.await {
            instance.tell(format!("failure a task of process {}: {error}", instance.orders.index));
        }
    }
    instance.tell(format!("reads {}", instance.reads.load(Ordering::Relaxed)));
    instance.latest.lock().unwrap_or_else(PoisonError::into_inner).lines().for_each(|line| println!("{line}"));
    for line in instance.told.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        println!("{line}");
    }
    Ok(())
}

pub(super) fn orders(arguments: &[String]) -> Result<Orders, String> {
    Orders::parse(arguments).ok_or_else(|| "a worker is started by its herd".to_owned())
}

/// Opens a store; without the shared level of the cache, nobody learns of its writes.
pub(super) async fn store(orders: &Orders, is_shared: bool) -> larder::Result<Store> {
    Store::open(config(orders, is_shared)).await
}

pub(super) fn config(orders: &Orders, is_shared: bool) -> Config {
    let mut config = Config::for_url(&orders.url).database(|settings| {
        settings.max_connections = 8;
        settings.acquire_timeout = PATIENCE;
        settings.connect_timeout = PATIENCE;
        settings.statement_timeout = Some(PATIENCE);
        settings.write_timeout = Some(PATIENCE);
        settings.lock_timeout = Some(PATIENCE);
    });
    config.migration_policy = MigrationPolicy::Migrate;
    config.cache.prefix.clone_from(&orders.prefix);
    if is_shared && !orders.url.starts_with("sqlite:") {
        let max_lag = Duration::from_millis(orders.lag);
        config.cache.redis = Some(match &orders.redis {
            Some(url) => {
                (config.cache.on_down, config.cache.log_interval) = (orders.on_down, LOG_INTERVAL);
                RedisConfig { max_lag, ..RedisConfig::new(url) }
            }
            None => RedisConfig { response_timeout: PATIENCE, max_lag, ..RedisConfig::new(engine::redis()) },
        });
    }
    config
}

/// Stores the rows that are there from the beginning.
pub(super) async fn prepare(store: &Store, processes: usize) -> larder::Result<()> {
    store.tenants().create(NewTenant::new(TENANT, "A tenant")).await?;
    let users = (0..COMMON).map(|row| new_user(common(row)));
    let own = (0..processes).flat_map(|process| (0..OWN).map(move |row| new_user(own(process, row))));
    store.tenant(TENANT).users().create_many(users.chain(own).collect()).await?;
    Ok(())
}

fn new_user(id: Uuid) -> NewUser {
    let mut user = NewUser::new(id.to_string(), id.to_string(), "0");
    user.id = UserId(id);
    user
}

pub(super) fn common(row: u64) -> Uuid {
    Uuid::from_u64_pair(1, row)
}

fn own(process: usize, row: u64) -> Uuid {
    Uuid::from_u64_pair(2, process as u64 * 1000 + row)
}

/// A row that comes and goes; any process can guess it before it is there.
fn passing(process: usize, row: u64) -> Uuid {
    Uuid::from_u64_pair(3 + process as u64, row)
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

impl Instance {
    async fn work(self: Arc<Self>, task: usize) {
        let seed = self.orders.seed.wrapping_mul(1_000_003) ^ (self.orders.index * TASKS + task) as u64;
        let mut rng = SmallRng::seed_from_u64(seed);
        while !self.is_over.load(Ordering::Relaxed) {
            let outcome =
                if rng.random_bool(0.8) { self.any_read(&mut rng).await } else { self.any_write(&mut rng).await };
            if let Err(error) = outcome
                && !(self.orders.redis.is_some() && matches!(error.kind(), ErrorKind::Cache(_)))
            {
                self.tell(format!("failure process {}: {error}", self.orders.index));
            }
        }
    }

    fn tell(&self, line: String) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn check(&self, how: &str, outcome: Result<(), String>) {
        if let Err(what) = outcome
            && self.orders.on_down == OnCacheDown::Abort
            && self.violations.fetch_add(1, Ordering::Relaxed) < SHOWN as u64
        {
            self.tell(format!("violation process {} {how}: {what} at {}", self.orders.index, now()));
        }
    }

    fn saw(&self, user: &User, began: u64) {
        let number = user.nickname.parse().unwrap_or(0);
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).add(user.id.0, number, began);
    }

    fn acknowledge(&self, id: Uuid, number: Option<u64>) {
        self.tell(acknowledgement(id, number, now()));
    }

    fn note(&self, write: &Write) {
        self.tell(write.line());
    }

    fn miss(&self, absence: &Absence) {
        self.tell(absence.line());
    }

    fn readers(&self) -> TenantScope<'_> {
        self.store.tenant(TENANT)
    }

    fn writers(&self) -> TenantScope<'_> {
        self.writer.tenant(TENANT)
    }
}

/// Gives a write up after a moment, as a service does whose client went away.
async fn cut_off<T>(rng: &mut SmallRng, work: impl Future<Output = T>) -> Option<T> {
    let limit = Duration::from_micros(rng.random_range(50..3000));
    tokio::time::timeout_at((Instant::now() + limit).into(), work).await.ok()
}
