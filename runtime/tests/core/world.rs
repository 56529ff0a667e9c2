use std::time::Duration;

use larder::support::{ConstraintInfo, Sql};
use larder::{CacheConfig, CacheManager, Config, Db, Dialect};
#[expect(clippy::disallowed_types, reason = "names of databases and numbers of connections are put in")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, MySqlConnection, PgConnection};
use tempfile::TempDir;
use tokio::sync::Mutex;
use uuid::Uuid;

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One database that a case runs on.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) dialect: Dialect,
    _folder: TempDir,
}

/// A statement that is the same everywhere and takes no values.
pub(crate) const fn plain(name: &'static str, text: &'static str) -> Sql {
    Sql { name, postgres: text, mysql: text, sqlite: text }
}

/// A row of the table by which an error names a field.
pub(crate) const fn constraint(
    name: &'static str,
    table: &'static str,
    columns: &'static [&'static str],
    field: &'static str,
) -> ConstraintInfo {
    ConstraintInfo { name, table, columns, field }
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
        let url = server.map(|server| with_database(&server, name));
        let world = open(url, constraints, &|_| {}).await;
        for sql in setup {
            world.db.at().write(sql, &[], Vec::new()).await.unwrap();
        }
        case(&world).await;
    }
}

/// Opens a database of every engine there is, with changed settings. Those of servers belong to all tests: no case makes
/// tables there.
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
    let announced =
        ["LARDER_TEST_POSTGRES_URL", "LARDER_TEST_MYSQL_URL"].into_iter().filter_map(|name| std::env::var(name).ok());
    std::iter::once(None).chain(announced.map(Some))
}

async fn open(
    url: Option<String>,
    constraints: &'static [ConstraintInfo],
    change: &impl Fn(&mut larder::DatabaseConfig),
) -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = url.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("test.db").display()));
    let config = Config::for_url(url).database(|database| {
        database.min_idle = 0;
        database.acquire_timeout = PATIENCE;
        database.connect_timeout = PATIENCE;
        change(database);
    });
    let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
    let db = Db::open(&config.database, cache, constraints, true).unwrap();
    let dialect = db.dialect();
    World { db, dialect, _folder: folder }
}

/// Makes a database of this process's own on every server, since others may run the same cases; returns its name. It is
/// left to the server's end.
async fn create_databases() -> String {
    let name = format!("larder_core_{}", Uuid::now_v7().simple());
    for server in servers().flatten() {
        let create = sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")));
        let created = if server.starts_with("postgres") {
            create.execute(&mut PgConnection::connect(&server).await.unwrap()).await.map(drop)
        } else {
            create.execute(&mut MySqlConnection::connect(&server).await.unwrap()).await.map(drop)
        };
        created.expect("the test user may create databases");
    }
    name
}

/// Returns the URL of the database `name` of a server.
fn with_database(server: &str, name: &str) -> String {
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
