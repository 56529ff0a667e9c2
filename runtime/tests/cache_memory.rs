//! The in-process level alone.

#[path = "cache/fixture.rs"]
mod fixture;

use std::sync::Arc;
use std::time::Duration;

use fixture::{Loads, TTL, USERS, User, alias, key, memory, user};
use larder::cache::{CacheConfig, CacheKey, CacheManager, CacheMode, Freshness, Invalidate, RegionSpec, digest};
use larder::{Error, ErrorKind};

#[tokio::test]
async fn a_row_is_loaded_once_until_its_time_to_live_ends() {
    let (_manager, users, clock) = memory().await;
    let loads = Loads::default();
    for _ in 0..3 {
        let row = users.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
        assert_eq!(row.as_deref(), Some(&user(1)));
    }
    assert_eq!(loads.count(), 1);
    clock.advance(TTL.mul_f64(1.11));
    users.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
    assert_eq!(loads.count(), 2);
}

#[tokio::test]
async fn times_to_live_differ_by_at_most_ten_per_cent() {
    let (_manager, users, clock) = memory().await;
    for id in 0..200 {
        users.read(&key(id), false, async || Ok(Some(user(id)))).await.unwrap();
    }
    let alive = || (0..200).filter(|id| users.peek(&key(*id)).is_some()).count();
    clock.advance(TTL.mul_f64(0.899));
    assert_eq!(alive(), 200);
    clock.advance(TTL.mul_f64(0.101));
    assert!((1..200).contains(&alive()), "{} of 200 at the middle", alive());
    clock.advance(TTL.mul_f64(0.101));
    assert_eq!(alive(), 0);
}

#[tokio::test]
async fn a_missing_row_is_remembered_for_its_own_shorter_time() {
    let (manager, users, clock) = memory().await;
    let loads = Loads::default();
    for _ in 0..3 {
        assert_eq!(users.read(&key(1), false, async || loads.none().await).await.unwrap(), None);
    }
    assert_eq!(loads.count(), 1);
    assert_eq!(manager.statistics().regions[0].memory.negative_hits, 2);
    clock.advance(Duration::from_secs(34));
    users.read(&key(1), false, async || loads.none().await).await.unwrap();
    assert_eq!(loads.count(), 2);
}

#[tokio::test]
async fn a_load_overtaken_by_a_write_is_not_kept() {
    let (manager, users, _clock) = memory().await;
    for invalidate in [
        Invalidate::Key(key(1)),
        Invalidate::Tenant { region: "User", tenant: "acme".into() },
        Invalidate::Region { region: "User" },
    ] {
        let old = users
            .read(&key(1), false, async || {
                manager.invalidate(std::slice::from_ref(&invalidate)).await;
                Ok(Some(user(1)))
            })
            .await
            .unwrap();
        assert!(old.is_some());
        assert_eq!(users.peek(&key(1)), None, "after {invalidate:?}");
    }
    assert_eq!(manager.statistics().regions[0].memory.fills_rejected, 3);
}

#[tokio::test]
async fn a_read_after_a_write_does_not_join_an_older_load() {
    let (manager, users, _clock) = memory().await;
    let (release, gate) = tokio::sync::oneshot::channel::<()>();
    let (started, starting) = tokio::sync::oneshot::channel::<()>();
    let older = tokio::spawn({
        let users = users.clone();
        async move {
            users
                .read(&key(1), false, async || {
                    started.send(()).unwrap();
                    gate.await.unwrap();
                    Ok(Some(user(1)))
                })
                .await
        }
    });
    starting.await.unwrap();
    manager.invalidate(&[Invalidate::Key(key(1))]).await;
    let newer = User { id: 1, email: "new@example.com".into() };
    let row = users.read(&key(1), false, async || Ok(Some(newer.clone()))).await.unwrap();
    assert_eq!(row.as_deref(), Some(&newer));
    release.send(()).unwrap();
    older.await.unwrap().unwrap();
    // The older load was handed out last, so what it brought may be the newer for all that is known here: neither is
    // kept.
    assert_eq!(users.peek(&key(1)), None);
    let row = users.read(&key(1), false, async || Ok(Some(newer.clone()))).await.unwrap();
    assert_eq!(row.as_deref(), Some(&newer));
}

