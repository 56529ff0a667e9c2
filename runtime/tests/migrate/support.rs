//! Databases and migration folders for the migrator's tests.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use larder::migrate::{Event, Migrator};
use larder::{Config, DatabaseConfig};
use larder_format::plan::{Operation, Probe, Step};
use larder_format::{Dialect, Direction, PlanFile, checksum, folder};
#[expect(clippy::disallowed_types, reason = "the tests look at databases with statements of their own")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, Row as _};

/// Makes one test of each dialect of every function named, which takes a database of its own.
macro_rules! suite {
    ($($test:ident),+ $(,)?) => {
        suite!(@ postgres Postgres $($test)+);
        suite!(@ mysql MySql $($test)+);
        suite!(@ sqlite Sqlite $($test)+);
    };
    (@ $module:ident $dialect:ident $($test:ident)+) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(database) = crate::support::Database::create(larder_format::Dialect::$dialect, stringify!($test)).await {
                    super::$test(&database).await;
                    database.drop().await;
                }
            })+
        }
    };
}

pub(crate) use suite;

/// A database of one test's own.
pub(crate) struct Database {
    pub(crate) dialect: Dialect,
    pub(crate) url: String,
    server: String,
    name: String,
    pub(crate) folder: tempfile::TempDir,
}

impl Database {
    /// Creates an empty database; `None` where `LARDER_TEST_DIALECTS` leaves the dialect out.
    pub(crate) async fn create(dialect: Dialect, test: &str) -> Option<Self> {
        if let Ok(chosen) = std::env::var("LARDER_TEST_DIALECTS")
            && !chosen.split(',').any(|name| name.trim() == dialect.as_str())
        {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        // MySQL takes 64 characters.
        let name: String = format!("m{}_{test}", std::process::id()).chars().take(60).collect();
        if dialect == Dialect::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            return Some(Self { dialect, url, server: String::new(), name, folder });
        }
        let variable = format!("LARDER_TEST_{}_URL", dialect.as_str().to_uppercase());
        let server = std::env::var(&variable).unwrap_or_else(|_| {
            panic!(
                "{variable} is not set; run `cargo xtask test`, or set LARDER_TEST_DIALECTS=sqlite to narrow on purpose"
            )
        });
        let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base).to_owned();
        let database = Self { dialect, url: format!("{base}/{name}"), server, name, folder };
        database.admin(&format!("CREATE DATABASE {}", database.name)).await;
        Some(database)
    }

    pub(crate) async fn drop(self) {
        match self.dialect {
            Dialect::Postgres => self.admin(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await,
            Dialect::MySql => self.admin(&format!("DROP DATABASE {}", self.name)).await,
            Dialect::Sqlite => {}
        }
    }

    async fn admin(&self, sql: &str) {
        execute(self.dialect, &self.server, sql).await.unwrap();
    }

    pub(crate) async fn execute(&self, sql: &str) {
        execute(self.dialect, &self.url, sql).await.unwrap();
    }

    /// Returns the number that a query gives; `None` when it fails, for want of a table for instance.
    pub(crate) async fn number(&self, sql: &str) -> Option<i64> {
        number(self.dialect, &self.url, sql).await.ok()
    }

    /// Returns the text that a query gives.
    pub(crate) async fn text(&self, sql: &str) -> String {
        text(self.dialect, &self.url, sql).await.unwrap()
    }

    pub(crate) async fn has_table(&self, name: &str) -> bool {
        self.number(&format!("SELECT count(*) FROM {name}")).await.is_some()
    }

    pub(crate) fn migrations(&self) -> std::path::PathBuf {
        let path = self.folder.path().join("migrations");
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    pub(crate) fn migrator(&self) -> Migrator {
        Migrator::from_folder(&config(&self.url), self.migrations())
    }

    /// Waits until the server is through with a run that died, and lets its lease run out at once: what a test waits
    /// for is not the clock.
    pub(crate) async fn bury(&self) {
        if self.dialect != Dialect::MySql {
            return;
        }
        let others = "SELECT count(*) FROM /*M! information_schema. *//*!80022 performance_schema. */processlist \
             WHERE db = database() AND id <> connection_id()";
        while self.number(others).await != Some(0) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if self.has_table("larder_migrations_lock").await {
            self.execute("UPDATE larder_migrations_lock SET owner = NULL").await;
        }
    }

    /// Writes a migration whose SQL is the same in every dialect.
    pub(crate) fn write(&self, id: &str, parents: &[&str], draft: Draft) {
        draft.write(&self.migrations(), id, parents);
    }
}

/// Returns the defaults for a URL.
pub(crate) fn config(url: &str) -> DatabaseConfig {
    Config::for_url(url).database
}

/// What a test says of a migration.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) up: &'static str,
    pub(crate) down: &'static str,
    pub(crate) operations: Vec<Operation>,
    pub(crate) up_steps: Vec<Step>,
    pub(crate) down_steps: Vec<Step>,
    /// Whether SQLite has the same steps; else it runs each file whole.
    pub(crate) sqlite_steps: bool,
}

