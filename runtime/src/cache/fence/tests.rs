//! On a Redis that others use too, each test with keys of its own.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::{Fence, Keeper};
use crate::cache::codec::frame::{KeyState, LeaseToken};
use crate::cache::{CacheConfig, CacheKey, CacheManager, CacheMode, Invalidate, OnCacheDown, RedisConfig};

/// So long that a renewal comes in time where the machine has other things to do.
const LIFE: Duration = Duration::from_secs(3);
/// Longer than anything takes where the machine has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

async fn manager() -> Option<CacheManager> {
    if std::env::var("LARDER_TEST_DIALECTS").is_ok_and(|dialects| dialects == "sqlite") {
        return None;
    }
    let url = std::env::var("LARDER_TEST_REDIS_URL").expect("`cargo xtask test` starts the servers");
    let patient = RedisConfig {
        response_timeout: PATIENCE,
        connection_timeout: PATIENCE,
        max_lag: PATIENCE,
        ..RedisConfig::new(url)
    };
    let prefix = format!("t{}", uuid::Uuid::now_v7().simple());
    let config = CacheConfig { redis: Some(patient), prefix, ..CacheConfig::default() };
    Some(CacheManager::connect(config).await.unwrap())
}

fn invalidate() -> Invalidate {
    Invalidate::Key(CacheKey::new("User", "acme").part(1_u64))
}

async fn fence(manager: &CacheManager) -> Fence {
    manager.fence(&[invalidate()], LIFE).await
}

/// What stands in Redis at the key.
async fn state(manager: &CacheManager) -> KeyState {
    let key = manager.order(&invalidate(), LeaseToken::random()).key;
    manager.parts().redis.as_ref().unwrap().read_many(&[key]).await.unwrap().remove(0)
}

/// Whether nothing may be kept in process.
fn is_fenced_in_process(manager: &CacheManager) -> bool {
    let (region, _) = manager.reach(&invalidate());
    let key = CacheKey::new("User", "acme").part(1_u64);
    region.epochs.of(region.lookup(manager.parts(), key.as_bytes(), key.tenant_len())).is_fenced()
}

