//! How long reads wait for what they have to load: at first, where a copy is left whose time is over, and at most.

#[path = "cache/fixture.rs"]
mod fixture;

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use fixture::{PATIENCE, USERS, User, config, eventually, memory, unique_prefix, url_of, user};
use larder::cache::{CacheConfig, CacheManager, Values};
use larder::clock::{Clock, ClockHand};
use tokio::sync::Notify;

/// A load that takes long ends within this, or never.
const SOON: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(31 * 60);

fn settings(soft: Duration, hard: Duration) -> CacheConfig {
    CacheConfig {
        soft_timeouts: vec![("values prices".to_owned(), Some(soft))],
        hard_timeouts: vec![("values prices".to_owned(), Some(hard))],
        ..CacheConfig::default()
    }
}

async fn in_process(hard: Duration) -> (CacheManager, Values, ClockHand) {
    let (clock, hand) = Clock::manual();
    let manager = CacheManager::connect_with_clock(settings(SOON, hard), clock).await.unwrap();
    let values = manager.values("prices");
    (manager, values, hand)
}

async fn price(values: &Values, made: Option<u32>) -> Option<u32> {
    values.get_or_load_softly("today", async move { Ok(made) }).await.unwrap()
}

/// A load that ends when it is told to, as `made`.
fn slow(end: &Arc<Notify>, made: u32) -> impl Future<Output = larder::Result<Option<u32>>> + Send + 'static {
    let end = Arc::clone(end);
    async move {
        end.notified().await;
        Ok(Some(made))
    }
}

#[tokio::test]
async fn a_read_gives_up_after_its_hard_timeout() {
    let (manager, _, _) = memory().await;
    let users = manager.region::<User>(larder::cache::RegionSpec { name: "Slow", ..USERS.hard_timeout(SOON) });
    let key = |id: u64| larder::cache::CacheKey::new("Slow", "acme").part(id);
    let alias = larder::cache::CacheKey::alias("Slow", "acme", "email").part("u1@example.com");
    let one = users.read(&key(1), false, pending::<larder::Result<Option<User>>>).await.unwrap_err();
    let key_of = |row: &User| key(row.id);
    let by = users.read_by(&alias, |_| true, key_of, false, pending::<larder::Result<Option<User>>>).await.unwrap_err();
    let many = users.read_many(&[key(1)], false, key_of, async |_| pending().await).await.unwrap_err();
    for error in [one, by, many] {
        assert!(error.is_timeout(), "{error}");
        assert!(error.to_string().contains("waiting for a load"), "{error}");
    }
    let row = users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    assert_eq!(row.as_deref(), Some(&user(1)));
    let timeouts: u64 = manager.statistics().regions.iter().map(|region| region.timeouts).sum();
    assert_eq!(timeouts, 3);
}

#[tokio::test]
async fn a_value_whose_time_is_over_is_taken_where_making_it_anew_takes_long() {
    let (manager, values, hand) = in_process(PATIENCE).await;
    assert_eq!(price(&values, Some(1)).await, Some(1));
    hand.advance(LONG);
    let end = Arc::new(Notify::new());
    assert_eq!(values.get_or_load_softly("today", slow(&end, 2)).await.unwrap(), Some(1), "the load goes on");
    assert_eq!(values.get_or_load_softly("today", slow(&end, 3)).await.unwrap(), Some(1), "nobody loads beside it");
    assert_eq!(manager.statistics().regions[0].expired_served, 2);
    end.notify_one();
    eventually("the value is there", async || values.get_json::<u32>("today").await.unwrap() == Some(2)).await;
    assert_eq!(price(&values, None).await, Some(2));
    assert_eq!(manager.statistics().regions[0].loads, 2);
}

#[tokio::test]
async fn a_quick_load_is_waited_for() {
    let (manager, values, hand) = in_process(PATIENCE).await;
    assert_eq!(price(&values, Some(1)).await, Some(1));
    hand.advance(LONG);
    assert_eq!(price(&values, Some(2)).await, Some(2));
    assert_eq!(manager.statistics().regions[0].expired_served, 0);
}