impl Draft {
    fn write(self, migrations: &Path, id: &str, parents: &[&str]) {
        let read = |parent: &&str| {
            let text = std::fs::read_to_string(migrations.join(parent).join(folder::PLAN)).unwrap();
            PlanFile::parse(&text).unwrap().reference()
        };
        let mut plan = PlanFile::new(id, parents.iter().map(read).collect());
        plan.operations = self.operations;
        let sqlite = self.sqlite_steps.then_some(&mut plan.steps.sqlite);
        for list in [&mut plan.steps.mysql, &mut plan.steps.postgres].into_iter().chain(sqlite) {
            list.up.clone_from(&self.up_steps);
            list.down.clone_from(&self.down_steps);
        }
        let path = migrations.join(id);
        std::fs::create_dir_all(&path).unwrap();
        for (_, direction, name) in folder::sql_files() {
            let text = if direction == Direction::Up { self.up } else { self.down };
            std::fs::write(path.join(&name), text).unwrap();
            plan.files.insert(name, checksum::of(text));
        }
        std::fs::write(path.join(folder::PLAN), plan.render().unwrap()).unwrap();
    }
}

pub(crate) async fn execute(dialect: Dialect, url: &str, sql: &str) -> sqlx::Result<()> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match dialect {
        Dialect::Postgres => sql.execute(&mut sqlx::PgConnection::connect(url).await?).await.map(drop),
        Dialect::MySql => sql.execute(&mut sqlx::MySqlConnection::connect(url).await?).await.map(drop),
        Dialect::Sqlite => {
            let url = format!("{url}?mode=rwc");
            sql.execute(&mut sqlx::SqliteConnection::connect(&url).await?).await.map(drop)
        }
    }
}

async fn number(dialect: Dialect, url: &str, sql: &str) -> sqlx::Result<i64> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match dialect {
        Dialect::Postgres => query.fetch_one(&mut sqlx::PgConnection::connect(url).await?).await?.try_get(0),
        Dialect::MySql => query.fetch_one(&mut sqlx::MySqlConnection::connect(url).await?).await?.try_get(0),
        Dialect::Sqlite => query.fetch_one(&mut sqlx::SqliteConnection::connect(url).await?).await?.try_get(0),
    }
}

async fn text(dialect: Dialect, url: &str, sql: &str) -> sqlx::Result<String> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match dialect {
        Dialect::Postgres => query.fetch_one(&mut sqlx::PgConnection::connect(url).await?).await?.try_get(0),
        Dialect::MySql => query.fetch_one(&mut sqlx::MySqlConnection::connect(url).await?).await?.try_get(0),
        Dialect::Sqlite => query.fetch_one(&mut sqlx::SqliteConnection::connect(url).await?).await?.try_get(0),
    }
}

/// Returns a step of one statement that can tell whether it was done.
pub(crate) fn one(probe: Probe) -> Step {
    Step { statements: 1, probe: Some(probe), ..Step::default() }
}

/// What a run told its listener of progress: step, done, total.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<Mutex<Vec<Told>>>);

type Told = (usize, u64, Option<u64>);

impl Progress {
    pub(crate) fn take(&self) -> Vec<Told> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// Adds what an event tells.
    pub(crate) fn add(&self, event: &Event<'_>) {
        if let Event::Progress { step, done, total, .. } = *event {
            self.0.lock().unwrap().push((step, done, total));
        }
    }
}

/// A transaction of the application that keeps what its statement locked.
pub(crate) struct Held {
    connection: Application,
    /// How the server names it.
    pub(crate) name: String,
}

enum Application {
    Postgres(sqlx::PgConnection),
    MySql(sqlx::MySqlConnection),
}

impl Held {
    pub(crate) async fn new(database: &Database, sql: &'static str) -> Self {
        if database.dialect == Dialect::Postgres {
            let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
            sqlx::raw_sql("BEGIN").execute(&mut connection).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            let id: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await.unwrap();
            return Self { connection: Application::Postgres(connection), name: format!("server process {id}, ") };
        }
        let mut connection = sqlx::MySqlConnection::connect(&database.url).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut connection).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        let sql = "SELECT CAST(connection_id() AS SIGNED)";
        let id: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        Self { connection: Application::MySql(connection), name: format!("connection {id}, ") }
    }

    pub(crate) async fn release(self) {
        match self.connection {
            Application::Postgres(connection) => connection.close().await.unwrap(),
            Application::MySql(connection) => connection.close().await.unwrap(),
        }
    }
}

/// Returns a query for the numbers from 1 to `count` as `i`. MariaDB's sequences are not known to MySQL, and both stop
/// a recursive query after a thousand rounds.
pub(crate) fn numbers_of_mysql(count: usize) -> String {
    let digits = (0..10).map(|digit| format!("SELECT {digit} AS d")).collect::<Vec<_>>().join(" UNION ALL ");
    let places = count.to_string().len();
    let sum = (0..places).map(|place| format!("{} * p{place}.d", 10_usize.pow(place as u32))).collect::<Vec<_>>();
    let tables = (0..places).map(|place| format!("({digits}) AS p{place}")).collect::<Vec<_>>();
    let all = format!("SELECT {} AS i FROM {}", sum.join(" + "), tables.join(" CROSS JOIN "));
    format!("SELECT i FROM ({all}) AS numbers WHERE i BETWEEN 1 AND {count}")
}
