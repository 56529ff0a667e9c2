//! Both levels, on one Redis that several instances share.
#![cfg(feature = "redis")]

#[path = "cache/fixture.rs"]
mod fixture;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fixture::{
    Loads, PATIENCE, TTL, USERS, User, UserV2, alias, config, eventually, instance, key, unique_prefix, url_of, user,
};
use larder::cache::{CacheManager, CopyState, Invalidate, Region, RegionSpec};
use larder::clock::{Clock, ClockHand};
use larder::{Error, ErrorKind, TimeoutStage};
use tokio::sync::Notify;

const URL: &str = "LARDER_TEST_REDIS_URL";

fn slow() -> ErrorKind {
    ErrorKind::Timeout { stage: TimeoutStage::Statement, what: "slow".to_owned() }
}

#[tokio::test]
async fn what_one_instance_loaded_the_other_reads() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    let (b, on_b) = instance(&url, &prefix).await;
    let loads = Loads::default();
    on_a.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
    on_a.read(&key(2), false, async || loads.none().await).await.unwrap();
    a.settle().await;
    let row = on_b.read(&key(1), false, async || loads.some(user(9)).await).await.unwrap();
    assert_eq!(row.as_deref(), Some(&user(1)));
    assert_eq!(on_b.read(&key(2), false, async || loads.some(user(9)).await).await.unwrap(), None);
    assert_eq!(loads.count(), 2);
    let shared = b.statistics().regions[0].shared.clone();
    assert_eq!((shared.hits, shared.negative_hits), (1, 1));
    assert_eq!(shared.read.count(), 2);
    let (of_a, of_b) = (a.statistics().redis, b.statistics().redis);
    let commands = |of: &[larder::statistics::RedisStatistics], command| {
        of.iter().find(|redis| redis.command == command).map_or(0, |redis| redis.duration.count())
    };
    assert_eq!((commands(&of_a, "read"), commands(&of_a, "fill"), commands(&of_b, "fill")), (2, 2, 0));
    assert_eq!(commands(&of_b, "read"), 2);
    assert!(of_a.iter().all(|redis| redis.timeouts + redis.connection_errors + redis.refused == 0), "{of_a:?}");
}

#[tokio::test]
async fn instances_that_miss_together_load_once() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let patient = async || {
        let mut config = config(&url, &prefix);
        config.redis.as_mut().unwrap().lease_wait = PATIENCE;
        CacheManager::connect(config).await.unwrap()
    };
    let (a, b) = (patient().await, patient().await);
    let loads = Arc::new(Loads::default());
    let (started, starting) = tokio::sync::oneshot::channel();
    let (release, gate) = tokio::sync::oneshot::channel::<()>();
    let leader = tokio::spawn({
        let (users, loads) = (a.region::<User>(RegionSpec::new("User")), Arc::clone(&loads));
        async move {
            let load = async || {
                started.send(()).unwrap();
                gate.await.unwrap();
                loads.some(user(1)).await
            };
            users.read(&key(1), false, load).await
        }
    });
    starting.await.unwrap();
    let follower = tokio::spawn({
        let (users, loads) = (b.region::<User>(RegionSpec::new("User")), Arc::clone(&loads));
        async move { users.read(&key(1), false, async || loads.some(user(1)).await).await }
    });
    release.send(()).unwrap();
    assert!(leader.await.unwrap().unwrap().is_some());
    assert!(follower.await.unwrap().unwrap().is_some());
    assert_eq!(loads.count(), 1);
}

/// Four instances whose leases end soon after the one that loads has died, and who wait for one that lives.
async fn waiting(url: &str, prefix: &str) -> Vec<CacheManager> {
    let mut instances = Vec::new();
    for _ in 0..4 {
        let mut config = config(url, prefix);
        let redis = config.redis.as_mut().unwrap();
        (redis.lease, redis.lease_wait) = (Duration::from_secs(3), PATIENCE);
        instances.push(CacheManager::connect(config).await.unwrap());
    }
    instances
}

