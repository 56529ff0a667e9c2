//! The databases and tables of these tests.

use std::time::Duration;

use larder::support::{ConstraintInfo, Sql};
use larder::{CacheConfig, CacheManager, Config, Db, Dialect};
#[expect(clippy::disallowed_types, reason = "names of databases and numbers of connections are put in")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, MySqlConnection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::Mutex;
use uuid::Uuid;

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One database that a case runs on.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) dialect: Dialect,
    /// Whether PgBouncer stands between, in transaction mode.
    pub(crate) pooled: bool,
    /// Leads to the database without larder, and past a pooler.
    pub(crate) url: String,
    _folder: TempDir,
}

/// A statement that is the same everywhere and takes no values.
pub(crate) const fn plain(name: &'static str, text: &'static str) -> Sql {
    Sql::same("", name, text)
}

/// Runs `case` on every engine there is, after `setup` made its tables.
pub(crate) async fn each(setup: &'static [Sql], constraints: &'static [ConstraintInfo], case: impl AsyncFn(&World)) {
    // The cases of a module have the same tables: one at a time.
    static TABLES: Mutex<Option<String>> = Mutex::const_new(None);
    let mut name = TABLES.lock().await;
    let name = match &mut *name {
        Some(name) => name,
        none => none.insert(create_databases().await),
    };
    for server in servers() {
        let name = if is_pooler(server.as_deref()) { format!("{name}_pooled") } else { name.clone() };
        let url = server.map(|server| with_database(&server, &name));
        let world = open(url, constraints, &|_| {}).await;
        for sql in setup {
            world.db.executor().write(sql, &[], Vec::new()).await.unwrap();
        }
        case(&world).await;
    }
}

/// Opens a database of every engine there is, with changed settings. Those of servers belong to all tests: no case
/// makes tables there.
pub(crate) async fn worlds(
    constraints: &'static [ConstraintInfo],
    change: impl Fn(&mut larder::DatabaseConfig),
) -> Vec<World> {
    let mut worlds = Vec::new();
    for server in servers() {
        worlds.push(open(server, constraints, &change).await);
    }
    worlds
}

/// The servers' URLs, after `None` for SQLite.
fn servers() -> impl Iterator<Item = Option<String>> {
    let announced = [POSTGRES, "LARDER_TEST_MYSQL_URL", POOLER].into_iter().filter_map(|name| std::env::var(name).ok());
    std::iter::once(None).chain(announced.map(Some))
}

const POSTGRES: &str = "LARDER_TEST_POSTGRES_URL";
const POOLER: &str = "LARDER_TEST_PGBOUNCER_URL";

/// Whether a URL is of the pooler's.
fn is_pooler(url: Option<&str>) -> bool {
    let place = |url: &str| url::Url::parse(url).ok().and_then(|url| url.port());
    url.is_some_and(|url| std::env::var(POOLER).is_ok_and(|pooler| place(&pooler) == place(url)))
}

/// Leads past the pooler.
fn directly(url: &str) -> String {
    let direct = std::env::var(POSTGRES).expect("who announces a pooler announces its server");
    let name = url.rsplit_once('/').map_or("", |(_, name)| name);
    with_database(&direct, name)
}

async fn open(
    url: Option<String>,
    constraints: &'static [ConstraintInfo],
    change: &impl Fn(&mut larder::DatabaseConfig),
) -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = url.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("test.db").display()));
    let pooled = is_pooler(Some(&url));
    let direct = if pooled { directly(&url) } else { url.clone() };
    let config = Config::for_url(url).database(|database| {
        database.min_idle = 0;
        database.acquire_timeout = PATIENCE;
        database.connect_timeout = PATIENCE;
        change(database);
    });
    let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let db = Db::open(&config.database, cache, constraints, true).unwrap();
    let dialect = db.dialect();
    World { db, dialect, pooled, url: direct, _folder: folder }
}

/// Makes a database of this process's own on every server, since others may run the same cases; returns its name. It is
/// left to the server's end.
async fn create_databases() -> String {
    let name = format!("larder_core_{}", Uuid::now_v7().simple());
    for server in servers().flatten() {
        let pooled = is_pooler(Some(&server));
        let server = if pooled { directly(&server) } else { server };
        let suffix = if pooled { "_pooled" } else { "" };
        execute(&server, format!("CREATE DATABASE {name}{suffix}")).await;
    }
    name
}

/// Runs a script without larder.
pub(crate) async fn outside(world: &World, script: &'static str) {
    execute(&world.url, script.to_owned()).await;
}

/// The URLs of the servers themselves.
pub(crate) fn server_urls() -> impl Iterator<Item = String> {
    servers().flatten().filter(|url| !is_pooler(Some(url)))
}

/// Makes a database for one case, which is left to the server's end; returns its URL.
pub(crate) async fn create_database(server: &str, topic: &str) -> String {
    let name = format!("larder_core_{topic}_{}", Uuid::now_v7().simple());
    execute(server, format!("CREATE DATABASE {name}")).await;
    with_database(server, &name)
}

async fn execute(url: &str, script: String) {
    let script = sqlx::raw_sql(AssertSqlSafe(script));
    let done = if url.starts_with("postgres") {
        script.execute(&mut PgConnection::connect(url).await.unwrap()).await.map(drop)
    } else if url.starts_with("mysql") {
        script.execute(&mut MySqlConnection::connect(url).await.unwrap()).await.map(drop)
    } else {
        script.execute(&mut SqliteConnection::connect(url).await.unwrap()).await.map(drop)
    };
    done.unwrap();
}

/// Returns the URL of the database `name` of a server.
pub(crate) fn with_database(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).expect("the announced URL is one");
    url.set_path(name);
    url.into()
}

/// Ends a connection of the test's from outside. MySQL prepares no statement for that.
pub(crate) async fn kill(dialect: Dialect, connection: i64) {
    let (variable, statement) = match dialect {
        Dialect::Postgres => ("LARDER_TEST_POSTGRES_URL", format!("SELECT pg_terminate_backend({connection})")),
        Dialect::MySql => ("LARDER_TEST_MYSQL_URL", format!("KILL CONNECTION {connection}")),
        Dialect::Sqlite => return,
    };
    let server = std::env::var(variable).expect("the test runs on this server");
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    let killed = if dialect == Dialect::Postgres {
        statement.execute(&mut PgConnection::connect(&server).await.unwrap()).await.map(drop)
    } else {
        statement.execute(&mut MySqlConnection::connect(&server).await.unwrap()).await.map(drop)
    };
    killed.expect("the test user may end its connections");
}
