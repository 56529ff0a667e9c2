//! Databases and migration folders for the migrator's tests.

use std::path::Path;

use larder::migrate::Migrator;
use larder::{Config, DatabaseConfig};
use larder_format::plan::{Operation, Step};
use larder_format::{Dialect, Direction, PlanFile, checksum, folder};
#[expect(clippy::disallowed_types, reason = "the tests look at databases with statements of their own")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, Row as _};

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
        let name = format!("m{}_{test}", std::process::id());
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
}

impl Draft {
    fn write(self, migrations: &Path, id: &str, parents: &[&str]) {
        let read = |parent: &&str| {
            let text = std::fs::read_to_string(migrations.join(parent).join(folder::PLAN)).unwrap();
            PlanFile::parse(&text).unwrap().reference()
        };
        let mut plan = PlanFile::new(id, parents.iter().map(read).collect());
        plan.operations = self.operations;
        for list in [&mut plan.steps.mysql, &mut plan.steps.postgres] {
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
