//! Redis comes and goes; readers do not notice, and nothing out of date survives.
#![cfg(feature = "redis")]

#[path = "cache/fixture.rs"]
mod fixture;

use std::time::{Duration, Instant};

use fixture::{Loads, PATIENCE, Server, SlowWay, USERS, User, config, eventually, instance, key, unique_prefix, user};
use larder::cache::{CacheManager, Invalidate, Region};

/// An instance that gives a silent server up soon.
async fn impatient(server: &Server, prefix: &str) -> (CacheManager, Region<User>) {
    let mut config = config(&server.url(), prefix);
    config.redis.as_mut().unwrap().response_timeout = Duration::from_millis(50);
    let manager = CacheManager::connect(config).await.unwrap();
    let users = manager.region(USERS);
    (manager, users)
}

async fn is_up(manager: &CacheManager) {
    eventually("Redis is up", async || manager.statistics().redis_up == Some(true)).await;
}

/// After an outage Redis is written to at once, and read a moment later.
async fn fills_again(manager: &CacheManager, users: &Region<User>) {
    eventually("Redis is filled again", async || {
        users.read(&key(60), false, async || Ok(Some(user(60)))).await.unwrap();
        manager.settle().await;
        manager.statistics().regions[0].shared.fills == 1
    })
    .await;
}

#[tokio::test]
async fn a_server_that_starts_later_is_used_from_then_on() {
    let Some(mut server) = Server::start() else { return };
    server.kill();
    let (manager, users) = instance(&server.url(), &unique_prefix()).await;
    assert_eq!(manager.statistics().redis_up, Some(false));
    let loads = Loads::default();
    users.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
    assert_eq!(loads.count(), 1);
    assert_eq!(manager.statistics().regions[0].shared.errors, 1);
    server.restart();
    is_up(&manager).await;
    fills_again(&manager, &users).await;
}

#[tokio::test]
async fn a_server_killed_in_the_middle_is_done_without_and_comes_back() {
    let Some(mut server) = Server::start() else { return };
    // A killed server's connections are reset, which needs no limit to be noticed.
    let (manager, users) = instance(&server.url(), &unique_prefix()).await;
    is_up(&manager).await;
    let row = users
        .read(&key(1), false, async || {
            server.kill();
            Ok(Some(user(1)))
        })
        .await;
    assert!(row.unwrap().is_some());
    manager.settle().await;
    for id in 2..50 {
        assert!(users.read(&key(id), false, async || Ok(Some(user(id)))).await.unwrap().is_some());
    }
    assert_eq!(manager.statistics().redis_up, Some(false));
    server.restart();
    is_up(&manager).await;
    fills_again(&manager, &users).await;
}

#[tokio::test]
async fn an_invalidation_during_an_outage_is_made_up_for() {
    let Some(server) = Server::start() else { return };
    let prefix = unique_prefix();
    let (patient, on_patient) = instance(&server.url(), &prefix).await;
    is_up(&patient).await;
    assert!(patient.statistics().watch.is_some_and(|watch| watch.is_current));
    for id in [1, 2] {
        on_patient.read(&key(id), false, async || Ok(Some(user(id)))).await.unwrap();
    }
    patient.settle().await;
    assert_eq!(patient.statistics().regions[0].shared.fills, 2);
    let (manager, users) = impatient(&server, &prefix).await;
    users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    server.freeze().await;
    let report = manager.invalidate(&[Invalidate::Key(key(1))]).await;
    assert_eq!(report.unconfirmed, 1);
    let newer = User { id: 1, email: "new@x".into() };
    let row = users.read(&key(1), false, async || Ok(Some(newer.clone()))).await.unwrap();
    assert_eq!(row.as_deref(), Some(&newer));
    server.thaw();
    // Until Redis has confirmed, this instance does not believe it; from then on nobody finds the older row there.
    eventually("the invalidation is confirmed", async || manager.statistics().pending_invalidations == 0).await;
    let (other, on_other) = instance(&server.url(), &prefix).await;
    is_up(&other).await;
    let row = on_other.read(&key(1), false, async || Ok(Some(newer.clone()))).await.unwrap();
    assert_eq!(row.as_deref(), Some(&newer));
    let kept = on_other.read(&key(2), false, async || panic!("still in Redis")).await.unwrap();
    assert_eq!(kept.as_deref(), Some(&user(2)));
}

