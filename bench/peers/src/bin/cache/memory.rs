//! How much a process grows while many more rows are read than it may keep.

use larder::cache::{CacheConfig, CacheKey, CacheManager, RegionSpec};
use serde::{Deserialize, Serialize};

const KEYS: u64 = 10_000_000;
const LIMIT: usize = 64 << 20;

#[derive(Serialize, Deserialize)]
struct Row {
    id: u64,
    name: String,
    email: String,
}

larder::cached! { Row = 1 by keys }

fn keys(row: &Row) -> Vec<CacheKey> {
    vec![CacheKey::new("Row", "acme").part(row.id), CacheKey::alias("Row", "acme", "email").part(row.email.as_str())]
}

/// Prints the growth of the process for rows of some sizes.
pub(crate) async fn run() {
    for length in [16, 400, 10_000] {
        let before = resident();
        let config = CacheConfig { capacity: 1_000_000, memory: LIMIT, ..CacheConfig::default() };
        let manager = CacheManager::connect(config).await.expect("it needs no server");
        let region = manager.region::<Row>(RegionSpec::new("Row"));
        let (count, mut most) = (if length > 1000 { KEYS / 10 } else { KEYS }, 0);
        for id in 0..count {
            let key = CacheKey::new("Row", "acme").part(id);
            let row = || Row { id, name: "n".repeat(length), email: format!("{id}@example.com") };
            region.read(&key, false, async || Ok(Some(row()))).await.expect("loads do not fail");
            if id % 100_000 == 0 {
                most = most.max(resident());
            }
        }
        let statistics = manager.statistics();
        let region = &statistics.regions[0];
        println!(
            "rows of {length} letters: {count} keys, {} entries, about {} MiB by its own count, the process grew by {} \
             MiB at most (limit {} MiB)",
            region.entries,
            region.entry_bytes_estimate >> 20,
            most.saturating_sub(before) >> 20,
            LIMIT >> 20
        );
    }
}

/// Bytes of the process that are in memory.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default();
    pages * 4096
}
