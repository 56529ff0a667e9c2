//! Databases that are told apart in Redis.

use integration::{Database, Fixture, configuration, on_every_engine, redis};
use larder::Config;
use larder::cache::{CacheManager, RedisConfig};
use voicehelper::models::{NewTenant, Store, Tenant};

on_every_engine!(
    a_database_made_anew_serves_no_older_rows,
    instances_of_one_database_share_what_is_cached,
    a_flushed_cache_is_read_anew,
);

/// Like the fixture's, but with Redis on every engine.
fn shared(database: &Database) -> Config {
    let mut config = configuration(database);
    if config.cache.redis.is_none() {
        config.cache.redis = Some(RedisConfig::new(redis()));
        // The name of a file's folder is drawn at random.
        config.cache.prefix = format!("larder{}", database.url().replace([':', '/'], "_"));
    }
    config
}

/// Stores a tenant and leaves it in Redis.
async fn cached(database: &Database) -> Tenant {
    let store = Store::open(shared(database)).await.unwrap();
    let tenant = store.tenants().create(NewTenant::new("acme", "older")).await.unwrap();
    store.tenants().get(&tenant).await.unwrap();
    store.tenants().get_by_tenant_id("acme").await.unwrap();
    store.cache().settle().await;
    store.close().await;
    tenant
}

async fn a_database_made_anew_serves_no_older_rows(fixture: Fixture) {
    let database = fixture.empty().await;
    let older = cached(&database).await;
    database.make_anew().await;
    let store = Store::open(shared(&database)).await.unwrap();
    assert!(store.tenants().find(&older).await.unwrap().is_none());
    assert!(store.tenants().find_by_tenant_id("acme").await.unwrap().is_none());
    let mut newer = NewTenant::new("acme", "newer");
    newer.id = older.id;
    store.tenants().create(newer).await.unwrap();
    assert_eq!(store.tenants().get(&older).await.unwrap().name, "newer");
    store.close().await;
    database.drop().await;
}

async fn instances_of_one_database_share_what_is_cached(fixture: Fixture) {
    let database = fixture.empty().await;
    let older = cached(&database).await;
    let (one, other) = tokio::join!(Store::open(shared(&database)), Store::open(shared(&database)));
    let (one, other) = (one.unwrap(), other.unwrap());
    for store in [&one, &other] {
        assert_eq!(store.tenants().get(&older).await.unwrap().name, "older");
        assert_eq!(store.tenants().get_by_tenant_id("acme").await.unwrap().name, "older");
        assert_eq!(store.cache().statistics().total.loads, 0, "both rows came from Redis");
    }
    one.close().await;
    other.close().await;
    database.drop().await;
}

async fn a_flushed_cache_is_read_anew(fixture: Fixture) {
    let database = fixture.empty().await;
    let older = cached(&database).await;
    let config = shared(&database);
    assert!(CacheManager::flush(&config.cache).await.unwrap() > 0);
    assert_eq!(CacheManager::flush(&config.cache).await.unwrap(), 0);
    let store = Store::open(config).await.unwrap();
    store.tenants().get(&older).await.unwrap();
    assert_eq!(store.cache().statistics().total.loads, 1);
    store.close().await;
    database.drop().await;
}
