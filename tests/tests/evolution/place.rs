//! A database that is emptied and used again, and its schema in the engine's own words.

mod literal;
pub(crate) mod read;

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::Engine;
use larder::Config;
use larder::migrate::Migrator;
#[expect(
    clippy::disallowed_types,
    reason = "the statements are made of generated names and literals, which are the point of the test"
)]
use sqlx::AssertSqlSafe;
use sqlx::{Connection, Executor, MySqlConnection, PgConnection, Row as _, SqliteConnection};
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

enum Client {
    /// Opened for each statement, so that no schema is remembered while the migrator changes it.
    Sqlite(PathBuf),
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

macro_rules! on {
    ($client:expr, |$connection:ident| $body:expr) => {
        match $client {
            Client::Sqlite(path) => {
                let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=rwc", path.display()))
                    .await
                    .map_err(|error| error.to_string())?;
                let $connection = &mut connection;
                $body
            }
            Client::Postgres($connection) => $body,
            Client::MySql($connection) => $body,
        }
    };
}

impl Place {
    /// Creates the database `name`, which the caller uses alone.
    pub(crate) async fn create(engine: Engine, name: &str) -> Outcome<Self> {
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        std::fs::create_dir(folder.path().join("migrations")).map_err(|error| error.to_string())?;
        let Some(server) = engine.server() else {
            let path = folder.path().join("test.db");
            let url = format!("sqlite:{}", path.display());
            return Ok(Self { engine, url, name: name.to_owned(), client: Client::Sqlite(path), folder });
        };
        let (address, _) = server.rsplit_once('/').ok_or("the server's URL names a database")?;
        let url = format!("{address}/{name}");
        let failed = |error: sqlx::Error| format!("{name}: {error}");
        let client = if engine == Engine::Postgres {
            let mut admin = PgConnection::connect(&server).await.map_err(failed)?;
            admin
                .execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
                .await
                .map_err(failed)?;
            admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.map_err(failed)?;
            Client::Postgres(PgConnection::connect(&url).await.map_err(failed)?)
        } else {
            let mut client = MySqlConnection::connect(&server).await.map_err(failed)?;
            client.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.map_err(failed)?;
            client.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.map_err(failed)?;
            client.execute(AssertSqlSafe(format!("USE {name}"))).await.map_err(failed)?;
            Client::MySql(client)
        };
        Ok(Self { engine, url, name: name.to_owned(), client, folder })
    }

    /// Leaves the database as if it were new.
    pub(crate) async fn clear(&mut self) -> Outcome<()> {
        let migrations = self.migrations();
        std::fs::remove_dir_all(&migrations)
            .and_then(|()| std::fs::create_dir(&migrations))
            .map_err(|e| e.to_string())?;
        match &self.client {
            Client::Sqlite(path) => {
                for suffix in ["", "-wal", "-shm"] {
                    let mut file = path.clone().into_os_string();
                    file.push(suffix);
                    // It may not be there.
                    std::fs::remove_file(file).ok();
                }
                Ok(())
            }
            Client::Postgres(_) => self.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public".to_owned()).await,
            Client::MySql(_) => {
                let name = &self.name;
                self.execute(format!("DROP DATABASE {name}; CREATE DATABASE {name}; USE {name}")).await
            }
        }
    }

    /// Drops the database.
    pub(crate) async fn drop(mut self) {
        let name = self.name.clone();
        match &mut self.client {
            Client::Sqlite(_) => {}
            Client::MySql(_) => self.execute(format!("DROP DATABASE {name}")).await.unwrap_or_default(),
            Client::Postgres(_) => {
                let server = self.engine.server().unwrap_or_default();
                let Ok(mut admin) = PgConnection::connect(&server).await else { return };
                let statement = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
                admin.execute(statement).await.map(drop).unwrap_or_default();
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
        let shown = sql.clone();
        let done =
            on!(&mut self.client, |connection| connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop));
        done.map_err(|error| format!("{error}\n{shown}"))
    }

    /// Returns rows whose columns are all texts.
    pub(crate) async fn query(&mut self, sql: String) -> Outcome<Vec<Vec<Option<String>>>> {
        let shown = sql.clone();
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        let rows = on!(&mut self.client, |connection| {
            let rows = connection.fetch_all(query).await.map_err(|error| format!("{error}\n{shown}"))?;
            let texts = rows.iter().map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at)).collect());
            texts.collect::<Result<Vec<Vec<Option<String>>>, _>>()
        });
        rows.map_err(|error| format!("{error}\n{shown}"))
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
                   AND tbl_name NOT LIKE 'larder_migrations%'";
        let rows = self.query(sql.to_owned()).await?;
        let texts =
            rows.into_iter().map(|row| row.iter().flatten().map(|text| normal::unnumbered(text)).collect::<Vec<_>>());
        Ok(texts.map(|row| format!("{} {} on {}: {}", row[0], row[1], row[2], normal::sqlite(&row[3]))).collect())
    }

    /// Invalid indexes are left out by `pg_dump`, so they are asked for as well.
    async fn dump_postgres(&mut self) -> Outcome<Vec<String>> {
        let url = self.url.clone();
        let dumped = tokio::task::spawn_blocking(move || {
            let mut command = Command::new(program("pg_dump"));
            command.args([
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                "--exclude-table=larder_migrations*",
                &url,
            ]);
            command.output()
        });
        let output = dumped.await.map_err(|error| error.to_string())?.map_err(|error| format!("pg_dump: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let mut objects = normal::postgres(&normal::unnumbered(&String::from_utf8_lossy(&output.stdout)));
        let invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid OR NOT indisready";
        let invalid = self.query(invalid.to_owned()).await?;
        objects.extend(invalid.into_iter().flatten().flatten().map(|name| format!("INVALID INDEX {name}")));
        Ok(objects)
    }

    async fn dump_mysql(&mut self) -> Outcome<Vec<String>> {
        let mut objects = Vec::new();
        for table in self.query("SHOW TABLES".to_owned()).await?.into_iter().flatten().flatten() {
            if table.starts_with("larder_migrations") {
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

/// Debian keeps the programs of a version off the `PATH`, a wrapper for this one excepted.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|entry| entry.path().join("bin").join(name)).filter(|path| path.is_file()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| Path::new(name).to_owned())
}
