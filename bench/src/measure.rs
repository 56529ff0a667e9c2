//! Interleaves the rounds of all contenders and prints the medians.

use std::error::Error;
use std::time::Instant;

use larder::{Config, Uuid};
use voicehelper::models::{NewTenant, Store};

use crate::operation::{OPERATIONS, Operation, ROUNDS, median, tenant_id};
use crate::rivals::{self, Rivals};

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
        ids.push(
            store.tenants().create(NewTenant::new(tenant_id("row", n), "A tenant of the benchmark")).await?.id.into(),
        );
    }
    let rivals = Rivals::open(url, store.clone()).await?;
    println!(
        "{url_kind}: medians in µs over {ROUNDS} rounds of {OPERATIONS}, ratios of larder paired by round",
        url_kind = url.split(':').next().unwrap_or("?")
    );
    for operation in [Operation::Get, Operation::Insert, Operation::Patch] {
        rivals.measure(operation, &ids).await?;
    }
    cached_against_uncached(settings, &store, &ids).await
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
