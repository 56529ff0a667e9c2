use integration::{Fixture, on_every_engine};
use larder::Config;
use voicehelper::models::Store;

mod introspection;

on_every_engine!(
    every_migration_undone_leaves_an_empty_schema,
    each_step_down_and_up_gives_the_same_schema,
    a_second_run_applies_nothing,
    a_database_behind_the_code_is_refused,
);

async fn every_migration_undone_leaves_an_empty_schema(fixture: Fixture) {
    let database = fixture.database();
    assert!(introspection::objects(&database).await.len() > 8);
    let report = fixture.store.migrator().rollback(8).await.unwrap();
    assert_eq!(report.rolled_back.len(), 8);
    assert_eq!(introspection::objects(&database).await, Vec::<String>::new());
    assert_eq!(fixture.store.migrator().migrate().await.unwrap().applied.len(), 8);
}

async fn each_step_down_and_up_gives_the_same_schema(fixture: Fixture) {
    let database = fixture.database();
    let migrator = fixture.store.migrator();
    let mut heights = vec![introspection::objects(&database).await];
    for _ in 0..8 {
        migrator.rollback(1).await.unwrap();
        heights.push(introspection::objects(&database).await);
    }
    assert!(heights.windows(2).all(|pair| pair[0].len() > pair[1].len()), "each migration makes something");
    migrator.migrate().await.unwrap();
    assert_eq!(introspection::objects(&database).await, heights[0]);
}

async fn a_second_run_applies_nothing(fixture: Fixture) {
    let status = fixture.store.migrator().status().await.unwrap();
    assert_eq!((status.applied().count(), status.pending().count()), (8, 0));
    assert!(fixture.store.migrator().migrate().await.unwrap().applied.is_empty());
}

async fn a_database_behind_the_code_is_refused(fixture: Fixture) {
    fixture.store.migrator().rollback(2).await.unwrap();
    let config = Config::for_url(fixture.database().url()).migration_enabled(false);
    let error = Store::open(config).await.err().expect("two migrations are pending");
    assert!(error.to_string().contains("0007_create_voice_sessions"), "{error}");
}
