mod cluster;
mod mariadb;
mod pgbouncer;
mod postgres;
mod redis;
mod resp;
mod server;
mod throwaway;

use std::time::{Duration, Instant};

use self::mariadb::MariaDb;
use self::postgres::Postgres;
use self::server::Server;
pub use self::throwaway::Throwaway;
use crate::dialects::Dialects;
use crate::directory::{self, Directory};
use crate::{Result, install, interrupt};

const POSTGRES_URL: &str = "LARDER_TEST_POSTGRES_URL";
const PGBOUNCER_URL: &str = "LARDER_TEST_PGBOUNCER_URL";
const MYSQL_URL: &str = "LARDER_TEST_MYSQL_URL";
const REDIS_URL: &str = "LARDER_TEST_REDIS_URL";
const CLUSTER_URL: &str = "LARDER_TEST_REDIS_CLUSTER_URL";

/// The servers that this run started; all are stopped and their data is removed when the value is dropped.
pub(crate) struct Servers {
    running: Vec<Server>,
    /// Environment variables for the tests.
    pub(crate) exports: Vec<(&'static str, String)>,
    /// Dropped after the servers have ended.
    _directory: Option<Directory>,
}

/// Starts the servers and keeps them until a signal comes.
pub(crate) fn keep() -> Result<std::process::ExitCode> {
    interrupt::listen()?;
    let servers = Servers::start(Dialects::from_environment()?)?;
    for (name, url) in &servers.exports {
        println!("export {name}={url}");
    }
    eprintln!("xtask: running until Ctrl-C");
    while interrupt::check().is_ok() {
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(std::process::ExitCode::SUCCESS)
}

impl Servers {
    /// Starts each server that a test needs and no variable points to.
    pub(crate) fn start(dialects: Dialects) -> Result<Self> {
        let needed = |wanted: bool, variable: &str| wanted && std::env::var_os(variable).is_none();
        let postgres = needed(dialects.postgres, POSTGRES_URL);
        let pgbouncer = needed(dialects.postgres, PGBOUNCER_URL);
        let mysql = needed(dialects.mysql, MYSQL_URL);
        let redis = needed(dialects.redis, REDIS_URL);
        let cluster = needed(dialects.redis, CLUSTER_URL);
        let mut servers = Self { running: Vec::new(), exports: Vec::new(), _directory: None };
        if !(postgres || pgbouncer || mysql || redis || cluster) {
            return Ok(servers);
        }
        install_for(postgres, pgbouncer, mysql, redis || cluster)?;
        let started = Instant::now();
        let logs = directory::logs()?;
        let directory = servers._directory.insert(Directory::create()?);
        // Making the data folders takes longest, so both are made at once.
        let (postgres, mysql) = std::thread::scope(|scope| {
            let postgres = scope.spawn(|| postgres.then(|| Postgres::prepare(directory, &logs)).transpose());
            let mysql = mysql.then(|| MariaDb::prepare(directory, &logs)).transpose();
            (postgres.join(), mysql)
        });
        let postgres = postgres.map_err(|_| "the preparation of PostgreSQL panicked")??;
        let mysql = mysql?;
        if let Some(postgres) = &postgres {
            servers.running.push(postgres.start(&[])?);
            servers.exports.push((POSTGRES_URL, postgres.url()));
        }
        if pgbouncer {
            let behind = postgres.as_ref().map(Postgres::url).or_else(|| std::env::var(POSTGRES_URL).ok());
            let behind = behind.ok_or("PgBouncer needs a PostgreSQL server")?;
            let url = pgbouncer::start(&behind, directory, &logs, &mut servers.running)?;
            servers.exports.push((PGBOUNCER_URL, url));
        }
        if let Some(mysql) = &mysql {
            servers.running.push(mysql.start(&[])?);
            servers.exports.push((MYSQL_URL, mysql.url()));
        }
        if redis {
            servers.exports.push((REDIS_URL, redis::start(directory, &logs, &mut servers.running)?));
        }
        if cluster {
            servers.exports.push((CLUSTER_URL, cluster::start(directory, &logs, &mut servers.running)?));
        }
        for server in &mut servers.running {
            server.wait_until_ready()?;
        }
        println!("xtask: servers started in {:.1?}", started.elapsed());
        Ok(servers)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        if self.running.is_empty() {
            return;
        }
        let started = Instant::now();
        // All are told before the first is waited for.
        self.running.iter().for_each(Server::tell_to_stop);
        self.running.clear();
        println!("xtask: servers stopped in {:.1?}", started.elapsed());
    }
}

fn install_for(postgres: bool, pgbouncer: bool, mysql: bool, redis: bool) -> Result<()> {
    let all: [(bool, &str, &[&str]); 4] = [
        (postgres, "postgresql", postgres::PROGRAMS),
        (pgbouncer, "pgbouncer", pgbouncer::PROGRAMS),
        (mysql, "mariadb-server", mariadb::PROGRAMS),
        (redis, "redis-server", redis::PROGRAMS),
    ];
    let wanted: Vec<(&str, &[&str])> =
        all.into_iter().filter(|(wanted, ..)| *wanted).map(|(_, package, programs)| (package, programs)).collect();
    install::missing(&wanted)
}