/// Lets a thousand readers of each instance miss a key at the same time; returns how many of them found it.
async fn miss_together(
    instances: &[CacheManager],
    id: u64,
    load: impl AsyncFn() -> larder::Result<Option<User>>,
) -> usize {
    let regions: Vec<_> = instances.iter().map(|instance| instance.region::<User>(RegionSpec::new("User"))).collect();
    let key = key(id);
    let reads = (0..4000).map(|reader| regions[reader % regions.len()].read(&key, false, &load));
    futures_util::future::join_all(reads).await.into_iter().filter(|read| read.as_ref().unwrap().is_some()).count()
}

#[tokio::test]
async fn a_load_that_takes_longer_than_its_lease_is_made_once() {
    let Some(url) = url_of(URL) else { return };
    let instances = waiting(&url, &unique_prefix()).await;
    for (id, millis) in [(1, 1), (2, 600), (3, 7000)] {
        let loads = Loads::default();
        let load = async || {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            loads.some(user(id)).await
        };
        assert_eq!(miss_together(&instances, id, load).await, 4000);
        assert_eq!(loads.count(), 1, "a load of {millis} ms");
    }
    let loads = Loads::default();
    let load = async || {
        tokio::time::sleep(Duration::from_millis(600)).await;
        loads.none().await
    };
    assert_eq!(miss_together(&instances, 4, load).await, 0);
    assert_eq!(loads.count(), 1, "of a row that is missing");
}

#[tokio::test]
async fn the_lease_of_an_instance_that_died_ends() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let place = format!("{prefix}:User:acme:1");
    let mut connection = redis::Client::open(url.clone()).unwrap().get_multiplexed_async_connection().await.unwrap();
    let lease = [b"L".as_slice(), &[7; 16]].concat();
    redis::cmd("SET").arg(&place).arg(&lease).arg("PX").arg(3000).exec_async(&mut connection).await.unwrap();
    let instances = waiting(&url, &prefix).await;
    let loads = Loads::default();
    assert_eq!(miss_together(&instances, 1, async || loads.some(user(1)).await).await, 4000);
    assert_eq!(loads.count(), 1);
    let denied: u64 = instances.iter().map(|instance| instance.statistics().regions[0].leases_denied).sum();
    assert_eq!(denied, 0);
}

#[tokio::test]
async fn who_waits_too_long_for_a_lease_loads_without_filling() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (_a, on_a) = instance(&url, &prefix).await;
    let (b, on_b) = instance(&url, &prefix).await;
    on_a.read(&key(1), false, async || {
        let row = on_b.read(&key(1), false, async || Ok(Some(user(1)))).await?;
        assert!(row.is_some());
        assert_eq!(on_b.peek(&key(1)), None);
        Ok(Some(user(1)))
    })
    .await
    .unwrap();
    assert_eq!(b.statistics().regions[0].leases_denied, 1);
}

#[tokio::test]
async fn a_fill_overtaken_by_another_instances_write_is_refused() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    let (writer, _) = instance(&url, &prefix).await;
    let (_c, on_c) = instance(&url, &prefix).await;
    on_a.read(&key(1), false, async || {
        let report = writer.invalidate(&[Invalidate::Key(key(1))]).await;
        assert_eq!((report.invalidations, report.unconfirmed), (1, 0));
        Ok(Some(user(1)))
    })
    .await
    .unwrap();
    a.settle().await;
    assert_eq!(a.statistics().regions[0].shared.fills_rejected, 1);
    let loads = Loads::default();
    on_c.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
    assert_eq!(loads.count(), 1);
}

