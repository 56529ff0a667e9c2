//! The schema in the database's own words, without what the migrator and the engine keep for themselves.

use integration::{Database, Engine};
use sqlx::{Connection, MySqlConnection, PgConnection, SqliteConnection};

const POSTGRES: &str = "
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'larder%'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'larder%'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conrelid::regclass::text NOT LIKE 'larder%'
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    ORDER BY 1";

const MYSQL: &str = "
    SELECT concat('column ', table_name, '.', column_name, ' ', column_type, ' ', is_nullable, ' ', coalesce(column_default, ''), ' ', coalesce(collation_name, ''))
    FROM information_schema.columns WHERE table_schema = database() AND table_name NOT LIKE 'larder%'
    UNION ALL SELECT concat('index ', table_name, ' ', index_name, ' ', seq_in_index, ' ', column_name, ' ', non_unique, ' ', index_type)
    FROM information_schema.statistics WHERE table_schema = database() AND table_name NOT LIKE 'larder%'
    UNION ALL SELECT concat('constraint ', table_name, ' ', constraint_name, ' ', constraint_type)
    FROM information_schema.table_constraints WHERE table_schema = database() AND table_name NOT LIKE 'larder%'
    UNION ALL SELECT concat('reference ', table_name, ' ', constraint_name, ' ', delete_rule)
    FROM information_schema.referential_constraints WHERE constraint_schema = database()
    UNION ALL SELECT concat('trigger ', trigger_name) FROM information_schema.triggers WHERE trigger_schema = database()
    ORDER BY 1";

const SQLITE: &str = "
    SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
    WHERE tbl_name NOT LIKE 'larder%' AND name NOT LIKE 'sqlite_sequence' ORDER BY 1";

/// Returns one line per column, index, constraint and trigger, sorted.
pub(super) async fn objects(database: &Database) -> Vec<String> {
    let url = database.url();
    let lines = match database.engine() {
        Engine::Postgres => {
            sqlx::query_scalar(POSTGRES).fetch_all(&mut PgConnection::connect(url).await.unwrap()).await
        }
        Engine::MySql => sqlx::query_scalar(MYSQL).fetch_all(&mut MySqlConnection::connect(url).await.unwrap()).await,
        Engine::Sqlite => {
            sqlx::query_scalar(SQLITE).fetch_all(&mut SqliteConnection::connect(url).await.unwrap()).await
        }
    };
    lines.expect("the schema can be read")
}
