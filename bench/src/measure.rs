use std::error::Error;
use std::time::Instant;

use larder::{Config, Uuid};
use voicehelper::models::{NewTenant, Store};

use crate::contender::Contender;
use crate::rivals::{self, Rivals};

const ROUNDS: usize = 60;
const OPERATIONS: usize = 50;
const ROWS: usize = 1000;

/// Measures every operation with every contender in turns, and prints the medians and the medians of the paired ratios.
pub(crate) async fn run(url: &str) -> Result<(), Box<dyn Error>> {
    let mut settings = Config::for_url(url);
    settings.cache.enabled = false;
    settings.database.min_idle = rivals::CONNECTIONS;
    settings.database.max_connections = rivals::CONNECTIONS;
    let store = Store::open(settings.clone()).await?;
    let mut ids = Vec::with_capacity(ROWS);
    for n in 0..ROWS {
        ids.push(store.tenants().create(NewTenant::new(tenant_id("row", n), "A tenant of the benchmark")).await?.id.into());
    }
    let rivals = Rivals::open(url, store.clone()).await?;
    println!("{url_kind}: medians in µs over {ROUNDS} rounds of {OPERATIONS}, ratios of larder paired by round", url_kind = url.split(':').next().unwrap_or("?"));
    for operation in [Operation::Get, Operation::Insert, Operation::Patch] {
        rivals.measure(operation, &ids).await?;
    }
    cached_against_uncached(settings, &store, &ids).await
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Operation {
    Get,
    Insert,
    Patch,
}

impl Operation {
    /// Runs one round with one contender and returns the microseconds of one operation.
    pub(crate) async fn round(self, contender: &impl Contender, ids: &[Uuid], round: usize) -> Result<f64, Box<dyn Error>> {
        let mut times = Vec::with_capacity(OPERATIONS);
        for n in 0..OPERATIONS {
            let id = ids[(round * 7919 + n * 104_729) % ids.len()];
            let key = tenant_id(contender.name(), n);
            let started = Instant::now();
            match self {
                Self::Get => assert_ne!(contender.get(id).await?, 0),
                Self::Insert => contender.insert(&key).await?,
                Self::Patch => contender.patch(id, "A changed name").await?,
            }
            times.push(started.elapsed().as_secs_f64() * 1e6);
        }
        Ok(median(&mut times))
    }
}

/// Prints one line per contender: its median, and how larder compares.
pub(crate) fn report(operation: Operation, names: &[&str], rounds: &[Vec<f64>]) {
    for (index, name) in names.iter().enumerate() {
        let mut own: Vec<f64> = rounds.iter().map(|round| round[index]).collect();
        let mut ratios: Vec<f64> = rounds.iter().map(|round| round[0] / round[index]).collect();
        println!("{operation:?} {name:<22} {:>9.1} µs   larder / this {:.2}", median(&mut own), median(&mut ratios));
    }
}

pub(crate) const fn rounds() -> usize {
    ROUNDS
}

pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn tenant_id(prefix: &str, n: usize) -> String {
    format!("{}-{n}-{}", prefix.replace(' ', "_").chars().take(12).collect::<String>(), &Uuid::now_v7().simple().to_string()[8..])
}

async fn cached_against_uncached(mut settings: Config, uncached: &Store, ids: &[Uuid]) -> Result<(), Box<dyn Error>> {
    settings.cache.enabled = true;
    let cached = Store::open(settings).await?;
    let id = voicehelper::models::TenantId::from(ids[0]);
    cached.tenants().get(id).await?;
    let (mut hits, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let started = Instant::now();
        for _ in 0..1000 {
            cached.tenants().get(id).await?;
        }
        hits.push(started.elapsed().as_secs_f64() * 1e3);
        let started = Instant::now();
        for _ in 0..OPERATIONS {
            uncached.tenants().get(id).await?;
        }
        reads.push(started.elapsed().as_secs_f64() * 1e6 / OPERATIONS as f64);
    }
    println!("get, cached {:.3} µs, uncached {:.1} µs", median(&mut hits), median(&mut reads));
    Ok(())
}