#[tokio::test]
async fn a_tenants_or_regions_entries_go_together() {
    let (manager, users, _clock) = memory().await;
    // A tenant that shares its stripe with another is reloaded with it, so one other would not prove anything.
    let others: Vec<_> = (0..100).map(|n| CacheKey::new("User", &format!("globex-{n}")).part(1_u64)).collect();
    for key in [key(1), key(2)].iter().chain(&others) {
        users.read(key, false, async || Ok(Some(user(1)))).await.unwrap();
    }
    let kept = || others.iter().filter(|key| users.peek(key).is_some()).count();
    manager.invalidate(&[Invalidate::Tenant { region: "User", tenant: "acme".into() }]).await;
    assert!(users.peek(&key(1)).is_none() && users.peek(&key(2)).is_none());
    assert!(kept() > 80, "{} of 100 stay", kept());
    manager.invalidate(&[Invalidate::Region { region: "User" }]).await;
    assert_eq!(kept(), 0);
}

#[tokio::test]
async fn an_alias_serves_only_a_row_that_has_it() {
    let (manager, users, _clock) = memory().await;
    let loads = Loads::default();
    let by = async |email: &'static str, answer: Option<User>| {
        let load = async || match answer {
            Some(row) => loads.some(row).await,
            None => loads.none().await,
        };
        users.read_by(&alias(email), |row| row.email == email, |row| key(row.id), false, load).await.unwrap()
    };
    let ann = User { id: 1, email: "ann@x".into() };
    assert_eq!(by("ann@x", Some(ann.clone())).await.as_deref(), Some(&ann));
    assert_eq!(by("ann@x", None).await.as_deref(), Some(&ann), "from the cache");
    assert!(users.peek(&key(1)).is_some(), "the row is under its primary key too");
    assert_eq!(loads.count(), 1);

    // The row changes its alias; only its primary key is touched.
    manager.invalidate(&[Invalidate::Key(key(1))]).await;
    let moved = User { id: 1, email: "bea@x".into() };
    users.read(&key(1), false, async || Ok(Some(moved.clone()))).await.unwrap();
    assert_eq!(by("ann@x", None).await, None);
    assert_eq!(by("bea@x", Some(moved.clone())).await.as_deref(), Some(&moved));
    assert_eq!(loads.count(), 3);
    assert_eq!(by("ann@x", Some(ann)).await, None, "remembered as missing");

    // A new row takes the alias: its creation touches the alias key.
    manager.invalidate(&[Invalidate::Key(alias("ann@x"))]).await;
    let new = User { id: 2, email: "ann@x".into() };
    assert_eq!(by("ann@x", Some(new.clone())).await.as_deref(), Some(&new));
}

#[tokio::test]
async fn many_rows_are_one_load_of_what_is_missing() {
    let (_manager, users, _clock) = memory().await;
    users.read(&key(2), false, async || Ok(Some(user(2)))).await.unwrap();
    let keys = [key(1), key(2), key(3), key(1)];
    let rows = users
        .read_many(
            &keys,
            false,
            |row| key(row.id),
            async |missing| {
                assert_eq!(missing, [0, 2], "a key that is asked for twice is loaded once");
                Ok(vec![user(1)])
            },
        )
        .await
        .unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.as_ref().map(|row| row.id)).collect();
    assert_eq!(ids, [Some(1), Some(2), None, Some(1)]);
    let again = users.read_many(&keys, false, |row| key(row.id), async |_| panic!("all known")).await.unwrap();
    assert_eq!(again, rows);
}

#[tokio::test]
async fn warming_loads_in_batches_and_reports() {
    let (_manager, users, _clock) = memory().await;
    let keys: Vec<_> = (0..250).map(key).collect();
    let report = users
        .warm(
            &keys,
            2,
            |row| key(row.id),
            async |missing| Ok((0..250).filter(|id| *id != 7 && missing.contains(&key(*id))).map(user).collect()),
        )
        .await;
    assert_eq!((report.rows, report.missing, report.failed), (249, 1, 0));
    assert!(users.peek(&key(249)).flatten().is_some());
}

#[tokio::test]
async fn batches_run_in_spawned_tasks() {
    let (_manager, users, _clock) = memory().await;
    let warmed = tokio::spawn(async move {
        let keys: Vec<_> = (0..5).map(key).collect();
        let load =
            async |missing: Vec<CacheKey>| Ok((0..5).filter(|id| missing.contains(&key(*id))).map(user).collect());
        let report = users.warm(&keys, 2, |row| key(row.id), load).await;
        let rows = users.read_many(&keys, false, |row| key(row.id), async |_| panic!("warm")).await.unwrap();
        (report.rows, rows.len())
    });
    assert_eq!(warmed.await.unwrap(), (5, 5));
}

#[tokio::test]
async fn bypass_neither_reads_nor_fills() {
    let (_manager, users, _clock) = memory().await;
    let loads = Loads::default();
    for _ in 0..2 {
        users.read(&key(1), true, async || loads.some(user(1)).await).await.unwrap();
    }
    assert_eq!((loads.count(), users.peek(&key(1))), (2, None));
}

