//! How users log in, and how connections are secured: servers of the tests' own, with a private authority.

mod mysql;
mod postgres;
mod redis;

use std::time::Duration;

use larder::support::Sql;
use larder::{CacheConfig, CacheManager, Config, DatabaseConfig, Db, Error};

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Holds what a URL must escape.
const PASSWORD: &str = "p@ss/w:rd#1";
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
    let sql: &'static Sql = Box::leak(Box::new(Sql { name: "Test.ask", postgres: query, mysql: query, sqlite: query }));
    let answer = db.at().one(sql, &[], |row| row.get::<String>(0)).await;
    db.close(PATIENCE).await;
    answer
}

/// Returns the text of an error with everything behind it, as a log would show it.
fn shown(error: &Error) -> String {
    format!("{error} {error:?}")
}
