//! What servers say of themselves.

use larder::inspect::View;
use larder::support::{Schema, Sql};
use larder::{Config, Dialect, Runtime};

use crate::world::{each, plain};

static SCHEMA: Schema = Schema { constraints: &[], migrations: &[], head: None };

static SETUP: [Sql; 3] = [
    plain("setup", "DROP TABLE IF EXISTS inspected_rows"),
    plain("setup", "CREATE TABLE inspected_rows (id integer PRIMARY KEY, name varchar(10) NOT NULL)"),
    plain("setup", "INSERT INTO inspected_rows (id, name) VALUES (1, 'a'), (2, 'b')"),
];

#[tokio::test]
async fn servers_tell_sizes_and_what_they_do_not_keep() {
    each(&SETUP, &[], async |world| {
        let mut config = Config::for_url(world.url.clone());
        let redis = std::env::var("LARDER_TEST_REDIS_URL").ok();
        if let Some(url) = &redis {
            config = config.redis(url);
        }
        let runtime = Runtime::open(config, &SCHEMA).await.unwrap();
        let seen = runtime.inspect().await.unwrap();
        assert!(seen.size_bytes.known().is_some_and(|bytes| *bytes > 0), "{seen:?}");
        let tables = seen.tables.known().unwrap_or_else(|| panic!("{seen:?}"));
        let table = tables.iter().find(|table| table.table == "inspected_rows").unwrap();
        assert!(table.table_bytes > 0, "{table:?}");
        match world.dialect {
            Dialect::Sqlite => assert!(matches!(seen.lock_waits, View::NotKept(_)), "{seen:?}"),
            Dialect::Postgres | Dialect::MySql => {
                assert_eq!(seen.lock_waits.known().map(|waits| waits.waiting), Some(0), "{seen:?}");
                assert!(seen.deadlocks.known().is_some(), "{seen:?}");
            }
        }
        match &seen.slow_statements {
            View::Known(statements) => assert!(statements.iter().all(|one| one.calls > 0), "{statements:?}"),
            View::NotKept(why) | View::NotPermitted(why) => assert!(!why.is_empty()),
        }
        assert_eq!(seen.redis.known().is_some_and(|memory| memory.used_bytes > 0), redis.is_some(), "{seen:?}");
        let json = serde_json::to_value(&seen).unwrap();
        assert!(json["size_bytes"]["known"].as_u64().is_some(), "{json}");
        assert_eq!(runtime.statistics().database.total.executions, 0, "larder's own questions are not counted");
        runtime.close().await;
    })
    .await;
}