/// What is in process is not believed once nobody tells of others' writes, and what was missed is not believed later.
#[tokio::test]
async fn nothing_in_process_outlives_the_connection_that_tells() {
    let Some(mut server) = Server::start() else { return };
    let (manager, users) = instance(&server.url(), &unique_prefix()).await;
    users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    assert!(users.peek(&key(1)).is_some());
    server.kill();
    eventually("the loss is noticed", async || users.peek(&key(1)).is_none()).await;
    server.restart();
    let is_current = async || manager.statistics().watch.is_some_and(|watch| watch.is_current && watch.lost == 1);
    eventually("others are heard again", is_current).await;
    assert!(users.peek(&key(1)).is_none(), "it may have been written meanwhile");
}

/// A server that was started from an old file has forgotten the fences of the values in it.
#[tokio::test]
async fn a_value_of_another_run_of_the_server_is_a_miss() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut server) = Server::start_in(folder.path()) else { return };
    let prefix = unique_prefix();
    let (manager, users) = instance(&server.url(), &prefix).await;
    users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    manager.settle().await;
    server.save().await;
    server.kill();
    server.restart();
    let (manager, users) = instance(&server.url(), &prefix).await;
    is_up(&manager).await;
    let newer = User { id: 1, email: "new@x".into() };
    let row = users.read(&key(1), false, async || Ok(Some(newer.clone()))).await.unwrap();
    assert_eq!(row.as_deref(), Some(&newer));
    assert_eq!(manager.statistics().regions[0].shared.unreadable, 1, "the file was read");
}

#[tokio::test]
async fn reads_go_to_the_database_while_redis_is_away() {
    let Some(mut server) = Server::start() else { return };
    server.kill();
    let (manager, users) = instance(&server.url(), &unique_prefix()).await;
    let loads = Loads::default();
    for _ in 0..3 {
        users.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
    }
    assert_eq!(loads.count(), 3, "nothing in process is believed");
    assert_eq!(manager.invalidate(&[Invalidate::Key(key(1))]).await.unconfirmed, 1);
}

/// Lets readers read, each another row, until a condition holds.
async fn read_until(users: &Region<User>, what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    let mut next = 1000;
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        let keys: Vec<_> = (next..next + 20).map(key).collect();
        let reads = keys.iter().map(|key| users.read(key, false, async || Ok(Some(user(1)))));
        futures_util::future::join_all(reads).await;
        next += 20;
    }
}

#[tokio::test]
async fn reads_go_past_a_slow_server_until_it_is_quick_again() {
    let Some(server) = Server::start() else { return };
    let way = SlowWay::to(&server).await;
    let manager = {
        let mut config = config(&way.url(), &unique_prefix());
        // An answer is slow after two seconds, and nobody waits for it in vain.
        config.redis.as_mut().unwrap().response_timeout = Duration::from_secs(8);
        CacheManager::connect(config).await.unwrap()
    };
    let users = manager.region(USERS);
    let is_slow = || manager.statistics().redis_slow == Some(true);
    let commands = |of: &str| {
        let statistics = manager.statistics();
        statistics.redis.iter().find(|redis| redis.command == of).map_or(0, |redis| redis.duration.count())
    };
    assert!(!is_slow());
    way.delay(2100);
    read_until(&users, "Redis is slow", is_slow).await;
    let before = commands("read");
    let loads = Loads::default();
    for id in 0..100 {
        users.read(&key(id), false, async || loads.some(user(id)).await).await.unwrap();
    }
    assert_eq!((loads.count(), commands("read")), (100, before), "nobody waits for it");
    // Writes do, in one round trip for all keys.
    assert_eq!(manager.invalidate(&[Invalidate::Key(key(1)), Invalidate::Key(key(2))]).await.unconfirmed, 0);
    way.delay(0);
    eventually("Redis is quick again", async || !is_slow()).await;
    read_until(&users, "it is read from", || commands("read") > before).await;
}
