//! How often a call allocates memory: the measure of its cost that no other work on the machine disturbs.
//!
//! Counted is what the caller's thread allocates while it polls the call, the driver included; of SQLite, whose driver
//! has a thread of its own, only what is done before and after.

use std::pin::pin;

use integration::corners::models::{BadgePatch, NewBadge, Store};
use integration::{Backend, Engine, configuration, on_every_engine};

on_every_engine!(calls_allocate_little);

/// The least of many calls: what is prepared once, or happens now and then, is no part of it.
const CALLS: usize = 20;

async fn allocations<T>(mut call: impl AsyncFnMut() -> larder::Result<T>) -> u64 {
    let mut least = u64::MAX;
    for _ in 0..CALLS {
        let mut count = 0;
        {
            let mut call = pin!(call());
            let polled = std::future::poll_fn(|context| {
                let mut polled = std::task::Poll::Pending;
                let counted = allocation_counter::measure(|| polled = call.as_mut().poll(context));
                count += counted.count_total;
                polled
            });
            polled.await.unwrap();
        }
        least = least.min(count);
    }
    least
}

async fn calls_allocate_little(backend: Backend) {
    let database = backend.database_for::<Store>().await;
    let store = Store::open(configuration(&database).cache_enabled(false)).await.unwrap();
    let badges = store.badges();
    let badge = badges.create(NewBadge::new("ada")).await.unwrap();
    let figures = [
        ("get", allocations(async || badges.get(&badge).await).await),
        ("create", allocations(async || badges.create(NewBadge::new("bob").gone_at(larder::now())).await).await),
        ("patch", allocations(async || badges.patch(&badge, BadgePatch::new().uses(7)).await).await),
    ];
    // Behind a pooler each statement is prepared anew, in a transaction.
    if database.is_pooled() {
        return;
    }
    let most = match database.engine() {
        Engine::Postgres => [16, 22, 22],
        // The driver reads the names of the columns with each answer.
        Engine::MySql => [66, 28, 28],
        Engine::Sqlite => [16, 26, 24],
    };
    for ((call, count), most) in figures.into_iter().zip(most) {
        assert!(count <= most, "{call} allocates {count} times, not {most}: {figures:?}");
    }
}