#[tokio::test]
async fn a_generation_makes_a_tenant_or_region_unreadable_even_for_loads_under_way() {
    let Some(url) = url_of(URL) else { return };
    for invalidate in
        [Invalidate::Tenant { region: "User", tenant: "acme".into() }, Invalidate::Region { region: "User" }]
    {
        let prefix = unique_prefix();
        let (a, on_a) = instance(&url, &prefix).await;
        let (writer, on_writer) = instance(&url, &prefix).await;
        on_a.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
        on_a.read(&key(2), false, async || {
            writer.invalidate(std::slice::from_ref(&invalidate)).await;
            Ok(Some(user(2)))
        })
        .await
        .unwrap();
        a.settle().await;
        let loads = Loads::default();
        for id in [1, 2] {
            on_writer.read(&key(id), false, async || loads.some(user(id)).await).await.unwrap();
        }
        assert_eq!(loads.count(), 2, "after {invalidate:?}");
        writer.settle().await;
        let (_c, on_c) = instance(&url, &prefix).await;
        on_c.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
        assert_eq!(loads.count(), 2, "filled anew under the new generation");
    }
}

#[tokio::test]
async fn another_fingerprint_is_a_miss_that_is_filled_anew() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    on_a.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    a.settle().await;
    let next = CacheManager::connect(config(&url, &prefix)).await.unwrap();
    let users = next.region::<UserV2>(RegionSpec::new("User"));
    let row = UserV2 { id: 1, email: "u".into(), age: 3 };
    let read = users.read(&key(1), false, async || Ok(Some(row.clone()))).await.unwrap();
    assert_eq!(read.as_deref(), Some(&row));
    next.settle().await;
    let region = &next.statistics().regions[0];
    assert_eq!((region.shared.unreadable, region.shared.fills), (1, 1));
    let again = CacheManager::connect(config(&url, &prefix)).await.unwrap().region::<UserV2>(RegionSpec::new("User"));
    assert!(again.read(&key(1), false, async || panic!("in Redis")).await.unwrap().is_some());
}

#[tokio::test]
async fn damaged_bytes_are_a_miss_that_is_filled_anew() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let mut raw = redis::Client::open(url.as_str()).unwrap().get_multiplexed_async_connection().await.unwrap();
    let name = format!("{prefix}:User:acme:1");
    redis::cmd("SET").arg(&name).arg("garbage").exec_async(&mut raw).await.unwrap();
    let (a, on_a) = instance(&url, &prefix).await;
    assert!(on_a.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap().is_some());
    a.settle().await;
    let bytes: Vec<u8> = redis::cmd("GET").arg(&name).query_async(&mut raw).await.unwrap();
    assert_eq!(bytes[0], b'V');
}

#[tokio::test]
async fn a_failed_or_cancelled_load_gives_its_lease_back() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    let failed = on_a.read(&key(1), false, async || Err(Error::new(slow()))).await;
    assert!(failed.is_err());
    let (started, starting) = tokio::sync::oneshot::channel();
    let cancelled = tokio::spawn({
        let users = on_a.clone();
        async move {
            let load = async || {
                started.send(()).unwrap();
                std::future::pending().await
            };
            users.read(&key(2), false, load).await
        }
    });
    starting.await.unwrap();
    cancelled.abort();
    let _ = cancelled.await;
    a.settle().await;
    let (b, on_b) = instance(&url, &prefix).await;
    for id in [1, 2] {
        on_b.read(&key(id), false, async || Ok(Some(user(id)))).await.unwrap();
    }
    let region = &b.statistics().regions[0];
    assert_eq!((region.leases_won, region.leases_denied), (2, 0));
}

