//! How many reads a cache answers that has room for some of the rows.

use std::sync::Arc;

use larder::cache::{CacheConfig, CacheKey, CacheManager, RegionSpec};
use serde::{Deserialize, Serialize};

const ROWS: usize = 100_000;
const READS: usize = 2_000_000;
const EXPONENT: f64 = 0.99;

#[derive(Serialize, Deserialize)]
struct Number(u64);

larder::cached! { Number = 1 }

/// Compares the in-process level to the best that a fixed choice of rows could do.
pub(crate) async fn run() {
    let weights: Vec<f64> = (1..=ROWS).map(|rank| (rank as f64).powf(-EXPONENT)).collect();
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let cumulative: Vec<f64> = weights
        .iter()
        .map(|weight| {
            sum += weight / total;
            sum
        })
        .collect();
    for percent in [1, 10] {
        let capacity = ROWS * percent / 100;
        let optimum = cumulative[capacity - 1];
        let (own, moka) = (own(capacity, &cumulative).await, by_moka(capacity, &cumulative).await);
        println!(
            "{percent} %: {own:.4}, {:.3} of the optimum {optimum:.4}; moka {moka:.4}, {:.3}",
            own / optimum,
            moka / optimum
        );
    }
}

async fn own(capacity: usize, cumulative: &[f64]) -> f64 {
    let config = CacheConfig { memory: 1 << 30, ..CacheConfig::default() };
    let manager = CacheManager::connect(config).await.expect("it needs no server");
    let region = manager.region::<Number>(RegionSpec::new("Number").capacity(capacity));
    for row in ranks(cumulative) {
        let key = CacheKey::new("Number", "").part(row as u64);
        region.read(&key, false, async || Ok(Some(Number(row as u64)))).await.expect("loads do not fail");
    }
    let total = manager.statistics().total;
    total.hits as f64 / (total.hits + total.misses) as f64
}

async fn by_moka(capacity: usize, cumulative: &[f64]) -> f64 {
    let cache = moka::future::Cache::<usize, Arc<Number>>::builder().max_capacity(capacity as u64).build();
    let mut hits = 0_u64;
    for row in ranks(cumulative) {
        match cache.get(&row).await {
            Some(_) => hits += 1,
            None => cache.insert(row, Arc::new(Number(row as u64))).await,
        }
    }
    hits as f64 / READS as f64
}

/// Ranks by a generator of its own, so that both caches read the same ones.
fn ranks(cumulative: &[f64]) -> impl Iterator<Item = usize> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..READS).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let place = (state >> 11) as f64 / (1_u64 << 53) as f64;
        cumulative.partition_point(|sum| *sum < place).min(ROWS - 1)
    })
}
