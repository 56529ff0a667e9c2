//! Writes of an instance that does not reach Redis, as others see them that do.

use std::future::Future;
use std::time::{Duration, Instant};

use integration::{Client, Engine, Fixture, configuration, on_every_engine};
use larder::cache::{OnCacheDown, RedisConfig};
use larder::statistics::InvalidationLogStatistics;
use larder::{Config, Error, ErrorKind, MigrationPolicy, Runs as _, Touches};
use voicehelper::models::{NewUser, Store, User, UserPatch};

use crate::borrowed::execute;
use crate::seed;

on_every_engine!(
    what_redis_is_not_told_of_the_database_tells,
    without_the_table_writes_go_on,
    an_entity_can_refuse_what_cannot_be_fenced,
);

const TENANT: &str = "acme";
/// Where nobody listens.
const NOWHERE: &str = "redis://127.0.0.1:1";

/// Settings of another instance; `None` where SQLite runs alone.
fn shared(fixture: &Fixture) -> Option<Config> {
    let mut config = configuration(&fixture.database());
    if fixture.engine == Engine::Sqlite {
        std::env::var("LARDER_TEST_REDIS_URL").ok()?;
        config.cache.redis = Some(RedisConfig::new(integration::redis()));
    }
    fixture.database().name().clone_into(&mut config.cache.prefix);
    config.cache.log_interval = Duration::from_millis(50);
    Some(config)
}

/// Opens an instance that is cut off from Redis.
async fn cut_off(mut config: Config) -> Store {
    config.cache.redis = Some(RedisConfig::new(NOWHERE));
    Store::open(config).await.unwrap()
}

fn log(store: &Store) -> InvalidationLogStatistics {
    store.cache().statistics().log.unwrap()
}

async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(60), "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn user(store: &Store, name: &str) -> User {
    store.tenant(TENANT).users().create(NewUser::new(name, name, name).openid(name)).await.unwrap()
}

async fn what_redis_is_not_told_of_the_database_tells(fixture: Fixture) {
    let Some(config) = shared(&fixture) else { return };
    seed::tenant(&fixture, TENANT).await;
    let here = Store::open(config.clone()).await.unwrap();
    let there = cut_off(config.clone()).await;
    let (alone, together, gone) =
        (user(&here, "alone").await, user(&here, "together").await, user(&here, "gone").await);
    let read = async |store: &Store, row: &User| {
        store.tenant(TENANT).users().find(row.id).await.unwrap().map(|row| row.nickname.clone())
    };
    let lent = user(&here, "lent").await;
    for row in [&alone, &together, &gone, &lent] {
        read(&here, row).await;
        assert_eq!(here.tenant(TENANT).users().get_by_openid(&row.nickname).await.unwrap().id, row.id);
    }
    assert_eq!(here.tenant(TENANT).users().find_by_openid("late").await.unwrap(), None);
    here.cache().settle().await;
    there.tenant(TENANT).users().patch(alone.id, UserPatch::new().nickname("changed")).await.unwrap();
    let transaction = there.begin().await.unwrap();
    let session = transaction.session();
    session.tenant(TENANT).users().patch(together.id, UserPatch::new().nickname("changed")).await.unwrap();
    session.tenant(TENANT).users().create(NewUser::new("late", "late", "late").openid("late")).await.unwrap();
    transaction.commit().await.unwrap();
    there.tenant(TENANT).users().delete(gone.id).await.unwrap();
    let touched = Touches::nothing().and(Touches::row(&lent));
    let text = "UPDATE users SET nickname = 'changed' WHERE nickname = 'lent'";
    there.with_connection(touched, async |on| execute(on, text).await).await.unwrap();
    assert!(log(&there).is_kept && log(&there).written == 4, "{:?}", log(&there));
    assert_eq!(read(&there, &alone).await.as_deref(), Some("changed"), "it reads what it wrote");
    eventually("others read it", async || {
        read(&here, &alone).await.as_deref() == Some("changed")
            && read(&here, &together).await.as_deref() == Some("changed")
            && read(&here, &lent).await.as_deref() == Some("changed")
            && read(&here, &gone).await.is_none()
            && here.tenant(TENANT).users().find_by_openid("late").await.unwrap().is_some()
    })
    .await;
    assert_eq!(log(&here).heard, 4);
    // Nor does Redis hold anything older, which would be found by who comes later.
    let late = Store::open(config).await.unwrap();
    assert_eq!(read(&late, &alone).await.as_deref(), Some("changed"));
    assert_eq!(read(&late, &gone).await, None);
}

async fn without_the_table_writes_go_on(fixture: Fixture) {
    let Some(config) = shared(&fixture) else { return };
    seed::tenant(&fixture, TENANT).await;
    let mut client = Client::connect(fixture.engine, fixture.database().url()).await.unwrap();
    client.execute("DROP TABLE larder_cache_log").await.unwrap();
    let mut refusing = config.clone();
    refusing.migration_policy = MigrationPolicy::Refuse;
    let there = cut_off(refusing).await;
    assert!(!log(&there).is_kept);
    user(&there, "made").await;
    assert_eq!(log(&there).written, 0);
    // A migrator that finds nothing else to do makes it.
    assert!(log(&cut_off(config).await).is_kept);
}

async fn an_entity_can_refuse_what_cannot_be_fenced(fixture: Fixture) {
    let Some(mut config) = shared(&fixture) else { return };
    seed::tenant(&fixture, TENANT).await;
    config.cache.on_downs.push(("User".to_owned(), OnCacheDown::Abort));
    let there = cut_off(config).await;
    let made = there.tenant(TENANT).users().create(NewUser::new("ada", "ada", "ada")).await;
    assert!(made.as_ref().is_err_and(is_of_cache), "{made:?}");
    assert_eq!(log(&there).written, 0);
}

fn is_of_cache(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Cache(_))
}