#[tokio::test]
async fn a_cache_that_is_off_loads_every_time() {
    let manager = CacheManager::connect(CacheConfig { enabled: false, ..CacheConfig::default() }).await.unwrap();
    let users = manager.region::<User>(RegionSpec::new("User"));
    let loads = Loads::default();
    for _ in 0..3 {
        users.read(&key(1), false, async || loads.some(user(1)).await).await.unwrap();
        let load = async || loads.some(user(1)).await;
        users.read_by(&alias("u1@example.com"), |_| true, |row| key(row.id), false, load).await.unwrap();
    }
    assert_eq!((loads.count(), users.peek(&key(1))), (6, None));
    let values = manager.values("notes");
    values.set("a", vec![1], None).await;
    assert_eq!(values.get("a").await, None);
}

#[tokio::test]
async fn some_hits_are_compared_with_what_the_loader_brings() {
    let config = CacheConfig { probe: Some(1024), ..CacheConfig::default() };
    let manager = CacheManager::connect(config).await.unwrap();
    let users = manager.region(USERS);
    let probes = || {
        let regions = manager.statistics().regions;
        (regions.iter().map(|of| of.probes_agreed).sum::<u64>(), regions.iter().map(|of| of.probes_stale).sum::<u64>())
    };
    for _ in 0..5000 {
        users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    }
    assert!(probes().0 >= 4 && probes().1 == 0, "{:?}", probes());
    let agreed = probes().0;
    for _ in 0..1024 {
        let row = users.read(&key(1), false, async || Ok(Some(user(2)))).await.unwrap();
        assert_eq!(*row.unwrap(), user(1));
    }
    fixture::eventually("it is found out", async || probes() == (agreed, 1)).await;
}

async fn away() -> larder::Result<Option<User>> {
    Err(Error::new(ErrorKind::Unavailable("the server is away".to_owned())))
}

