//! How users log in, and how connections are secured: servers of the tests' own, with a private authority.

mod mysql;
mod postgres;
mod redis;
mod warnings;

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use larder::support::{Schema, Sql};
use larder::{CacheConfig, CacheManager, Config, DatabaseConfig, Db, Error};

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Holds what a URL must escape.
const PASSWORD: &str = "p@ss/w:rd#1";
/// Nobody's password.
const WRONG: &str = "hush-hush";
const ESCAPED: &str = "p%40ss%2Fw%3Ard%231";

/// Tells whether `LARDER_TEST_DIALECTS` leaves an engine in.
fn is_asked_for(name: &str) -> bool {
    std::env::var("LARDER_TEST_DIALECTS").map_or(true, |asked| asked.split(',').any(|one| one.trim() == name))
}

/// Returns what the server answers to a query, with changed settings.
async fn ask(url: &str, change: impl Fn(&mut DatabaseConfig), query: &'static str) -> larder::Result<String> {
    let config = Config::for_url(url).database(|database| {
        database.min_idle = 0;
        database.connect_timeout = PATIENCE;
        database.acquire_timeout = PATIENCE;
        change(database);
    });
    let db = Db::open(&config.database, CacheManager::connect(CacheConfig::default()).await?, &[], true)?;
    let sql: &'static Sql = Box::leak(Box::new(Sql::same("Test", "ask", query)));
    let answer = db.executor().one(sql, &[], |row| row.get::<String>(0)).await;
    db.close(PATIENCE).await;
    answer
}

/// Far less than a store waits for a server that is not there.
const AT_ONCE: Duration = Duration::from_secs(20);

/// A URL that the server refuses whatever happens is a wrong setting, to a store that opens and to one that is open.
/// The text says why in the server's words and holds no password, nor do the errors behind it.
async fn assert_wrong_setting(url: &str, change: impl Fn(&mut DatabaseConfig), why: &str) {
    let start = Instant::now();
    let asked = ask(url, &change, "SELECT 'nothing'").await.expect_err(url);
    let config = Config::for_url(url).database(|database| {
        database.connect_timeout = PATIENCE;
        database.start_timeout = PATIENCE;
        change(database);
    });
    let schema = Schema { constraints: &[], migrations: &[], head: None };
    let opened = schema.migrator(&config.database).status().await.expect_err(url);
    assert!(start.elapsed() < AT_ONCE, "{url}: {opened} after {:?}", start.elapsed());
    for error in [asked, opened] {
        assert!(error.is_configuration() && !error.is_retryable(), "{url}: {error:?}");
        assert!(shown(&error).contains(why), "{url}: {error:?}");
        let mut text = shown(&error);
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(&format!(" {cause} {cause:?}"));
            source = cause.source();
        }
        let is_told = [PASSWORD, ESCAPED, WRONG].iter().any(|secret| text.contains(secret));
        assert!(!is_told, "{text}");
    }
}

/// Returns the text of an error with everything behind it, as a log would show it.
fn shown(error: &Error) -> String {
    format!("{error} {error:?}")
}

/// The URL has a wrong password; a provider has the right one, and then none.
async fn assert_password_is_asked_for(url: &str, change: impl Fn(&mut DatabaseConfig)) {
    let asked = Arc::new(AtomicUsize::new(0));
    let provided = |database: &mut DatabaseConfig| {
        change(database);
        let asked = Arc::clone(&asked);
        database.password_provider(move || {
            asked.fetch_add(1, Ordering::Relaxed);
            async { Ok::<_, std::io::Error>(PASSWORD.to_owned()) }
        });
    };
    for round in 1..=2 {
        assert_eq!(ask(url, provided, "SELECT 'inside'").await.unwrap(), "inside");
        assert_eq!(asked.load(Ordering::Relaxed), round);
    }
    let failing = |database: &mut DatabaseConfig| {
        change(database);
        database.password_provider(|| async { Err::<String, _>("the vault is sealed") });
    };
    let error = ask(url, failing, "SELECT 'inside'").await.unwrap_err();
    assert!(matches!(error.kind(), larder::ErrorKind::Unavailable(_)), "{error:?}");
    assert!(error.source().is_some_and(|cause| cause.to_string() == "the vault is sealed"), "{error:?}");
}