#[tokio::test]
async fn what_was_written_since_and_what_is_too_old_is_never_taken() {
    let (manager, values, hand) = in_process(2 * SOON).await;
    assert_eq!(price(&values, Some(1)).await, Some(1));
    values.delete("today").await;
    let refused = async || values.get_or_load_softly::<u32>("today", pending()).await.unwrap_err().is_timeout();
    assert!(refused().await, "deleted");
    assert_eq!(price(&values, Some(2)).await, Some(2));
    hand.advance(LONG);
    values.clear().await;
    assert!(refused().await, "cleared");
    assert_eq!(price(&values, Some(3)).await, Some(3));
    hand.advance(3 * LONG);
    assert!(refused().await, "no copy is left for longer than twice its time");
    let all = &manager.statistics().regions[0];
    assert_eq!((all.expired_served, all.timeouts), (0, 3));
}

/// What another instance writes is heard of, and if it cannot be heard nothing is taken.
#[cfg(feature = "redis")]
#[tokio::test]
async fn what_another_instance_wrote_is_never_taken_as_it_was() {
    let Some(url) = url_of("LARDER_TEST_REDIS_URL") else { return };
    let prefix = unique_prefix();
    let with = async || {
        let CacheConfig { soft_timeouts, hard_timeouts, .. } = settings(SOON, Duration::from_secs(2));
        let mut config = CacheConfig { soft_timeouts, hard_timeouts, ..config(&url, &prefix) };
        config.default_ttl = Duration::from_millis(100);
        CacheManager::connect(config).await.unwrap()
    };
    let (a, b) = (with().await, with().await);
    let (on_a, on_b) = (a.values("prices"), b.values("prices"));
    assert_eq!(price(&on_a, Some(1)).await, Some(1));
    on_b.set_json("today", &2, None).await.unwrap();
    eventually("the write is heard", async || a.statistics().watch.is_some_and(|watch| watch.heard > 0)).await;
    eventually("both are over", async || on_b.get("today").await.is_none()).await;
    let refused = on_a.get_or_load_softly::<u32>("today", pending()).await.unwrap_err();
    assert!(refused.is_timeout(), "{refused}");
    assert_eq!(a.statistics().regions[0].expired_served, 0);
}

#[tokio::test]
async fn a_setting_that_gives_up_first_is_refused() {
    let open = async |soft: &[(&str, u64)], hard: &[(&str, u64)]| {
        let list = |pairs: &[(&str, u64)]| {
            pairs.iter().map(|(name, millis)| ((*name).to_owned(), Some(Duration::from_millis(*millis)))).collect()
        };
        let config = CacheConfig { soft_timeouts: list(soft), hard_timeouts: list(hard), ..CacheConfig::default() };
        let manager = CacheManager::connect(config).await.unwrap();
        let _users = manager.region::<User>(USERS.hard_timeout(Duration::from_millis(500)));
        manager.check_modes()
    };
    assert!(open(&[("User", 50)], &[]).await.is_ok());
    assert!(open(&[("User", 50), ("values prices", 50)], &[("User", 60), ("values prices", 51)]).await.is_ok());
    for (soft, hard, named) in [
        (("User", 500), ("User", 500), "reads of User"),
        (("User", 600), ("values prices", 10), "reads of User"),
        (("values prices", 20), ("values prices", 10), "reads of values prices"),
    ] {
        let error = open(&[soft], &[hard]).await.unwrap_err().to_string();
        assert!(error.contains(named) && error.contains("CACHE_HARD_TIMEOUT"), "{error}");
    }
    let error = open(&[("Usr", 50)], &[]).await.unwrap_err().to_string();
    assert!(error.contains("CACHE_SOFT_TIMEOUT names Usr"), "{error}");
}
