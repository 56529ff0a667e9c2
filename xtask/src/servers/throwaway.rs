use super::mariadb::{self, MariaDb};
use super::postgres::{self, Postgres};
use super::server::Server;
use crate::directory::Directory;
use crate::{Result, install};

/// A server of one test's own, which may be killed and started again on the same port with the same data.
///
/// Every commit it confirms is handed to the system first, so that a kill loses none. It ends with the thread that
/// started it.
pub struct Throwaway {
    kind: Kind,
    running: Option<Server>,
    /// Dropped after the server has ended.
    _directory: Directory,
}

enum Kind {
    Postgres(Postgres),
    MariaDb(MariaDb),
}

impl Throwaway {
    /// Makes and starts a PostgreSQL server.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn postgres() -> Result<Self> {
        install::missing(&[("postgresql", postgres::PROGRAMS)])?;
        let directory = Directory::create()?;
        let kind = Kind::Postgres(Postgres::prepare(&directory, directory.path())?);
        Self::begin(kind, directory)
    }

    /// Makes and starts a MariaDB server.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn mariadb() -> Result<Self> {
        install::missing(&[("mariadb-server", mariadb::PROGRAMS)])?;
        let directory = Directory::create()?;
        let kind = Kind::MariaDb(MariaDb::prepare(&directory, directory.path())?);
        Self::begin(kind, directory)
    }

    fn begin(kind: Kind, directory: Directory) -> Result<Self> {
        let mut server = Self { kind, running: None, _directory: directory };
        server.start()?;
        Ok(server)
    }

    /// Returns the URL with an administrator and a database that is there.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.kind {
            Kind::Postgres(postgres) => postgres.url(),
            Kind::MariaDb(mariadb) => mariadb.url(),
        }
    }

    /// Kills all its processes at once and starts it again; what it had confirmed is there, what it was at is not.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        if let Some(server) = self.running.take() {
            server.kill()?;
            if let Kind::Postgres(postgres) = &self.kind {
                postgres.forget()?;
            }
        }
        self.start()
    }

    /// Has the server stand still, or go on: it keeps its connections and answers none.
    pub fn freeze(&self, frozen: bool) {
        if let Some(server) = &self.running {
            server.freeze(frozen);
        }
    }

    fn start(&mut self) -> Result<()> {
        let mut server = match &self.kind {
            Kind::Postgres(postgres) => postgres.start(&["synchronous_commit=on"])?,
            Kind::MariaDb(mariadb) => mariadb.start(&["--innodb-flush-log-at-trx-commit=2"])?,
        };
        server.wait_until_ready()?;
        self.running = Some(server);
        Ok(())
    }
}
