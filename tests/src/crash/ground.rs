//! An engine whose server may be killed, and databases on it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use larder::Config;
use larder::migrate::Migrator;
#[expect(clippy::disallowed_types, reason = "the names of the tests' databases are made from numbers")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, Executor as _, MySqlConnection, PgConnection};
use tempfile::TempDir;
use xtask::Throwaway;

use super::proxy::Proxy;
use super::rows;
use super::victim::PATIENCE;
use crate::engine::Engine;

/// A server of its own behind a network of its own; for SQLite a folder.
pub struct Ground {
    pub(super) engine: Engine,
    server: Option<(Throwaway, Proxy)>,
    folder: TempDir,
    number: u32,
}

/// A database of one cell.
pub(super) struct Place {
    pub(super) name: String,
    /// Past the network that breaks.
    pub(super) url: String,
    /// Through it.
    pub(super) broken_url: String,
}

/// A database as a cell finds it.
#[derive(Clone)]
pub(super) struct Template {
    name: String,
    migrations: PathBuf,
    /// The last migration that is applied; all are where it is not given.
    until: Option<String>,
}

impl Ground {
    /// Starts the server.
    ///
    /// # Panics
    ///
    /// When it is not installed or does not start.
    pub async fn open(engine: Engine) -> Self {
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Throwaway::postgres().expect("PostgreSQL starts")),
            Engine::MySql => Some(Throwaway::mariadb().expect("MariaDB starts")),
        };
        let server = match server {
            Some(server) => {
                let proxy = Proxy::start(address(&server.url())).await;
                Some((server, proxy))
            }
            None => None,
        };
        Self { engine, server, folder: TempDir::new().expect("a temporary folder can be made"), number: 0 }
    }

    /// Kills the server and starts it again.
    pub(super) fn kill_server(&mut self) {
        if let Some((server, _)) = &mut self.server {
            server.kill_and_restart().expect("the server comes back");
        }
    }

    pub(super) fn network(&self) -> Option<&Proxy> {
        self.server.as_ref().map(|(_, proxy)| proxy)
    }

    /// Makes a database with every migration up to `until`, to be copied.
    pub(super) async fn template(&mut self, migrations: &Path, until: &str) -> Template {
        let place = self.empty().await;
        // MySQL and MariaDB cannot copy a database, so each cell makes its own.
        if self.engine != Engine::MySql {
            migrator(&place.url, migrations).migrate_to(until).await.expect("the base applies");
        }
        Template { name: place.name, migrations: migrations.to_owned(), until: Some(until.to_owned()) }
    }

    /// Takes a database that has all migrations as a template.
    pub(super) fn keep(&self, place: Place, migrations: &Path) -> Template {
        Template { name: place.name, migrations: migrations.to_owned(), until: None }
    }

    /// Makes a database like the template.
    pub(super) async fn like(&mut self, template: &Template) -> Place {
        if self.engine == Engine::MySql {
            let place = self.empty().await;
            let base = migrator(&place.url, &template.migrations);
            let applied = match &template.until {
                Some(id) => base.migrate_to(id).await,
                None => base.migrate().await,
            };
            applied.expect("the base applies");
            return place;
        }
        let place = self.place();
        match self.engine {
            Engine::Sqlite => {
                std::fs::copy(self.file(&template.name), self.file(&place.name)).expect("the database can be copied");
            }
            _ => self.tell(format!("CREATE DATABASE {} TEMPLATE {}", place.name, template.name)).await,
        }
        place
    }

    /// Removes a database.
    pub(super) async fn remove(&self, place: Place) {
        let name = &place.name;
        match self.engine {
            Engine::Sqlite => {
                let _ = std::fs::remove_file(self.file(name));
            }
            Engine::Postgres => self.tell(format!("DROP DATABASE {name} WITH (FORCE)")).await,
            Engine::MySql => self.tell(format!("DROP DATABASE {name}")).await,
        }
    }

    /// Lets a second pass for the lease of a dead migrator, which only MySQL has. Its life is longer, so that no busy
    /// machine takes a living one for dead.
    pub(super) async fn age_lease(&self, place: &Place) {
        if self.engine != Engine::MySql {
            return;
        }
        let sql =
            "UPDATE larder_migrations_lock SET expires_at = LEAST(expires_at, UTC_TIMESTAMP(6) + INTERVAL 1 SECOND)";
        // The first statement of all makes the table.
        let _ = rows::execute(self.engine, &place.url, sql).await;
    }

    /// Makes a database with nothing in it.
    pub(super) async fn empty(&mut self) -> Place {
        let place = self.place();
        if self.engine != Engine::Sqlite {
            self.tell(format!("CREATE DATABASE {}", place.name)).await;
        }
        place
    }

    fn place(&mut self) -> Place {
        self.number += 1;
        let name = format!("crash_{}", self.number);
        let Some((server, proxy)) = &self.server else {
            let url = format!("sqlite:{}", self.file(&name).display());
            return Place { name, broken_url: url.clone(), url };
        };
        let server = server.url();
        let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
        let url = format!("{base}/{name}");
        let broken_url = url.replace(&address(&server).to_string(), &proxy.address().to_string());
        Place { name, url, broken_url }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    async fn tell(&self, statement: String) {
        let server = self.server.as_ref().map(|(server, _)| server.url()).expect("there is a server");
        let statement = AssertSqlSafe(statement);
        let told = match self.engine {
            Engine::Postgres => {
                PgConnection::connect(&server).await.expect("PostgreSQL answers").execute(statement).await.map(drop)
            }
            _ => MySqlConnection::connect(&server).await.expect("MariaDB answers").execute(statement).await.map(drop),
        };
        told.expect("databases can be made and dropped");
    }
}

/// Returns a migrator, the same for victims and for those who come after them.
pub(super) fn migrator(url: &str, migrations: &Path) -> Migrator {
    let config = Config::for_url(url).database(|database| database.connect_timeout = PATIENCE);
    Migrator::from_folder(&config.database, migrations).lock_wait(PATIENCE)
}

fn address(url: &str) -> SocketAddr {
    let host = url.split('@').nth(1).and_then(|rest| rest.split('/').next());
    host.and_then(|host| host.parse().ok()).expect("the server's URL has an address and a port")
}
