//! Reads while the database takes long to answer.

use std::future::Future;
use std::time::{Duration, Instant};

use integration::{Engine, Fixture, on_every_engine};
use larder::cache::{CacheConfig, CacheKey, CacheManager, RegionSpec};
use larder::statistics::RegionStatistics;
use larder::{Region, Runs as _, Touches};
use voicehelper::models::{NewUser, User, UserRepository};

use crate::borrowed::execute;
use crate::seed;

on_every_engine!(an_expired_row_is_taken_while_its_table_is_locked, a_read_with_nothing_to_take_gives_up);

const SOON: Duration = Duration::from_millis(50);
/// As long again a row may be taken whose time is over.
const LIFE: Duration = Duration::from_secs(3);
const LOCK: &str = "LOCK TABLE users IN ACCESS EXCLUSIVE MODE";
const PATIENCE: Duration = Duration::from_secs(60);

async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A cache in process whose rows are over soon, since those of the store last.
async fn short_lived(spec: RegionSpec) -> (CacheManager, Region<User>) {
    let manager = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let region = manager.region::<User>(spec.ttl(LIFE));
    (manager, region)
}

fn figures(manager: &CacheManager, name: &str) -> RegionStatistics {
    let mut regions = manager.statistics().regions;
    regions.remove(regions.iter().position(|region| region.region == name).unwrap())
}

async fn a_user(fixture: &Fixture) -> User {
    seed::tenant(fixture, "acme").await;
    fixture.store.tenant("acme").users().create(NewUser::new("one", "one", "One")).await.unwrap()
}

async fn an_expired_row_is_taken_while_its_table_is_locked(fixture: Fixture) {
    // The others read what is locked.
    if fixture.engine != Engine::Postgres {
        return;
    }
    let row = a_user(&fixture).await;
    let (manager, region) = short_lived(RegionSpec::new("user").soft_timeout(SOON).hard_timeout(PATIENCE)).await;
    let users = UserRepository::new(fixture.store.executor(), &region, "acme");
    users.get(row.id).await.unwrap();
    users.get_by_user_id("one").await.unwrap();
    let key = CacheKey::new("user", "acme").part(row.id);
    eventually("the row's time is over", async || region.peek(&key).is_none()).await;
    let writer = fixture.store.begin().await.unwrap();
    writer.with_connection(Touches::nothing(), async |on| execute(on, LOCK).await).await.unwrap();
    assert_eq!(users.get(row.id).await.unwrap().nickname, "One");
    assert_eq!(users.get_by_user_id("one").await.unwrap().id, row.id);
    assert_eq!(figures(&manager, "user").expired_served, 1);
    assert_eq!(figures(&manager, "user (alias)").expired_served, 1);
    let loads = figures(&manager, "user").loads;
    writer.rollback().await.unwrap();
    eventually("the loads have gone on", async || figures(&manager, "user").loads >= loads + 2).await;
    assert_eq!(figures(&manager, "user").load_errors, 0);
}

async fn a_read_with_nothing_to_take_gives_up(fixture: Fixture) {
    if fixture.engine != Engine::Postgres {
        return;
    }
    let row = a_user(&fixture).await;
    let (_manager, region) = short_lived(RegionSpec::new("user").hard_timeout(SOON)).await;
    let users = UserRepository::new(fixture.store.executor(), &region, "acme");
    let writer = fixture.store.begin().await.unwrap();
    writer.with_connection(Touches::nothing(), async |on| execute(on, LOCK).await).await.unwrap();
    for error in [users.get(row.id).await.unwrap_err(), users.get_by_user_id("one").await.unwrap_err()] {
        assert!(error.is_timeout(), "{error}");
    }
    assert!(users.find_many([row.id]).await.unwrap_err().is_timeout());
    writer.rollback().await.unwrap();
    eventually("the row is read again", async || users.get(row.id).await.is_ok()).await;
}
