//! A database that is emptied and used again, and its schema in the engine's own words.

mod literal;
pub(crate) mod read;

use std::path::PathBuf;

use integration::{Client, Engine};
use larder::Config;
use larder::migrate::Migrator;
use tempfile::TempDir;

use crate::normal;

pub(crate) type Outcome<T> = Result<T, String>;

/// One database with a folder for its migrations.
pub(crate) struct Place {
    pub(crate) engine: Engine,
    url: String,
    name: String,
    client: Client,
    folder: TempDir,
}

impl Place {
    /// Creates the database `name`, which the caller uses alone.
    pub(crate) async fn create(engine: Engine, name: &str) -> Outcome<Self> {
        // What is not kept for longer than a case need not reach a disk.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let folder = folder.map_err(|error| error.to_string())?;
        std::fs::create_dir(folder.path().join("migrations")).map_err(|error| error.to_string())?;
        let Some(server) = engine.server() else {
            let path = folder.path().join("test.db");
            let url = format!("sqlite:{}", path.display());
            return Ok(Self { engine, url, name: name.to_owned(), client: Client::SqliteFile(path), folder });
        };
        let (address, _) = server.rsplit_once('/').ok_or("the server's URL names a database")?;
        let url = format!("{address}/{name}");
        let mut admin = Client::connect(engine, &server).await?;
        let force = if engine == Engine::Postgres { " WITH (FORCE)" } else { "" };
        admin.execute(&format!("DROP DATABASE IF EXISTS {name}{force}")).await?;
        admin.execute(&format!("CREATE DATABASE {name}")).await?;
        let client = Client::connect(engine, &url).await?;
        Ok(Self { engine, url, name: name.to_owned(), client, folder })
    }

    /// Leaves the database as if it were new.
    pub(crate) async fn clear(&mut self) -> Outcome<()> {
        let migrations = self.migrations();
        std::fs::remove_dir_all(&migrations)
            .and_then(|()| std::fs::create_dir(&migrations))
            .map_err(|e| e.to_string())?;
        match &self.client {
            Client::SqliteFile(path) => {
                for suffix in ["", "-wal", "-shm"] {
                    let mut file = path.clone().into_os_string();
                    file.push(suffix);
                    // It may not be there.
                    std::fs::remove_file(file).ok();
                }
                Ok(())
            }
            Client::Postgres(_) => {
                let drops = "DROP SCHEMA IF EXISTS apart, \"Other place\", public CASCADE; CREATE SCHEMA public";
                self.execute(drops.to_owned()).await
            }
            Client::Sqlite(_) => Err("the file is opened for each statement".to_owned()),
            Client::MySql(_) => {
                let name = &self.name;
                self.execute(format!("DROP DATABASE {name}; CREATE DATABASE {name}; USE {name}")).await
            }
        }
    }

    /// Drops the database.
    pub(crate) async fn drop(mut self) {
        let name = self.name.clone();
        match self.engine {
            Engine::Sqlite => {}
            Engine::MySql => self.execute(format!("DROP DATABASE {name}")).await.unwrap_or_default(),
            Engine::Postgres => {
                let server = self.engine.server().unwrap_or_default();
                let Ok(mut admin) = Client::connect(self.engine, &server).await else { return };
                admin.execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap_or_default();
            }
        }
    }

    pub(crate) fn migrations(&self) -> PathBuf {
        self.folder.path().join("migrations")
    }

    pub(crate) fn migrator(&self) -> Migrator {
        Migrator::from_folder(&Config::for_url(&self.url).database, self.migrations())
    }

    /// Runs one or more statements.
    pub(crate) async fn execute(&mut self, sql: String) -> Outcome<()> {
        self.client.execute(&sql).await
    }

    /// Returns rows as texts.
    pub(crate) async fn query(&mut self, sql: String) -> Outcome<Vec<Vec<Option<String>>>> {
        self.client.query(&sql).await
    }

    /// Returns everything that stands in the schema but the migrator's own tables, one text for each object, sorted.
    pub(crate) async fn dump(&mut self) -> Outcome<Vec<String>> {
        let mut objects = match self.engine {
            Engine::Sqlite => self.dump_sqlite().await?,
            Engine::Postgres => self.dump_postgres().await?,
            Engine::MySql => self.dump_mysql().await?,
        };
        objects.sort();
        Ok(objects)
    }