#[tokio::test]
async fn many_rows_come_from_redis_together() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    let (_b, on_b) = instance(&url, &prefix).await;
    let keys: Vec<_> = (0..10).map(key).collect();
    let load =
        async |missing: Vec<usize>| Ok(missing.into_iter().filter(|at| *at != 3).map(|at| user(at as u64)).collect());
    on_a.read_many(&keys[..8], false, |row| key(row.id), load).await.unwrap();
    a.settle().await;
    let rows = on_b
        .read_many(
            &keys,
            false,
            |row| key(row.id),
            async |missing| {
                assert_eq!(missing, [8, 9]);
                Ok(vec![user(9), user(8)])
            },
        )
        .await
        .unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.as_ref().map(|row| row.id)).collect();
    assert_eq!(ids, (0..10).map(|id| (id != 3).then_some(id)).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_alias_leads_to_the_row_on_every_instance() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let email = user(1).email;
    let loads = Loads::default();
    for expected_loads in [1, 2, 2] {
        // The first fills the alias, the second the row it leads to, the third needs no load.
        let (manager, users) = instance(&url, &prefix).await;
        let load = async || loads.some(user(1)).await;
        let row =
            users.read_by(&alias(&email), |row| row.email == email, |row| key(row.id), false, load).await.unwrap();
        assert_eq!(row.as_deref(), Some(&user(1)));
        assert_eq!(loads.count(), expected_loads);
        manager.settle().await;
    }
    let (writer, on_writer) = instance(&url, &prefix).await;
    let moved = User { id: 1, email: "moved@x".into() };
    writer.invalidate(&[Invalidate::Key(key(1))]).await;
    on_writer.read(&key(1), false, async || Ok(Some(moved))).await.unwrap();
    writer.settle().await;
    let (_c, on_c) = instance(&url, &prefix).await;
    let load = async || loads.none().await;
    let row = on_c.read_by(&alias(&email), |row| row.email == email, |row| key(row.id), false, load).await;
    assert_eq!(row.unwrap(), None);
    assert_eq!(loads.count(), 3);
}

#[tokio::test]
async fn arbitrary_values_are_shared() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, _) = instance(&url, &prefix).await;
    let (b, _) = instance(&url, &prefix).await;
    let (on_a, on_b) = (a.values("notes"), b.values("notes"));
    on_a.set_json("n", &7, Some(Duration::from_secs(60))).await.unwrap();
    assert_eq!(on_b.get_json::<i32>("n").await.unwrap(), Some(7));
    assert_eq!(on_b.get_or_load("n", async || panic!("in Redis")).await.unwrap(), Some(7));
    on_b.set("n", b"8".to_vec(), None).await;
    assert_eq!(on_b.get_json::<i32>("n").await.unwrap(), Some(8));
    on_b.delete("n").await;
    assert_eq!(on_b.get("n").await, None);
    let (c, _) = instance(&url, &prefix).await;
    assert_eq!(c.values("notes").get("n").await, None);
}

/// An instance with a clock of its own.
async fn with_clock(url: &str, prefix: &str) -> (CacheManager, Region<User>, ClockHand) {
    let (clock, hand) = Clock::manual();
    let manager = CacheManager::connect_with_clock(config(url, prefix), clock).await.unwrap();
    let users = manager.region(USERS);
    (manager, users, hand)
}

/// An instance whose clock is at the end of the lives of all rows, which are in Redis all the same.
async fn at_the_end(url: &str, prefix: &str) -> (CacheManager, Region<User>) {
    let (manager, users, hand) = with_clock(url, prefix).await;
    users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    manager.settle().await;
    hand.advance(2 * TTL);
    (manager, users)
}

#[tokio::test]
async fn a_row_that_expires_soon_is_loaded_anew_by_one_of_its_readers() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = at_the_end(&url, &prefix).await;
    let (_b, on_b) = at_the_end(&url, &prefix).await;
    let (begun, end) = (Notify::new(), Notify::new());
    let slow = async || {
        begun.notify_one();
        end.notified().await;
        Ok(Some(User { email: "new".to_owned(), ..user(1) }))
    };
    let others = async {
        begun.notified().await;
        let row = on_b.read(&key(1), false, async || panic!("another one loads it")).await.unwrap();
        assert_eq!(row.unwrap().email, user(1).email);
        end.notify_one();
    };
    let first = key(1);
    let (row, ()) = tokio::join!(on_a.read(&first, false, slow), others);
    assert_eq!(row.unwrap().unwrap().email, "new");
    a.settle().await;
    let (c, on_c, _) = with_clock(&url, &prefix).await;
    let found = c.entry(&key(1)).await.and_then(|state| state.redis);
    assert!(matches!(found, Some(CopyState::Row { .. })), "{found:?}");
    let row = on_c.read(&key(1), false, async || panic!("in Redis")).await.unwrap();
    assert_eq!(row.unwrap().email, "new");
    assert_eq!(a.statistics().regions.iter().map(|region| region.refreshes).sum::<u64>(), 1);
}