#[tokio::test]
async fn what_is_left_of_a_row_is_there_while_the_database_is_not() {
    let (manager, users, clock) = memory().await;
    assert!(users.read_or_stale(&key(1), false, away).await.unwrap_err().is_unavailable());
    let (row, freshness) = users.read_or_stale(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    assert_eq!((row.as_deref(), freshness), (Some(&user(1)), Freshness::Current));
    clock.advance(2 * TTL);
    assert!(users.read(&key(1), false, away).await.is_err());
    let (row, freshness) = users.read_or_stale(&key(1), false, away).await.unwrap();
    let Freshness::Stale { overdue } = freshness else { panic!("{freshness:?}") };
    assert_eq!(row.as_deref(), Some(&user(1)));
    assert!(overdue >= TTL.mul_f64(0.8) && overdue <= TTL.mul_f64(1.2), "{overdue:?}");
    let broken = async || Err(Error::new(ErrorKind::Decode("another type".to_owned())));
    assert!(users.read_or_stale(&key(1), false, broken).await.is_err(), "the database answers");
    manager.invalidate(&[Invalidate::Key(key(1))]).await;
    assert!(users.read_or_stale(&key(1), false, away).await.is_err(), "it was written");
}

#[tokio::test]
async fn a_tag_is_cleared_in_process() {
    let (manager, _users, _clock) = memory().await;
    let values = manager.values("prices");
    values.set_tagged("1", vec![1], None, &["shop:1"]).await;
    values.set("2", vec![2], None).await;
    assert_eq!(values.get_or_load_tagged("3", &["shop:1"], async || Ok(Some(3))).await.unwrap(), Some(3));
    values.clear_tag("shop:1").await;
    assert_eq!((values.get("1").await, values.get("2").await), (None, Some(vec![2])));
    assert_eq!(values.get_or_load_tagged("3", &["shop:1"], async || Ok(Some(4))).await.unwrap(), Some(4));
    assert_eq!(values.get_json::<i32>("3").await.unwrap(), Some(4));
}

#[tokio::test]
async fn arbitrary_values_have_their_own_names_and_times() {
    let (manager, _users, clock) = memory().await;
    let (notes, other) = (manager.values("notes"), manager.values("other"));
    notes.set("a:b", b"one".to_vec(), Some(Duration::from_secs(60))).await;
    notes.set_json("n", &vec![1, 2], None).await.unwrap();
    assert_eq!(notes.get("a:b").await.as_deref(), Some(&b"one"[..]));
    assert_eq!(other.get("a:b").await, None);
    assert_eq!(notes.get_json::<Vec<u8>>("n").await.unwrap(), Some(vec![1, 2]));
    assert!(notes.get_json::<String>("n").await.is_err());
    let loaded = notes.get_or_load("l", async || Ok(Some("x".to_owned()))).await.unwrap();
    assert_eq!(loaded.as_deref(), Some("x"));
    assert_eq!(notes.get_or_load::<String, _>("l", async || panic!("known")).await.unwrap(), loaded);
    clock.advance(Duration::from_secs(67));
    assert_eq!(notes.get("a:b").await, None);
    notes.delete("n").await;
    assert_eq!(notes.get("n").await, None);
}

#[test]
fn keys_are_injective_and_hold_no_secret() {
    let render = |tenant: &str, parts: &[&str]| {
        parts.iter().fold(CacheKey::new("R", tenant), |key, part| key.part(*part)).to_string()
    };
    let all = [
        render("a", &["b", "c"]),
        render("a", &["b:c"]),
        render("a:b", &["c"]),
        render("a", &["b%3Ac"]),
        render("", &["a", "b", "c"]),
        render("a", &["b", "", "c"]),
        render("a", &["~b", "c"]),
        CacheKey::alias("R", "a", "b").part("c").to_string(),
    ];
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "{all:?}");
    let long = "x".repeat(500);
    assert_eq!(render("t", &[&long]), format!("R:t:{long}"));
    let secret = CacheKey::alias("ApiKey", "", "hash").secret("hunter2");
    assert_eq!(secret.to_string(), format!("ApiKey::~hash:{}", digest("hunter2")));
    assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[tokio::test]
async fn statistics_are_json() {
    let (manager, users, _clock) = memory().await;
    for _ in 0..2 {
        users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    }
    let json = serde_json::to_value(manager.statistics()).unwrap();
    let region = &json["regions"][0];
    assert_eq!((&region["region"], &region["loads"]), (&"User".into(), &1.into()));
    assert_eq!((&region["memory"]["hits"], &region["memory"]["misses"]), (&1.into(), &1.into()));
    assert!(Arc::new(users).name() == "User");
}

#[tokio::test]
async fn loads_are_timed_and_of_many_hits_some() {
    let (manager, users, _clock) = memory().await;
    for _ in 0..5000 {
        users.read(&key(1), false, async || Ok(Some(user(1)))).await.unwrap();
    }
    let statistics = manager.statistics();
    let region = &statistics.regions[0];
    assert_eq!((region.loads, region.load.count(), region.memory.hits), (1, 1, 4999));
    let timed = region.memory.read.count();
    assert!((4..=6).contains(&timed), "{timed} of 5,000 hits were timed");
    assert!(region.memory.read.sum() > Duration::ZERO);
    assert_eq!((statistics.total.hits, statistics.total.misses), (4999, 1));
    assert!((statistics.total.hit_rate - 0.9998).abs() < 1e-9, "{}", statistics.total.hit_rate);
}

#[tokio::test]
async fn rows_take_no_more_bytes_than_they_may() {
    const LIMIT: u64 = 4 << 20;
    let users = vec![("User".to_owned(), usize::try_from(LIMIT).unwrap())];
    let config = CacheConfig { capacity: 100_000, memories: users, ..CacheConfig::default() };
    let manager = CacheManager::connect(config).await.unwrap();
    let users = manager.region::<User>(USERS.memory(1));
    for id in 0..10_000 {
        let row = User { id, email: "x".repeat(2000) };
        users.read(&key(id), false, async || Ok(Some(row))).await.unwrap();
    }
    let region = &manager.statistics().regions[0];
    let held = region.entry_bytes_estimate;
    assert!((LIMIT / 2..=LIMIT).contains(&held), "{held} bytes of {} rows", region.entries);
}

#[tokio::test]
async fn small_rows_are_no_more_than_there_may_be() {
    let manager = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let users = manager.region::<User>(USERS.capacity(1000));
    for id in 0..5000 {
        users.read(&key(id), false, async || Ok(Some(user(id)))).await.unwrap();
    }
    let entries = manager.statistics().regions[0].entries;
    assert!((800..=1000).contains(&entries), "{entries}");
}

#[tokio::test]
async fn a_mode_of_what_is_not_cached_is_named() {
    let with = async |name: &str| {
        let modes = vec![(name.to_owned(), CacheMode::Fast)];
        let manager = CacheManager::connect(CacheConfig { modes, ..CacheConfig::default() }).await.unwrap();
        let _users = manager.region::<User>(USERS);
        manager.check_modes()
    };
    assert!(with("User").await.is_ok());
    assert!(with("user").await.is_ok(), "as the region is called");
    let error = with("Usr").await.unwrap_err().to_string();
    assert!(error.contains("CACHE_MODE names Usr") && error.contains("cached are User"), "{error}");
}
