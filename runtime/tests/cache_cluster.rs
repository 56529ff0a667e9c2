//! The same protocol on Redis Cluster, where a batch spans nodes and a generation lives on another node than its
//! entries.
#![cfg(feature = "redis")]

#[path = "cache/fixture.rs"]
mod fixture;

use fixture::{Loads, instance, key, unique_prefix, url_of, user};
use larder::cache::{CacheKey, Invalidate};

#[tokio::test]
async fn reads_batches_and_generations_span_the_nodes() {
    let Some(url) = url_of("LARDER_TEST_REDIS_CLUSTER_URL") else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    let (b, on_b) = instance(&url, &prefix).await;
    assert_eq!(a.statistics().redis_up, Some(true));
    let keys: Vec<CacheKey> = (0..60).map(key).collect();
    let load = async |missing: Vec<usize>| Ok(missing.into_iter().map(|at| user(at as u64)).collect());
    on_a.read_many(&keys, false, |row| key(row.id), load).await.unwrap();
    a.settle().await;
    assert_eq!(a.statistics().regions[0].shared.fills, 60);

    let rows = on_b.read_many(&keys, false, |row| key(row.id), async |_| panic!("in Redis")).await.unwrap();
    assert!(rows.iter().zip(0..).all(|(row, id)| row.as_deref() == Some(&user(id))));

    let invalidates: Vec<_> = keys[..30].iter().cloned().map(Invalidate::Key).collect();
    assert_eq!(b.invalidate(&invalidates).await.unconfirmed, 0);
    let loads = Loads::default();
    for id in 0..60 {
        on_b.read(&key(id), false, async || loads.some(user(id)).await).await.unwrap();
    }
    assert_eq!(loads.count(), 30);
    b.settle().await;

    b.invalidate(&[Invalidate::Tenant { region: "User", tenant: "acme".into() }]).await;
    let (_c, on_c) = instance(&url, &prefix).await;
    for id in 0..60 {
        on_c.read(&key(id), false, async || loads.some(user(id)).await).await.unwrap();
    }
    assert_eq!(loads.count(), 90);
}