#[tokio::test]
async fn what_is_loaded_anew_gives_way_to_a_write() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = at_the_end(&url, &prefix).await;
    let (b, _) = instance(&url, &prefix).await;
    let load = async || {
        b.invalidate(&[Invalidate::Key(key(1))]).await;
        Ok(Some(user(1)))
    };
    on_a.read(&key(1), false, load).await.unwrap();
    a.settle().await;
    assert_eq!(b.entry(&key(1)).await.and_then(|state| state.redis), Some(CopyState::Absent));
}

#[tokio::test]
async fn a_tag_is_cleared_for_all_processes() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, _) = instance(&url, &prefix).await;
    let (b, _) = instance(&url, &prefix).await;
    let (on_a, on_b) = (a.values("prices"), b.values("prices"));
    on_a.set_tagged("1", b"one".to_vec(), None, &["shop:1", "all"]).await;
    on_a.set_tagged("2", b"two".to_vec(), None, &["shop:2", "all"]).await;
    for values in [&on_a, &on_b, &on_b] {
        assert_eq!(values.get("1").await.as_deref(), Some(&b"one"[..]));
        assert_eq!(values.get("2").await.as_deref(), Some(&b"two"[..]));
    }
    on_b.clear_tag("shop:1").await;
    assert_eq!(on_b.get("1").await, None);
    assert_eq!(on_b.get("2").await.as_deref(), Some(&b"two"[..]));
    eventually("the tag is heard of", async || on_a.get("1").await.is_none()).await;
    assert_eq!(on_a.get("2").await.as_deref(), Some(&b"two"[..]));
    let loaded = on_a.get_or_load_tagged("1", &["shop:1", "all"], async || Ok(Some(7))).await.unwrap();
    assert_eq!(loaded, Some(7));
    a.settle().await;
    assert_eq!(on_b.get_or_load("1", async || Ok(Some(8))).await.unwrap(), Some(7), "it is in Redis");
    on_a.clear_tag("all").await;
    assert_eq!(on_a.get_or_load("1", async || Ok(Some(9))).await.unwrap(), Some(9));
    assert_eq!(on_a.get("2").await, None);
}

/// What is made while its tag is cleared may be of before.
#[tokio::test]
async fn what_is_made_while_its_tag_is_cleared_is_made_again() {
    let Some(url) = url_of(URL) else { return };
    let (a, _) = instance(&url, &unique_prefix()).await;
    let (values, calls) = (a.values("prices"), AtomicUsize::new(0));
    let load = async || {
        let call = calls.fetch_add(1, Ordering::SeqCst);
        if call == 0 {
            values.clear_tag("shop").await;
        }
        Ok(Some(call))
    };
    assert_eq!(values.get_or_load_tagged("1", &["shop"], load).await.unwrap(), Some(1));
    a.settle().await;
    assert_eq!(values.get_json::<usize>("1").await.unwrap(), Some(1));
}

/// Rows of the same definition but for a member of their JSON, as two builds of one application have them.
macro_rules! build {
    ($module:ident { $($members:tt)* }) => {
        mod $module {
            use serde::{Deserialize, Serialize};

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub(crate) struct Span { $($members)* }

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub(crate) struct Doc {
                pub(crate) id: i64,
                pub(crate) span: Span,
                pub(crate) more: Option<Vec<Span>>,
                pub(crate) extra: Option<larder::Json>,
            }

            larder::support::record! {
                Doc = 0x1234 { plain id, json span, nullable_json more, nullable_json extra, }
            }

            impl larder::cache::Cached for Doc {
                const FINGERPRINT: u64 = <Self as larder::support::Record>::FINGERPRINT;

                fn cache_keys(&self) -> Vec<larder::CacheKey> {
                    vec![super::key(self.id.unsigned_abs())]
                }

                fn write_bytes(&self, into: &mut Vec<u8>) -> Option<()> {
                    larder::support::write_bytes(self, into)
                }

                fn read_bytes(bytes: &[u8]) -> Option<Self> {
                    larder::support::read_bytes(bytes)
                }
            }
        }
    };
}