async fn until_cleared(manager: &CacheManager) {
    let started = Instant::now();
    while state(manager).await != KeyState::Absent || is_fenced_in_process(manager) {
        assert!(started.elapsed() < PATIENCE, "the fence is not cleared");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A call of a driver in a task of its own, as the pool runs one whose caller has left.
fn call(keeper: Keeper, work: impl Future<Output = bool> + Send + 'static) -> tokio::task::JoinHandle<bool> {
    tokio::spawn(async move { keeper.during(pin!(work), |is_known| *is_known).await })
}

#[tokio::test]
async fn a_fence_is_renewed_for_as_long_as_its_write_takes() {
    let Some(manager) = manager().await else { return };
    let fence = fence(&manager).await;
    let (end, ended) = oneshot::channel();
    let call = call(fence.keeper(), async { ended.await.unwrap() });
    let started = Instant::now();
    while started.elapsed() < 2 * LIFE {
        assert_eq!(state(&manager).await, KeyState::Fenced, "after {:?}", started.elapsed());
        tokio::time::sleep(LIFE / 10).await;
    }
    end.send(true).unwrap();
    assert!(call.await.unwrap());
    assert_eq!(fence.clear().await, 0);
    assert_eq!(state(&manager).await, KeyState::Absent);
    // No renewal that was under way places it anew.
    manager.settle().await;
    assert_eq!(state(&manager).await, KeyState::Absent);
    assert!(!is_fenced_in_process(&manager));
}

#[tokio::test]
async fn a_write_whose_caller_left_is_fenced_until_it_has_ended() {
    let Some(manager) = manager().await else { return };
    let fence = fence(&manager).await;
    let (end, ended) = oneshot::channel();
    let call = call(fence.keeper(), async { ended.await.unwrap() });
    drop(fence);
    tokio::time::sleep(LIFE * 3 / 2).await;
    assert_eq!(state(&manager).await, KeyState::Fenced);
    assert!(is_fenced_in_process(&manager));
    end.send(true).unwrap();
    call.await.unwrap();
    until_cleared(&manager).await;
}

#[tokio::test]
async fn a_write_that_was_lost_is_fenced_for_the_life_of_its_fence() {
    let Some(manager) = manager().await else { return };
    let fence = fence(&manager).await;
    let lost = Instant::now();
    assert!(!call(fence.keeper(), async { false }).await.unwrap());
    drop(fence);
    while lost.elapsed() < LIFE * 9 / 10 {
        let state = state(&manager).await;
        assert!(state == KeyState::Fenced || lost.elapsed() > LIFE, "after {:?}", lost.elapsed());
        assert!(is_fenced_in_process(&manager));
        tokio::time::sleep(LIFE / 10).await;
    }
    until_cleared(&manager).await;
}

#[tokio::test]
async fn a_write_that_was_never_sent_is_fenced_no_longer() {
    let Some(manager) = manager().await else { return };
    let fence = manager.fence(&[invalidate()], PATIENCE).await;
    drop(fence);
    until_cleared(&manager).await;
}

#[tokio::test]
async fn a_fence_that_is_placed_twice_is_one() {
    let Some(manager) = manager().await else { return };
    let one = manager.fence(&[invalidate()], PATIENCE).await;
    let other = manager.fence(&[invalidate()], PATIENCE).await;
    for _ in 0..3 {
        assert!(one.0.as_ref().unwrap().place().await);
    }
    one.clear().await;
    assert_eq!(state(&manager).await, KeyState::Fenced, "the other writer's stands");
    other.clear().await;
    assert_eq!(state(&manager).await, KeyState::Absent);
}

/// A short limit of one writer does not shorten the fence of another.
#[tokio::test]
async fn the_longest_life_counts() {
    let Some(manager) = manager().await else { return };
    let long = manager.fence(&[invalidate()], PATIENCE).await;
    let short = manager.fence(&[invalidate()], Duration::from_millis(1)).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(state(&manager).await, KeyState::Fenced);
    short.clear().await;
    assert_eq!(state(&manager).await, KeyState::Fenced);
    long.clear().await;
    assert_eq!(state(&manager).await, KeyState::Absent);
}

#[tokio::test]
async fn a_write_that_must_be_fenced_is_refused_without_redis() {
    let nowhere = RedisConfig::new("redis://127.0.0.1:1");
    for (on_down, mode, is_refused) in [
        (OnCacheDown::Abort, CacheMode::Strict, true),
        (OnCacheDown::Abort, CacheMode::Fast, true),
        (OnCacheDown::Abort, CacheMode::Relaxed, false),
        (OnCacheDown::Continue, CacheMode::Strict, false),
    ] {
        let modes = vec![("User".to_owned(), mode)];
        let config = CacheConfig { redis: Some(nowhere.clone()), on_down, modes, ..CacheConfig::default() };
        let manager = CacheManager::connect(config).await.unwrap();
        assert_eq!(fence(&manager).await.is_refused(), is_refused, "{on_down:?}, {mode:?}");
    }
}

async fn manager_with(mode: CacheMode) -> Option<CacheManager> {
    let config = CacheConfig { mode, ..manager().await?.parts().config.clone() };
    Some(CacheManager::connect(config).await.unwrap())
}

#[tokio::test]
async fn a_relaxed_write_is_not_fenced_and_clears_before_it_ends() {
    let Some(manager) = manager_with(CacheMode::Relaxed).await else { return };
    let order = manager.order(&invalidate(), LeaseToken::random());
    let redis = manager.parts().redis.as_ref().unwrap();
    redis.set(&order.key, b"V", PATIENCE).await.unwrap();
    let fence = fence(&manager).await;
    assert!(matches!(state(&manager).await, KeyState::Value(_)));
    assert_eq!(fence.clear().await, 0);
    assert_eq!(state(&manager).await, KeyState::Absent);
}

#[tokio::test]
async fn a_fast_write_ends_before_its_fence() {
    let Some(manager) = manager_with(CacheMode::Fast).await else { return };
    let fence = manager.fence(&[invalidate()], PATIENCE).await;
    assert_eq!(state(&manager).await, KeyState::Fenced);
    assert_eq!(fence.clear().await, 0);
    assert!(is_fenced_in_process(&manager), "nobody has waited for Redis");
    until_cleared(&manager).await;
}