    async fn dump_sqlite(&mut self) -> Outcome<Vec<String>> {
        let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite_%' \
                   AND tbl_name NOT LIKE 'larder_migrations%' AND tbl_name <> 'larder_cache_log'";
        let rows = self.query(sql.to_owned()).await?;
        let texts =
            rows.into_iter().map(|row| row.iter().flatten().map(|text| normal::unnumbered(text)).collect::<Vec<_>>());
        Ok(texts.map(|row| format!("{} {} on {}: {}", row[0], row[1], row[2], normal::sqlite(&row[3]))).collect())
    }

    /// What `pg_dump` would tell, in one query: a process for each look costs more than all the rest of a case.
    async fn dump_postgres(&mut self) -> Outcome<Vec<String>> {
        let rows = self.query(POSTGRES_OBJECTS.to_owned()).await?;
        Ok(rows.into_iter().flatten().flatten().map(|text| normal::unnumbered(&text)).collect())
    }

    async fn dump_mysql(&mut self) -> Outcome<Vec<String>> {
        let mut objects = Vec::new();
        for table in self.query("SHOW TABLES".to_owned()).await?.into_iter().flatten().flatten() {
            if table.starts_with("larder_") {
                continue;
            }
            let rows = self.query(format!("SHOW CREATE TABLE `{table}`")).await?;
            objects.extend(
                rows.into_iter()
                    .filter_map(|row| row.into_iter().nth(1)?)
                    .map(|sql| normal::mysql(&normal::unnumbered(&sql))),
            );
        }
        let triggers = self.query("SHOW TRIGGERS".to_owned()).await?;
        objects.extend(triggers.into_iter().map(|row| format!("{row:?}")));
        Ok(objects)
    }
}

/// Every object but those of extensions and of the migrator, and the sequence of an identity column, which goes by the
/// name that it was made with. Constraints that say `NOT NULL` are told with their columns.
const POSTGRES_OBJECTS: &str = "
WITH mine AS (
    SELECT c.oid, CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || c.relname AS relname, c.relkind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' AND c.relname NOT LIKE 'larder\\_%'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i') AND d.classid = 'pg_class'::regclass)
)
SELECT concat_ws(' ', 'COLUMN', relname || '.' || attname, format_type(atttypid, atttypmod),
    CASE WHEN attnotnull THEN 'NOT NULL' END, 'IDENTITY ' || nullif(attidentity::text, ''), 'GENERATED ' || nullif(attgenerated::text, ''),
    'DEFAULT ' || pg_get_expr(adbin, adrelid), 'COLLATE ' || nullif(attcollation, t.typcollation)::regcollation::text)
FROM mine JOIN pg_attribute a ON a.attrelid = mine.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type t ON t.oid = atttypid
    LEFT JOIN pg_attrdef ON adrelid = mine.oid AND adnum = attnum
WHERE relkind IN ('r', 'p', 'v')
UNION ALL
SELECT concat_ws(' ', 'CONSTRAINT', conname, 'ON', relname, pg_get_constraintdef(c.oid),
    CASE WHEN NOT convalidated THEN 'UNPROVED' END)
FROM mine JOIN pg_constraint c ON c.conrelid = mine.oid AND contype <> 'n'
UNION ALL
SELECT concat_ws(' ', pg_get_indexdef(indexrelid), CASE WHEN NOT (indisvalid AND indisready) THEN 'INVALID' END)
FROM pg_index JOIN mine ON mine.oid = indrelid
UNION ALL
SELECT concat_ws(' ', 'COMMENT', relname, attname, quote_literal(description))
FROM mine JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND objoid = mine.oid AND relkind IN ('r', 'p')
    LEFT JOIN pg_attribute a ON a.attrelid = mine.oid AND attnum = objsubid AND attnum > 0
UNION ALL
SELECT 'RELATION ' || relkind::text || ' ' || relname FROM mine WHERE relkind NOT IN ('i', 'I')
UNION ALL
SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN mine ON mine.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'SCHEMA ' || nspname FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public')
UNION ALL
SELECT 'FUNCTION ' || p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')";