build!(older { pub(crate) low: i64, pub(crate) high: i64 });
build!(newer { pub(crate) high: i64, pub(crate) low: i64, pub(crate) label: Option<String> });

#[tokio::test]
async fn builds_that_know_json_by_other_members_do_not_read_each_others_rows() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let span = newer::Span { high: 9, low: 1, label: Some("kept".to_owned()) };
    let stored = newer::Doc { id: 1, more: Some(vec![span.clone()]), span, extra: Some(larder::Json::Null) };
    let truncated = older::Span { low: 1, high: 9 };
    let seen =
        older::Doc { id: 1, more: Some(vec![truncated.clone()]), span: truncated, extra: Some(larder::Json::Null) };
    for _ in 0..2 {
        // The old build does not know `label`; what it leaves in Redis must not become the new build's row.
        let old = CacheManager::connect(config(&url, &prefix)).await.unwrap();
        let docs = old.region::<older::Doc>(RegionSpec::new("User"));
        assert_eq!(docs.read(&key(1), false, async || Ok(Some(seen.clone()))).await.unwrap().as_deref(), Some(&seen));
        old.settle().await;
        let new = CacheManager::connect(config(&url, &prefix)).await.unwrap();
        let docs = new.region::<newer::Doc>(RegionSpec::new("User"));
        assert_eq!(
            docs.read(&key(1), false, async || Ok(Some(stored.clone()))).await.unwrap().as_deref(),
            Some(&stored)
        );
        new.settle().await;
        let again = CacheManager::connect(config(&url, &prefix)).await.unwrap();
        let docs = again.region::<newer::Doc>(RegionSpec::new("User"));
        let read = docs.read(&key(1), false, async || panic!("in Redis")).await.unwrap();
        assert_eq!(read.as_deref(), Some(&stored));
    }
}

/// What another instance writes is heard of without being asked for.
#[tokio::test]
async fn an_entry_in_process_ends_with_another_instances_write() {
    let Some(url) = url_of(URL) else { return };
    let prefix = unique_prefix();
    let (a, on_a) = instance(&url, &prefix).await;
    let (b, _) = instance(&url, &prefix).await;
    for invalidate in [
        Invalidate::Key(key(1)),
        Invalidate::Tenant { region: "User", tenant: "acme".into() },
        Invalidate::Region { region: "User" },
    ] {
        on_a.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
        assert!(on_a.peek(&key(1)).is_some(), "kept in process");
        assert_eq!(b.invalidate(std::slice::from_ref(&invalidate)).await.unconfirmed, 0);
        eventually("the write is heard of", async || on_a.peek(&key(1)).is_none()).await;
        a.settle().await;
    }
    on_a.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    assert!(CacheManager::flush(&config(&url, &prefix)).await.unwrap() > 0);
    eventually("the flush is heard of", async || on_a.peek(&key(1)).is_none()).await;
    let (on_a, on_b) = (a.values("notes"), b.values("notes"));
    on_a.set("a: b", b"7".to_vec(), None).await;
    on_b.set("a: b", b"8".to_vec(), None).await;
    eventually("the value is heard of", async || on_a.get("a: b").await.as_deref() == Some(b"8")).await;
    on_b.delete("a: b").await;
    eventually("the end is heard of", async || on_a.get("a: b").await.is_none()).await;
    assert!(a.statistics().watch.is_some_and(|watch| watch.is_told && watch.heard >= 4), "{:?}", a.statistics().watch);
}
