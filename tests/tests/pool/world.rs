//! Pools and databases of these tests.

use std::time::Duration;

use integration::Database;
use integration::Engine;
use larder::statistics::Label;
use larder::support::{Sql, count};
use larder::{CacheConfig, CacheManager, Config, DatabaseConfig, Db, Dialect, Result};
use sqlx::{Connection as _, MySqlConnection, PgConnection, SqliteConnection};

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How many connections the pools of these cases have.
pub(crate) const MOST: usize = 5;

pub(crate) static ONE: Sql = same("Row.one", "SELECT 1");
pub(crate) static GET: Sql = same("Row.get", "SELECT n FROM pool_rows WHERE id = 1");
pub(crate) static COUNT: Sql = same("Row.count", "SELECT count(*) FROM pool_rows");
pub(crate) static PATCH: Sql = same("Row.patch", "UPDATE pool_rows SET n = n + 1 WHERE id = 0");
pub(crate) static PATCH_OTHER: Sql = same("Row.patch_other", "UPDATE pool_rows SET n = n + 1 WHERE id = 1");
/// Runs until it is stopped.
pub(crate) static SLOW: Sql = Sql {
    label: Label { entity: "Row", method: "slow" },
    postgres: "SELECT count(*) FROM pg_sleep(600)",
    mysql: "SELECT SLEEP(600)",
    sqlite: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n",
};

/// Takes as many milliseconds as it is told, on SQLite as many steps.
pub(crate) static WORK: Sql = Sql {
    label: Label { entity: "Row", method: "work" },
    postgres: "SELECT count(*) FROM pg_sleep($1 / 1000.0)",
    mysql: "SELECT SLEEP(? / 1000)",
    sqlite: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT count(*) FROM n",
};

static SETUP: [Sql; 2] = [
    same("setup", "CREATE TABLE pool_rows (id integer PRIMARY KEY, n integer NOT NULL)"),
    same("setup", "INSERT INTO pool_rows VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0)"),
];

/// A statement that is the same everywhere and takes no values.
pub(crate) const fn same(name: &'static str, text: &'static str) -> Sql {
    Sql::same("", name, text)
}

/// Opens a pool of [`MOST`] connections over `url`.
pub(crate) async fn open(url: &str, change: impl FnOnce(&mut DatabaseConfig)) -> Db {
    let config = Config::for_url(url).database(|database| {
        database.max_connections = u32::try_from(MOST).unwrap();
        database.min_idle = 0;
        database.acquire_timeout = PATIENCE;
        database.connect_timeout = PATIENCE;
        change(database);
    });
    let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
    Db::open(&config.database, cache, &[], true).unwrap()
}

/// Makes the table of the cases.
pub(crate) async fn set_up(db: &Db) {
    for sql in &SETUP {
        db.executor().write(sql, &[], Vec::new()).await.unwrap();
    }
}

/// The engines that are asked for.
pub(crate) fn engines() -> impl Iterator<Item = Engine> {
    [Engine::Sqlite, Engine::Postgres, Engine::MySql].into_iter().filter(|engine| engine.is_asked_for())
}

/// Runs a case on a new database of each engine.
pub(crate) async fn each(change: impl Fn(&mut DatabaseConfig), case: impl AsyncFn(&Db, &Database)) {
    for engine in engines() {
        let database = Database::create(engine).await;
        let db = open(database.url(), &change).await;
        set_up(&db).await;
        case(&db, &database).await;
        db.close(PATIENCE).await;
        database.drop().await;
    }
}

pub(crate) async fn one(db: &Db) -> Result<()> {
    db.executor().one(&ONE, &[], |_| Ok(())).await
}

pub(crate) async fn rows(db: &Db) -> Result<u64> {
    db.executor().one(&COUNT, &[], count).await
}

/// Waits until every connection is back in the pool.
pub(crate) async fn all_returned(db: &Db) {
    let returned = async {
        while db.status().in_use > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, returned).await.is_ok(), "{:?}", db.status());
}

/// Every place of the pool can be had at once, and each connection works.
pub(crate) async fn assert_whole(db: &Db) {
    let mut sessions = Vec::new();
    for _ in 0..db.status().max {
        let session = tokio::time::timeout(PATIENCE, db.session()).await.expect("a place was lost").unwrap();
        session.executor().one(&ONE, &[], |_| Ok(())).await.unwrap();
        sessions.push(session);
    }
    let status = db.status();
    assert_eq!((status.size, status.idle), (status.max, 0), "{status:?}");
}

/// A session beside the pool, which looks at the server and holds locks.
pub(crate) enum Aside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

impl Aside {
    pub(crate) async fn open(url: &str) -> Self {
        match Dialect::of_url(url) {
            Some(Dialect::Postgres) => Self::Postgres(PgConnection::connect(url).await.unwrap()),
            Some(Dialect::MySql) => Self::MySql(MySqlConnection::connect(url).await.unwrap()),
            _ => Self::Sqlite(SqliteConnection::connect(url).await.unwrap()),
        }
    }

    pub(crate) async fn run(&mut self, text: &'static str) {
        match self {
            Self::Sqlite(connection) => sqlx::raw_sql(text).execute(connection).await.map(drop),
            Self::Postgres(connection) => sqlx::raw_sql(text).execute(connection).await.map(drop),
            Self::MySql(connection) => sqlx::raw_sql(text).execute(connection).await.map(drop),
        }
        .unwrap();
    }

    /// Counts the sessions of the database but this one and `known` others; SQLite has none.
    pub(crate) async fn sessions(&mut self, known: i64) -> i64 {
        match self {
            Self::Sqlite(_) => 0,
            Self::Postgres(connection) => {
                let text = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                            AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
                sqlx::query_scalar::<_, i64>(text).fetch_one(connection).await.unwrap() - known
            }
            // MySQL's old list of sessions cannot be read while one runs a statement with a character of four bytes.
            Self::MySql(connection) => {
                let text = "SELECT count(*) FROM /*M! information_schema. *//*!80022 performance_schema. */processlist \
                            WHERE db = database() AND id <> connection_id()";
                sqlx::query_scalar::<_, i64>(text).fetch_one(connection).await.unwrap() - known
            }
        }
    }
}
