//! A server of one test's own.

use std::path::Path;

use super::certificate::Certificate;
use super::mysql::{self, MySql, MySqlOptions};
use super::postgres::{self, Postgres};
use super::redis::{self, RedisProgram, SecuredRedis};
use super::server::Server;
use crate::directory::Directory;
use crate::installation::Installation;
use crate::{Result, install};

/// A server of one test's own, which may be killed and started again on the same port with the same data.
///
/// Every commit it confirms is handed to the system first, so that a kill loses none. It ends with the thread that
/// started it.
pub struct Throwaway {
    kind: Kind,
    running: Option<Server>,
    certificate: Option<Certificate>,
    /// Dropped after the server has ended.
    directory: Directory,
}

enum Kind {
    Postgres(Postgres),
    MySql(MySql),
    Redis(SecuredRedis),
}

impl Throwaway {
    /// Makes and starts a PostgreSQL server.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn postgres() -> Result<Self> {
        Self::of_postgres(None, Directory::create()?)
    }

    /// Makes and starts a replica of this PostgreSQL server.
    ///
    /// # Errors
    /// When this is another server, or the replica does not start.
    pub fn standby(&self) -> Result<Self> {
        let Kind::Postgres(primary) = &self.kind else { return Err("only PostgreSQL makes a standby".into()) };
        let directory = Directory::create()?;
        let server = primary.standby(&directory, directory.path())?;
        Self::begin(Kind::Postgres(server), None, directory)
    }

    /// Makes and starts a PostgreSQL server that also serves through TLS, under the name `localhost`. A user `app` is
    /// let in by its password and through TLS only.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn secured_postgres() -> Result<Self> {
        let directory = Directory::create()?;
        Self::of_postgres(Some(Certificate::create(directory.path())?), directory)
    }

    /// Makes and starts a MariaDB server, or MySQL where that is what is installed.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn mariadb() -> Result<Self> {
        Self::mysql_with(&[])
    }

    /// The same, with settings that count before the usual ones.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn mysql_with(settings: &[&str]) -> Result<Self> {
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Self::of_mysql(MySqlOptions { settings, ..MySqlOptions::default() }, Directory::create()?)
    }

    /// Makes and starts a MariaDB or MySQL server that also serves through TLS, under the name `localhost`.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn secured_mysql() -> Result<Self> {
        let directory = Directory::create()?;
        let certificate = Some(Certificate::create(directory.path())?);
        Self::of_mysql(MySqlOptions { certificate, ..MySqlOptions::default() }, directory)
    }

    /// Makes and starts a Redis server with a second port for TLS.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn secured_redis() -> Result<Self> {
        if Installation::of_tests(RedisProgram::NAMES) == Installation::System {
            install::missing(&[("redis-server", redis::PROGRAMS)])?;
        }
        let directory = Directory::create()?;
        let certificate = Certificate::create(directory.path())?;
        let kind = Kind::Redis(SecuredRedis::prepare(certificate.clone())?);
        Self::begin(kind, Some(certificate), directory)
    }

    fn of_postgres(certificate: Option<Certificate>, directory: Directory) -> Result<Self> {
        let installation = Installation::of_tests(postgres::PROGRAMS);
        if installation == Installation::System {
            install::missing(&[("postgresql", postgres::PROGRAMS)])?;
        }
        let server = Postgres::prepare(&installation, certificate.as_ref(), &directory, directory.path())?;
        Self::begin(Kind::Postgres(server), certificate, directory)
    }

    fn of_mysql(options: MySqlOptions, directory: Directory) -> Result<Self> {
        let installation = Installation::of_tests(mysql::PROGRAMS);
        if installation == Installation::System {
            install::missing(&[("mariadb-server", mysql::PROGRAMS)])?;
        }
        let server = MySql::prepare(&installation, &options, &directory, directory.path())?;
        Self::begin(Kind::MySql(server), options.certificate, directory)
    }

    fn begin(kind: Kind, certificate: Option<Certificate>, directory: Directory) -> Result<Self> {
        let mut server = Self { kind, running: None, certificate, directory };
        server.start()?;
        Ok(server)
    }

    /// Returns the URL with an administrator and a database that is there.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.kind {
            Kind::Postgres(postgres) => postgres.url(),
            Kind::MySql(mysql) => mysql.url(),
            Kind::Redis(redis) => redis.url(),
        }
    }

    /// Returns the URL under which the server has a certificate, for TLS.
    #[must_use]
    pub fn secured_url(&self) -> String {
        match &self.kind {
            Kind::Redis(redis) => redis.secured_url(),
            Kind::Postgres(_) | Kind::MySql(_) => self.url().replace("127.0.0.1", "localhost"),
        }
    }

    /// Returns the file of the authority that signed the server's certificate; `None` where it has none.
    #[must_use]
    pub fn authority(&self) -> Option<&Path> {
        self.certificate.as_ref().map(Certificate::authority)
    }

    /// Returns the certificate that this authority signed, and its key, for a client to show.
    #[must_use]
    pub fn client(&self) -> Option<(&Path, &Path)> {
        self.certificate.as_ref().map(Certificate::pair)
    }

    /// Returns the URL by which an administrator comes through the server's Unix socket; `None` for Redis.
    #[must_use]
    pub fn socket_url(&self) -> Option<String> {
        match &self.kind {
            Kind::Postgres(postgres) => Some(postgres.socket_url()),
            Kind::MySql(mysql) => Some(mysql.socket_url()),
            Kind::Redis(_) => None,
        }
    }

    /// Sends a command to a Redis server as the user of its URL.
    ///
    /// # Errors
    /// When it is none, or answers with an error.
    pub fn call(&self, command: &str) -> Result<String> {
        match &self.kind {
            Kind::Redis(redis) => redis.call(command),
            Kind::Postgres(_) | Kind::MySql(_) => Err("this server takes no commands of Redis".into()),
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

    /// Freezes the server, or lets it continue: it keeps its connections and answers none.
    pub fn freeze(&self, frozen: bool) {
        if let Some(server) = &self.running {
            server.freeze(frozen);
        }
    }

    fn start(&mut self) -> Result<()> {
        let mut server = match &self.kind {
            Kind::Postgres(postgres) => postgres.start(&["synchronous_commit=on", &postgres.socket()])?,
            Kind::MySql(mysql) => mysql.start(&["--innodb-flush-log-at-trx-commit=2"])?,
            Kind::Redis(redis) => redis.start(&self.directory)?,
        };
        server.wait_until_ready()?;
        self.running = Some(server);
        Ok(())
    }
}
