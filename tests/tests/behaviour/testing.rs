//! `#[larder::test]`: a store of the test's own.

use std::sync::{Arc, Mutex};

use integration::Engine;
use larder::{Dialect, Error, Result, sql, testing};
use voicehelper::models::{NewTenant, NewUser, Store};

#[larder::test]
async fn a_test_has_a_database_in_memory(store: Store) {
    assert_eq!(store.db().dialect(), Dialect::Sqlite);
    assert!(store.tenants().list(larder::Page::first(10)).await.unwrap().is_empty());
    store.tenants().create(NewTenant::new("acme", "Acme")).await.unwrap();
}

#[larder::test]
async fn a_test_may_return_a_result(store: Store) -> Result<()> {
    store.tenants().create(NewTenant::new("acme", "Acme")).await?;
    assert_eq!(store.tenants().count().await?, 1);
    Ok(())
}

/// The example of docs/testing.md.
#[larder::test]
async fn a_user_is_found_by_name(store: Store) -> Result<()> {
    store.tenants().create(NewTenant::new("acme", "Acme")).await?;
    let scope = store.tenant("acme");
    let ada = scope.users().create(NewUser::new("ada", "Ada", "ada")).await?;
    assert_eq!(*scope.users().get_by_user_id("ada").await?, ada);
    Ok(())
}

/// Returns the URL on which the tests of an engine make their databases; `None` where the engine is left out.
fn server(engine: Engine, folder: &tempfile::TempDir) -> Option<String> {
    let file = || format!("sqlite:{}", folder.path().join("tests.db").display());
    engine.is_asked_for().then(|| engine.server().unwrap_or_else(file))
}

/// Runs a test and returns the name of its database.
fn place(url: &str, outcome: impl Fn() -> Result<()>) -> String {
    let place = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&place);
    let _ = testing::run::<Store, _>("place", Some(url), async move |store: Store| {
        let name: String = sql!({
            postgres: "SELECT current_database()::text",
            mysql: "SELECT CAST(DATABASE() AS CHAR)",
            sqlite: "SELECT file FROM pragma_database_list WHERE name = 'main'",
        })
        .scalar(&store)
        .await?;
        store.tenants().create(NewTenant::new("acme", "Acme")).await?;
        assert_eq!(store.tenants().count().await?, 1);
        *noted.lock().unwrap() = name;
        outcome()
    });
    place.lock().unwrap().clone()
}

/// Whether a database is there.
fn is_there(url: &str, place: &str) -> bool {
    testing::run::<Store, _>("is there", Some(url), async |store: Store| {
        if store.db().dialect() == Dialect::Sqlite {
            return std::path::Path::new(place).exists();
        }
        let found: i64 = sql!({
            postgres: "SELECT COUNT(*) FROM pg_database WHERE datname = {place}",
            mysql: "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = {place}",
            sqlite: "SELECT {place}",
        })
        .scalar(&store)
        .await
        .unwrap();
        found > 0
    })
}

fn each_test_has_its_database(engine: Engine) {
    let folder = tempfile::TempDir::new().unwrap();
    let Some(url) = server(engine, &folder) else { return };
    // Several at once; on PostgreSQL the first makes the template of all.
    let places: Vec<String> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| place(&url, || Ok(())))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let failed = place(&url, || Err(Error::not_found("anything")));
    let panicked = std::panic::catch_unwind(|| place(&url, || panic!("the panic this test is about")));
    assert!(panicked.is_err());
    for (at, place) in places.iter().chain([&failed]).enumerate() {
        assert!(!place.is_empty() && !places[..at.min(places.len())].contains(place), "{places:?}");
        assert!(!is_there(&url, place), "{place} was left");
    }
}

#[test]
fn each_test_has_a_file() {
    each_test_has_its_database(Engine::Sqlite);
}

#[test]
fn each_test_has_a_database_of_postgresql() {
    each_test_has_its_database(Engine::Postgres);
}

#[test]
fn each_test_has_a_database_of_mysql() {
    each_test_has_its_database(Engine::MySql);
}
