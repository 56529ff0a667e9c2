//! What servers say of themselves.

use larder::inspect::View;
use larder::support::{Schema, Sql};
use larder::{Config, Dialect, Runtime};

use crate::world::{each, plain};

static SCHEMA: Schema = Schema { constraints: &[], migrations: &[], head: None };

static SETUP: [Sql; 3] = [
    plain("setup", "DROP TABLE IF EXISTS inspected_rows"),
    plain("setup", "CREATE TABLE inspected_rows (id integer PRIMARY KEY, name varchar(10) NOT NULL)"),
    plain("setup", "INSERT INTO inspected_rows (id, name) VALUES (1, 'a'), (2, 'b')"),
];

#[tokio::test]
async fn servers_tell_sizes_and_what_they_do_not_keep() {
    each(&SETUP, &[], async |world| {
        let mut config = Config::for_url(world.url.clone());
        let redis = std::env::var("LARDER_TEST_REDIS_URL").ok();
        if let Some(url) = &redis {
            config = config.redis(url);
        }
        let runtime = Runtime::open(config, &SCHEMA).await.unwrap();
        let seen = runtime.inspect().await.unwrap();
        assert!(seen.size_bytes.known().is_some_and(|bytes| *bytes > 0), "{seen:?}");
        let tables = seen.tables.known().unwrap_or_else(|| panic!("{seen:?}"));
        let table = tables.iter().find(|table| table.table == "inspected_rows").unwrap();
        assert!(table.table_bytes > 0, "{table:?}");
        match world.dialect {
            Dialect::Sqlite => assert!(matches!(seen.lock_waits, View::NotKept(_)), "{seen:?}"),
            Dialect::Postgres | Dialect::MySql => {
                assert_eq!(seen.lock_waits.known().map(|waits| waits.waiting), Some(0), "{seen:?}");
                assert!(seen.deadlocks.known().is_some(), "{seen:?}");
            }
        }
        match &seen.slow_statements {
            View::Known(statements) => assert!(statements.iter().all(|one| one.calls > 0), "{statements:?}"),
            View::NotKept(why) | View::NotPermitted(why) => assert!(!why.is_empty()),
        }
        assert_eq!(seen.redis.known().is_some_and(|memory| memory.used_bytes > 0), redis.is_some(), "{seen:?}");
        let json = serde_json::to_value(&seen).unwrap();
        assert!(json["size_bytes"]["known"].as_u64().is_some(), "{json}");
        assert_eq!(runtime.statistics().database.total.executions, 0, "larder's own questions are not counted");
        runtime.close().await;
    })
    .await;
}

/// Opens a store whose cache is in Redis, under a prefix of its own.
async fn cached_in(redis: &str) -> Runtime {
    let mut config = Config::for_url("sqlite::memory:").redis(redis);
    config.cache.prefix = format!("inspected-{}", larder::Uuid::now_v7().simple());
    Runtime::open(config, &SCHEMA).await.unwrap()
}

/// Stores values of a size in a cache of values.
async fn store(runtime: &Runtime, name: &str, count: usize, size: usize) {
    let values = runtime.cache().values(name);
    for chunk in (0..count).collect::<Vec<_>>().chunks(200) {
        let set = chunk.iter().map(|number| {
            let (values, key) = (values.clone(), number.to_string());
            tokio::spawn(async move { values.set(&key, vec![7; size], None).await })
        });
        for set in set.collect::<Vec<_>>() {
            set.await.unwrap();
        }
    }
}

/// Returns the keys and bytes that a region is said to take.
fn region(runtime: &Runtime, name: &str) -> (u64, u64) {
    let last = runtime.statistics().servers.expect("the servers were asked");
    let regions = last.inspection.redis_regions.known().unwrap_or_else(|| panic!("{last:?}"));
    let found = regions.iter().find(|one| one.region == name).unwrap_or_else(|| panic!("no {name}: {regions:?}"));
    assert!(found.measured_keys > 0 && found.measured_keys <= 100, "{found:?}");
    (found.keys_estimate, found.bytes_estimate)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_regions_take_in_redis_is_estimated() {
    if std::env::var_os("LARDER_TEST_REDIS_URL").is_none() {
        return;
    }
    let server = xtask::Throwaway::secured_redis().unwrap();
    let runtime = cached_in(&server.url()).await;
    assert!(runtime.statistics().servers.is_none(), "nobody has asked");
    store(&runtime, "prices", 400, 2_000).await;
    store(&runtime, "names", 3, 10).await;
    runtime.inspect().await.unwrap();
    // As long as a scan sees all of them, keys are counted.
    let (keys, bytes) = region(&runtime, "values prices");
    assert_eq!(keys, 400);
    assert!((800_000..1_300_000).contains(&bytes), "{bytes}");
    assert_eq!(region(&runtime, "values names").0, 3);

    store(&runtime, "flood", 9_000, 10).await;
    runtime.inspect().await.unwrap();
    let (keys, bytes) = region(&runtime, "values prices");
    assert!((280..520).contains(&keys), "{keys} keys");
    assert!((560_000..1_700_000).contains(&bytes), "{bytes}");
    let (keys, _) = region(&runtime, "values flood");
    assert!((8_000..10_000).contains(&keys), "{keys} keys");
    runtime.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_nodes_of_a_cluster_are_asked_together() {
    let Ok(url) = std::env::var("LARDER_TEST_REDIS_CLUSTER_URL") else { return };
    let runtime = cached_in(&url).await;
    store(&runtime, "prices", 90, 1_000).await;
    let seen = runtime.inspect().await.unwrap();
    let memory = seen.redis.known().unwrap_or_else(|| panic!("{seen:?}"));
    assert!(memory.keys >= 90 && memory.used_bytes > 1_000_000, "{memory:?}");
    let (keys, bytes) = region(&runtime, "values prices");
    assert!((60..130).contains(&keys) && bytes > 60_000, "{keys} keys, {bytes} bytes");
    runtime.close().await;
}

#[tokio::test]
async fn a_redis_that_is_away_is_said() {
    let runtime = cached_in("redis://127.0.0.1:9").await;
    let seen = runtime.inspect().await.unwrap();
    assert!(matches!((&seen.redis, &seen.redis_regions), (View::NotKept(_), View::NotKept(_))), "{seen:?}");
    runtime.close().await;
}
