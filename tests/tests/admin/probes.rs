//! What orchestrators are told: ready, degraded or down.

use std::time::Duration;

use integration::{Engine, Fixture, on_every_engine};
use larder::cache::RedisConfig;
use larder::{Config, MigrationPolicy};
use serde_json::Value;
use voicehelper::models::Store;

use crate::client::{Answer, Operator};

on_every_engine!(
    a_whole_instance_is_ready,
    a_database_that_is_away_is_down,
    a_cache_that_is_away_is_degraded,
    a_schema_that_does_not_fit_is_what_opening_says,
    a_pool_in_full_use_is_degraded,
    an_instance_that_reads_ahead_is_down_for_as_long_as_it_may_wait,
);

fn status(answer: &Answer, part: &str) -> String {
    answer.json()["checks"][part]["status"].as_str().unwrap_or_default().to_owned()
}

fn detail(answer: &Answer, part: &str) -> String {
    answer.json()["checks"][part]["detail"].as_str().unwrap_or_default().to_owned()
}

async fn a_whole_instance_is_ready(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let answer = operator.get("/readyz").await;
    let found = answer.ok();
    assert_eq!(found["status"], "ready", "{found}");
    let checks = found["checks"].as_object().unwrap();
    assert_eq!(checks.keys().collect::<Vec<_>>(), ["cache", "database", "migrations"]);
    assert!(checks.values().all(|check: &Value| check["status"] == "ready"), "{found}");
    let note = if fixture.engine == Engine::Sqlite { "in process only" } else { "" };
    assert_eq!(detail(&answer, "cache"), note);
}

async fn a_database_that_is_away_is_down(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    fixture.store.clone().close().await;
    let answer = operator.get("/readyz").await;
    assert_eq!(answer.status.as_u16(), 503, "{}", answer.text);
    assert_eq!((answer.json()["status"].as_str(), status(&answer, "database").as_str()), (Some("down"), "down"));
    assert!(!detail(&answer, "database").is_empty(), "{}", answer.text);
    assert_eq!(operator.get("/healthz").await.ok()["status"], "alive", "a restart would not help");
}

async fn a_cache_that_is_away_is_degraded(fixture: Fixture) {
    let mut config = integration::configuration(&fixture.database());
    // The discard port, where nobody listens.
    config.cache.redis = Some(RedisConfig::new("redis://user:s3cret-of-redis@127.0.0.1:9/0"));
    let store = Store::open(config).await.unwrap();
    let answer = Operator::of(&store).get("/readyz").await;
    assert_eq!(answer.ok()["status"], "degraded", "{}", answer.text);
    assert_eq!((status(&answer, "cache").as_str(), status(&answer, "database").as_str()), ("degraded", "ready"));
    assert!(!answer.text.contains("s3cret"), "{}", answer.text);
    let off = Store::open(integration::configuration(&fixture.database()).cache_enabled(false)).await.unwrap();
    let answer = Operator::of(&off).get("/readyz").await;
    assert_eq!((answer.ok()["status"].as_str(), detail(&answer, "cache").as_str()), (Some("ready"), "switched off"));
    store.close().await;
    off.close().await;
}

async fn a_schema_that_does_not_fit_is_what_opening_says(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    assert_eq!(operator.get("/readyz").await.ok()["status"], "ready");
    let last = operator.migrations().await.pop().unwrap();
    assert_eq!(operator.roll_back(1).await.status.as_u16(), 200);
    let answer = operator.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), status(&answer, "migrations").as_str()), (503, "down"), "{}", answer.text);
    assert!(detail(&answer, "migrations").contains(&last), "{}", answer.text);
    let config: Config = integration::configuration(&fixture.database()).migration_policy(MigrationPolicy::Warn);
    let lenient = Store::open(config).await.unwrap();
    let answer = Operator::of(&lenient).get("/readyz").await;
    assert_eq!(answer.ok()["status"], "degraded", "somebody else migrates: {}", answer.text);
    lenient.close().await;
}

async fn a_pool_in_full_use_is_degraded(fixture: Fixture) {
    let config = integration::configuration(&fixture.database()).database(|database| database.max_connections = 1);
    let store = Store::open(config).await.unwrap();
    let operator = Operator::of(&store);
    let held = store.begin().await.unwrap();
    let answer = operator.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), status(&answer, "database").as_str()), (200, "degraded"), "{}", answer.text);
    held.rollback().await.unwrap();
    assert_eq!(status(&operator.get("/readyz").await, "database"), "ready");
    store.close().await;
}

async fn an_instance_that_reads_ahead_is_down_for_as_long_as_it_may_wait(fixture: Fixture) {
    let mut config = integration::configuration(&fixture.database());
    config.cache.warm = None;
    // What is loaded while Redis is away could not be kept, so that it is waited for.
    config.cache.redis = Some(RedisConfig::new("redis://127.0.0.1:9/0"));
    let store = Store::open(config.clone()).await.unwrap();
    let answer = Operator::of(&store).get("/readyz").await;
    assert_eq!(answer.status.as_u16(), 503, "{}", answer.text);
    assert_eq!(status(&answer, "warm"), "down");
    assert!(detail(&answer, "warm").contains("user: 0 of 2000 rows"), "{}", answer.text);
    config.cache.warm_wait = Duration::from_millis(1);
    let store = Store::open(config).await.unwrap();
    store.cache().warmed().await;
    let answer = Operator::of(&store).get("/readyz").await;
    assert_eq!((answer.ok()["status"].as_str(), status(&answer, "warm").as_str()), (Some("degraded"), "ready"));
    assert!(store.statistics().cache.warm[0].has_failed);
}
