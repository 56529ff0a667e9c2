//! What a read through the cache costs, beside the parts that it is made of and what others make of them: `cache hit`,
//! `cache redis`, `cache zipf`, `cache memory`, `cache outage`. `REDIS_URL` names a server that nobody else uses.

mod hit;
mod memory;
mod outage;
mod redis_level;
mod zipf;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use larder::cache::{CacheConfig, RedisConfig};
use larder::{Config, MigrationPolicy};
use quickstart::blog::{NewPost, PostId};
use quickstart::models::Store;

/// Calls in one turn.
const CALLS: usize = 1000;
/// Turns that count; each contender has one in every round.
const ROUNDS: usize = 100;
const ROWS: usize = 1000;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

struct Counting;

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    match what.as_str() {
        "hit" => hit::run().await,
        "redis" => redis_level::run().await,
        "zipf" => zipf::run().await,
        "memory" => memory::run().await,
        "outage" => outage::run().await,
        _ => eprintln!("usage: cache hit | redis | zipf | memory | outage"),
    }
}

fn redis_url() -> String {
    std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned())
}

/// Opens a store with its rows, which has Redis as `redis` says.
async fn store(redis: Option<RedisConfig>, change: impl FnOnce(&mut CacheConfig)) -> (Store, Vec<PostId>, Vec<String>) {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let mut config = Config::for_url(url);
    config.migration_policy = MigrationPolicy::Migrate;
    config.cache.redis = redis;
    config.cache.prefix = format!("bench{}", std::process::id());
    change(&mut config.cache);
    let store = Store::open(config).await.expect("the store opens");
    // Several stores may share the database.
    static NAMES: AtomicU64 = AtomicU64::new(0);
    let name = NAMES.fetch_add(1, Ordering::Relaxed);
    let slugs: Vec<_> = (0..ROWS).map(|row| format!("post-{}-{name}-{row}", std::process::id())).collect();
    let new = slugs.iter().map(|slug| NewPost::new(slug.clone(), "A title", "A body of some words."));
    let ids = store.posts().create_many(new.collect()).await.expect("rows are stored");
    (store, ids.iter().map(|post| post.id).collect(), slugs)
}

/// The order in which a turn takes rows.
fn order(round: usize) -> Vec<usize> {
    (0..CALLS).map(|call| (round * 7919 + call * 104_729) % ROWS).collect()
}

/// Turns of one contender, in nanoseconds a call.
#[derive(Default)]
struct Turns {
    times: Vec<f64>,
    allocations: u64,
}

impl Turns {
    async fn take(&mut self, calls: usize, work: impl AsyncFnOnce()) {
        let (before, started) = (ALLOCATIONS.load(Ordering::Relaxed), Instant::now());
        work().await;
        self.times.push(started.elapsed().as_nanos() as f64 / calls as f64);
        self.allocations += ALLOCATIONS.load(Ordering::Relaxed) - before;
    }

    fn median(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }

    /// Prints the median, and how it compares.
    fn report(&self, name: &str, calls: usize, base: &Self) {
        let mut ratios: Vec<f64> = self.times.iter().zip(&base.times).map(|(own, base)| own / base).collect();
        ratios.sort_by(f64::total_cmp);
        let each = self.allocations as f64 / (self.times.len() * calls) as f64;
        println!("{name:<40} {:>10.0} ns  {:>6.2} ×  {each:.2} allocations", self.median(), ratios[ratios.len() / 2]);
    }
}
