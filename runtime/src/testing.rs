//! Databases of tests: each test gets a migrated one of its own.
//!
//! `#[larder::test]` makes one and opens the store; this is what stands behind it.

mod database;
mod outcome;
mod template;

use crate::config::{Config, MigrationPolicy};
use crate::error::{Error, ErrorKind, Result};
use crate::store::Schema;

use database::Database;
pub use outcome::TestOutcome;

/// The variable with the URL of the server, or the file, that tests make their databases on; SQLite in memory without
/// it.
pub const URL: &str = "LARDER_TEST_URL";

/// The variable that keeps the database of a test that fails, if it is `1`.
pub const KEEP: &str = "LARDER_TEST_KEEP";

/// A store that tests can open.
pub trait TestStore: Sized {
    /// What its code knows of the schema.
    #[doc(hidden)]
    const SCHEMA: &'static Schema;

    /// Opens it.
    #[doc(hidden)]
    fn open_for_test(config: Config) -> impl Future<Output = Result<Self>>;

    /// Closes it.
    #[doc(hidden)]
    fn close_after_test(self) -> impl Future<Output = ()>;
}

/// Runs a test on a store of its own, on a database of its own: on `url`, on that of [`URL`], or in memory.
///
/// # Panics
/// As the test does, and when the database cannot be made.
pub fn run<S: TestStore + Clone, T: TestOutcome>(name: &str, url: Option<&str>, test: impl AsyncFnOnce(S) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a test has a runtime of its own");
    runtime.block_on(async {
        let given = std::env::var(URL).ok().filter(|given| !given.is_empty());
        let url = url.map(str::to_owned).or(given);
        let database = Database::create(url.as_deref(), S::SCHEMA).await.expect("the database of a test is made");
        let store = S::open_for_test(database.config()).await.expect("the store of a test opens");
        let guard = Guard { name, database: Some(database) };
        let outcome = test(store.clone()).await;
        store.close_after_test().await;
        guard.end(outcome.is_success()).await;
        outcome
    })
}

/// Returns the name of a migrated database on the PostgreSQL server of `url`, for `CREATE DATABASE … TEMPLATE …`.
///
/// The first that asks makes it, and it stays. This is for fixtures that [`run`] does not fit.
///
/// # Errors
/// What the server or the migrations say; a server that is not PostgreSQL has no templates.
pub async fn template<S: TestStore>(url: &str) -> Result<String> {
    template::prepare(&Config::for_url(url).database, S::SCHEMA).await
}

/// The database of a test that runs. A test that panics leaves it to this guard.
struct Guard<'t> {
    name: &'t str,
    database: Option<Database>,
}

impl Guard<'_> {
    async fn end(mut self, has_succeeded: bool) {
        let Some(database) = self.database.take() else { return };
        if has_succeeded || !is_kept() {
            database.drop().await;
        } else {
            tell(self.name, &database);
        }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let Some(database) = self.database.take() else { return };
        if is_kept() {
            tell(self.name, &database);
            return;
        }
        // Of a runtime that a panic goes through nothing can be awaited; another thread has one.
        let dropped = std::thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                runtime.block_on(database.drop());
            }
        });
        let _ = dropped.join();
    }
}

fn is_kept() -> bool {
    std::env::var(KEEP).is_ok_and(|kept| kept == "1")
}

#[allow(clippy::print_stderr, reason = "a test tells where to look")]
fn tell(name: &str, database: &Database) {
    eprintln!("the database of {name} was kept: {}", database.place());
}

/// Makes settings for a database that is migrated, or that a store migrates.
fn config(url: &str, is_migrated: bool) -> Config {
    let policy = if is_migrated { MigrationPolicy::Refuse } else { MigrationPolicy::Migrate };
    Config::for_url(url).migration_policy(policy).database(|database| {
        database.min_idle = 0;
        database.max_connections = 5;
    })
}

/// Returns what tells one schema from another: the last migrations.
fn failed(source: sqlx::Error) -> Error {
    Error::with_source(ErrorKind::Unavailable("the database of a test cannot be made".to_owned()), source)
}
