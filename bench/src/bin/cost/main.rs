//! What one call costs: a read from the database, from the process, from Redis; a row stored, a row patched.
//!
//! `cargo run --release -p bench --bin cost -- get <database url> [count]`, `hit`, `insert` and `patch` with the same,
//! and `redis <redis url> [count]` print the nanoseconds of one call, the median of rounds. For instructions and
//! allocations, run it by valgrind with two counts, and divide the difference of its figures by that of the counts:
//! `valgrind --tool=callgrind --callgrind-out-file=/dev/null` and `valgrind --tool=memcheck`.

use std::error::Error;
use std::time::Instant;

use larder::{CacheConfig, CacheManager, Config};
use voicehelper::models::{NewTenant, Store, TenantPatch};

const ROUNDS: usize = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count = arguments.get(2).map_or(Ok(20_000), |count| count.parse())?;
    let nanos = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["get", url, ..] => rows(url, false, count).await?,
        ["hit", url, ..] => rows(url, true, count).await?,
        ["insert", url, ..] => insert(url, count).await?,
        ["patch", url, ..] => patch(url, count).await?,
        ["redis", url, ..] => redis(url, count).await?,
        _ => {
            let usage = "usage: cost get|hit|insert|patch <database url> [count], or cost redis <redis url> [count]";
            return Err(usage.into());
        }
    };
    println!("{} {nanos:.0} ns", arguments[0]);
    Ok(())
}

/// Reads one row by its key, `count` times.
async fn rows(url: &str, is_cached: bool, count: usize) -> Result<f64, Box<dyn Error>> {
    let store = Store::open(Config::for_url(url).cache_enabled(is_cached)).await?;
    let key = larder::Uuid::now_v7().simple().to_string();
    let id = store.tenants().create(NewTenant::new(key, "A tenant of the benchmark")).await?.id;
    store.tenants().get(id).await?;
    measure(count, async || {
        store.tenants().get(id).await?;
        Ok(())
    })
    .await
}

/// Stores rows without a cache, `count` of them.
async fn insert(url: &str, count: usize) -> Result<f64, Box<dyn Error>> {
    let store = Store::open(Config::for_url(url).cache_enabled(false)).await?;
    measure(count, async || {
        let key = larder::Uuid::now_v7().simple().to_string();
        store.tenants().create(NewTenant::new(key, "A tenant of the benchmark")).await?;
        Ok(())
    })
    .await
}

/// Patches one row without a cache, `count` times.
async fn patch(url: &str, count: usize) -> Result<f64, Box<dyn Error>> {
    let store = Store::open(Config::for_url(url).cache_enabled(false)).await?;
    let key = larder::Uuid::now_v7().simple().to_string();
    let id = store.tenants().create(NewTenant::new(key, "A tenant of the benchmark")).await?.id;
    measure(count, async || {
        store.tenants().patch(id, TenantPatch::new().name("A changed name")).await?;
        Ok(())
    })
    .await
}

/// Reads values that the process has no room to keep.
async fn redis(url: &str, count: usize) -> Result<f64, Box<dyn Error>> {
    const KEYS: usize = 64;
    let config = Config::for_url("sqlite::memory:").redis(url);
    let cache = CacheManager::connect(CacheConfig { capacity: 1, ..config.cache }).await?;
    let values = cache.values("cost");
    let keys: Vec<String> = (0..KEYS).map(|number| number.to_string()).collect();
    for key in &keys {
        values.set(key, vec![7; 200], None).await;
    }
    let mut next = 0;
    let mut found = 0_usize;
    let nanos = measure(count, async || {
        next = (next + 1) % KEYS;
        found += usize::from(values.get(&keys[next]).await.is_some());
        Ok(())
    })
    .await?;
    let shared = cache.statistics().regions.iter().map(|region| region.shared.hits).sum::<u64>();
    println!("{found} found, {shared} of them in Redis");
    Ok(nanos)
}

/// Returns the nanoseconds of one call, the median of rounds.
async fn measure(
    count: usize,
    mut call: impl AsyncFnMut() -> Result<(), Box<dyn Error>>,
) -> Result<f64, Box<dyn Error>> {
    let each = count.div_ceil(ROUNDS);
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        for _ in 0..each {
            call().await?;
        }
        rounds.push(started.elapsed().as_secs_f64() * 1e9 / each as f64);
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[ROUNDS / 2])
}
