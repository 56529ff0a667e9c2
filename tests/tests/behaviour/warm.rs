//! Rows that are read ahead when a store opens.

use integration::{Engine, Fixture, configuration, on_every_engine};
use larder::Config;
use larder::cache::RedisConfig;
use larder::statistics::{LevelStatistics, RegionStatistics, WarmStatistics};
use voicehelper::models::{NewUser, Store, User, UserPatch};

use crate::seed;

on_every_engine!(
    the_newest_rows_of_all_tenants_are_read_ahead,
    what_redis_has_is_not_loaded_again,
    what_was_read_last_is_read_ahead,
    a_row_that_was_written_meanwhile_is_current,
    settings_change_how_many,
);

/// Settings of an instance that reads ahead.
fn ahead(fixture: &Fixture) -> Config {
    let mut config = configuration(&fixture.database());
    config.cache.warm = None;
    config
}

/// The same with Redis, whatever the engine is; `None` where SQLite runs alone.
fn shared(fixture: &Fixture) -> Option<Config> {
    let mut config = ahead(fixture);
    if fixture.engine == Engine::Sqlite {
        std::env::var("LARDER_TEST_REDIS_URL").ok()?;
        config.cache.redis = Some(RedisConfig::new(integration::redis()));
    }
    fixture.database().name().clone_into(&mut config.cache.prefix);
    Some(config)
}

async fn user(store: &Store, tenant: &str, name: &str) -> User {
    store.tenant(tenant).users().create(NewUser::new(name, name, name)).await.unwrap()
}

async fn open(config: Config) -> (Store, WarmStatistics) {
    let store = Store::open(config).await.unwrap();
    store.cache().warmed().await;
    let warm = store.cache().statistics().warm.remove(0);
    assert!(!warm.is_running && !warm.has_failed, "{warm:?}");
    (store, warm)
}

fn users(store: &Store) -> RegionStatistics {
    let mut regions = store.cache().statistics().regions;
    regions.remove(regions.iter().position(|region| region.region == "user").unwrap())
}

async fn the_newest_rows_of_all_tenants_are_read_ahead(fixture: Fixture) {
    let mut made = Vec::new();
    for tenant in ["acme", "globex"] {
        seed::tenant(&fixture, tenant).await;
    }
    // More than one page, taking turns.
    for number in 0..130 {
        let tenant = if number % 2 == 0 { "acme" } else { "globex" };
        made.push((tenant, user(&fixture.store, tenant, &format!("user{number}")).await));
    }
    let (store, warm) = open(ahead(&fixture)).await;
    assert_eq!((warm.region, warm.rows), ("user", 130));
    let before = users(&store);
    for (tenant, row) in &made {
        assert_eq!(store.tenant(tenant).users().get(row.id).await.unwrap().nickname, row.nickname);
    }
    assert_eq!(users(&store).loads, before.loads, "everything was in the cache");

    let mut few = ahead(&fixture);
    few.cache.warm = Some(7);
    few.cache.redis = None;
    let (store, warm) = open(few).await;
    assert_eq!(warm.rows, 7);
    let region = users(&store);
    assert_eq!((region.entries, region.memory.fills), (7, 7));
    let before = users(&store).loads;
    for (tenant, row) in made.iter().rev().take(7) {
        store.tenant(tenant).users().get(row.id).await.unwrap();
    }
    assert_eq!(users(&store).loads, before, "they were the newest");
}

async fn what_redis_has_is_not_loaded_again(fixture: Fixture) {
    let Some(config) = shared(&fixture) else { return };
    seed::tenant(&fixture, "acme").await;
    for number in 0..20 {
        user(&fixture.store, "acme", &format!("user{number}")).await;
    }
    let (first, warm) = open(config.clone()).await;
    assert_eq!((warm.rows, users(&first).loads), (20, 1));
    first.cache().settle().await;
    let (second, warm) = open(config).await;
    let LevelStatistics { hits, .. } = users(&second).shared;
    assert_eq!((warm.rows, users(&second).loads, hits), (20, 0, 20));
}

async fn what_was_read_last_is_read_ahead(fixture: Fixture) {
    let Some(mut config) = shared(&fixture) else { return };
    let mut made = Vec::new();
    for tenant in ["acme", "globex"] {
        seed::tenant(&fixture, tenant).await;
        for number in 0..3 {
            made.push((tenant, user(&fixture.store, tenant, &format!("user{number}")).await));
        }
    }
    let (reader, _) = open(config.clone()).await;
    // What was read ahead is no use of it: one of the instance's own is a load.
    let used = &made[..4];
    for (tenant, row) in used {
        let patch = UserPatch::new().nickname("used");
        reader.tenant(tenant).users().patch(row.id, patch).await.unwrap();
        reader.tenant(tenant).users().get(row.id).await.unwrap();
    }
    reader.cache().settle().await;
    // The newest are others.
    for number in 10..14 {
        user(&fixture.store, "acme", &format!("user{number}")).await;
    }
    config.cache.warm = Some(4);
    let (store, warm) = open(config).await;
    assert_eq!((warm.wanted, warm.rows), (8, 8));
    let before = users(&store);
    for (tenant, row) in used {
        assert_eq!(store.tenant(tenant).users().get(row.id).await.unwrap().nickname, "used");
    }
    assert_eq!(users(&store).loads, before.loads);
}

async fn a_row_that_was_written_meanwhile_is_current(fixture: Fixture) {
    let Some(config) = shared(&fixture) else { return };
    seed::tenant(&fixture, "acme").await;
    let rows = [user(&fixture.store, "acme", "one").await, user(&fixture.store, "acme", "two").await];
    let (writer, _) = open(config.clone()).await;
    let opening = Store::open(config.clone()).await.unwrap();
    for number in 0..20 {
        for row in &rows {
            let name = format!("name {number}");
            let patch = UserPatch::new().nickname(name.as_str());
            writer.tenant("acme").users().patch(row.id, patch).await.unwrap();
            assert_eq!(writer.tenant("acme").users().get(row.id).await.unwrap().nickname, name);
        }
    }
    opening.cache().warmed().await;
    opening.cache().settle().await;
    let reader = Store::open(config).await.unwrap();
    for row in &rows {
        assert_eq!(reader.tenant("acme").users().get(row.id).await.unwrap().nickname, "name 19");
    }
}

async fn settings_change_how_many(fixture: Fixture) {
    let mut config = ahead(&fixture);
    config.cache.warms = vec![("User".to_owned(), 0)];
    let store = Store::open(config.clone()).await.unwrap();
    assert!(store.cache().statistics().warm.is_empty());
    config.cache.warms = vec![("Usr".to_owned(), 10)];
    let Err(error) = Store::open(config).await else { panic!("accepted") };
    assert!(error.to_string().contains("CACHE_WARM names Usr"), "{error}");
}
