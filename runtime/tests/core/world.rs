use larder::support::{ConstraintInfo, Sql};
use larder::{CacheConfig, CacheManager, Config, Db, Dialect};
use tempfile::TempDir;
use tokio::sync::Mutex;

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

/// Runs `case` on every database there is, after `setup` made its tables.
pub(crate) async fn each(setup: &'static [Sql], constraints: &'static [ConstraintInfo], case: impl AsyncFn(&World)) {
    // Servers are shared and so are the tables of a module: one case at a time.
    static TABLES: Mutex<()> = Mutex::const_new(());
    let _alone = TABLES.lock().await;
    for world in worlds(constraints, |_| {}).await {
        for sql in setup {
            world.db.at().write(sql, &[], Vec::new()).await.unwrap();
        }
        case(&world).await;
    }
}

/// Opens every database there is, with changed settings.
pub(crate) async fn worlds(
    constraints: &'static [ConstraintInfo],
    change: impl Fn(&mut larder::DatabaseConfig),
) -> Vec<World> {
    let mut urls = vec![None];
    urls.extend(
        ["LARDER_TEST_POSTGRES_URL", "LARDER_TEST_MYSQL_URL"]
            .map(|name| std::env::var(name).ok())
            .into_iter()
            .flatten()
            .map(Some),
    );
    let mut worlds = Vec::new();
    for url in urls {
        let folder = tempfile::tempdir().unwrap();
        let url = url.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("test.db").display()));
        let config = Config::for_url(url).database(|database| {
            database.min_idle = 0;
            change(database);
        });
        let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
        let db = Db::open(&config.database, cache, constraints, true).unwrap();
        let dialect = db.dialect();
        worlds.push(World { db, dialect, _folder: folder });
    }
    worlds
}
