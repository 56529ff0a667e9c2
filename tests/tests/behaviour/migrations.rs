//! Migrations of the reference application, up and down.

use integration::{Fixture, on_every_engine};
use larder::Config;
use larder::migrate::Snapshot;
use voicehelper::models::Store;

on_every_engine!(
    every_migration_undone_leaves_an_empty_schema,
    each_step_down_and_up_gives_the_same_schema,
    a_second_run_applies_nothing,
    a_database_behind_the_code_is_refused,
);

/// How many migrations the application has.
async fn count(fixture: &Fixture) -> usize {
    fixture.store.migrator().status().await.unwrap().migrations.len()
}

async fn schema(fixture: &Fixture) -> Snapshot {
    fixture.store.migrator().snapshot().await.unwrap()
}

async fn every_migration_undone_leaves_an_empty_schema(fixture: Fixture) {
    assert!(schema(&fixture).await.objects().count() >= 10);
    let count = count(&fixture).await;
    let report = fixture.store.migrator().rollback(count).await.unwrap();
    assert_eq!(report.rolled_back.len(), count);
    assert!(schema(&fixture).await.is_empty());
    assert_eq!(fixture.store.migrator().migrate().await.unwrap().applied.len(), count);
}

async fn each_step_down_and_up_gives_the_same_schema(fixture: Fixture) {
    let migrator = fixture.store.migrator();
    let mut heights = vec![schema(&fixture).await];
    for _ in 0..count(&fixture).await {
        migrator.rollback(1).await.unwrap();
        heights.push(schema(&fixture).await);
    }
    let changed = heights.windows(2).all(|pair| pair[0].difference(&pair[1]).is_some());
    assert!(changed, "each migration changes something");
    migrator.migrate().await.unwrap();
    assert_eq!(heights[0].difference(&schema(&fixture).await), None);
}

async fn a_second_run_applies_nothing(fixture: Fixture) {
    let status = fixture.store.migrator().status().await.unwrap();
    assert_eq!((status.applied().count(), status.pending().count()), (status.migrations.len(), 0));
    assert!(fixture.store.migrator().migrate().await.unwrap().applied.is_empty());
}

async fn a_database_behind_the_code_is_refused(fixture: Fixture) {
    fixture.store.migrator().rollback(2).await.unwrap();
    let status = fixture.store.migrator().status().await.unwrap();
    let first = status.pending().next().unwrap();
    let config = Config::for_url(fixture.database().url()).migration_enabled(false);
    let error = Store::open(config).await.err().expect("two migrations are pending");
    assert!(error.to_string().contains(first), "{error}");
}
