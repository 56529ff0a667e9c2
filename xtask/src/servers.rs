//! The servers that tests need.

mod certificate;
mod chromium;
mod citus;
mod cluster;
mod mysql;
mod pgbouncer;
mod postgres;
mod redis;
mod resp;
mod server;
mod sources;
mod throwaway;

use std::process::ExitCode;
use std::time::{Duration, Instant};

pub use self::chromium::Chromium;
use self::mysql::MySql;
pub(crate) use self::mysql::MySqlOptions;
use self::postgres::Postgres;
pub(crate) use self::redis::{PROGRAM as REDIS_PROGRAM, RedisProgram};
use self::server::Server;
pub(crate) use self::sources::Sources;
pub use self::throwaway::Throwaway;
use crate::dialects::Dialects;
use crate::directory::{self, Directory};
use crate::installation::Installation;
use crate::{Result, install, interrupt};

const POSTGRES_URL: &str = "LARDER_TEST_POSTGRES_URL";
const PGBOUNCER_URL: &str = "LARDER_TEST_PGBOUNCER_URL";
/// How the tests set `DATABASE_POOLER` behind PgBouncer.
const POOLER: &str = "LARDER_TEST_POOLER";
/// Tells tests that PostgreSQL is a cluster, in which no database is a copy of another with its rows.
pub(crate) const SPREAD: &str = "LARDER_TEST_SPREAD";
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
pub(crate) fn keep(dialects: Dialects, sources: &Sources) -> Result<ExitCode> {
    let servers = Servers::start(dialects, sources)?;
    for (name, url) in &servers.exports {
        println!("export {name}={url}");
    }
    eprintln!("xtask: running until Ctrl-C");
    while interrupt::check().is_ok() {
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(ExitCode::SUCCESS)
}

impl Servers {
    /// Starts each server that a test needs and no variable points to.
    pub(crate) fn start(dialects: Dialects, sources: &Sources) -> Result<Self> {
        let is_there = |variable: &str| sources.running_ones && std::env::var_os(variable).is_some();
        let needed = |wanted: bool, variable: &str| wanted && !is_there(variable);
        let postgres = needed(dialects.postgres, POSTGRES_URL);
        let pgbouncer = needed(dialects.postgres, PGBOUNCER_URL);
        let mysql = needed(dialects.mysql, MYSQL_URL);
        let redis = needed(dialects.redis, REDIS_URL);
        let cluster = needed(dialects.redis, CLUSTER_URL);
        let mut servers = Self { running: Vec::new(), exports: Vec::new(), _directory: None };
        if !(postgres || pgbouncer || mysql || redis || cluster) {
            return Ok(servers);
        }
        install_for(sources, postgres, pgbouncer, mysql, redis || cluster)?;
        let started = Instant::now();
        let logs = directory::logs()?;
        let directory = servers._directory.insert(Directory::create()?);
        if postgres && sources.is_spread {
            servers
                .exports
                .push((POSTGRES_URL, citus::start(&sources.postgres, directory, &logs, &mut servers.running)?));
        }
        let behind = servers.exports.first().map(|(_, url)| url.clone());
        let postgres = postgres && !sources.is_spread;
        // Making the data folders takes longest, so both are made at once.
        let (postgres, mysql) = std::thread::scope(|scope| {
            let postgres = scope
                .spawn(|| postgres.then(|| Postgres::prepare(&sources.postgres, None, directory, &logs)).transpose());
            let prepared = || MySql::prepare(&sources.mysql, &sources.mysql_options, directory, &logs);
            let mysql = mysql.then(prepared).transpose();
            (postgres.join(), mysql)
        });
        let postgres = postgres.map_err(|_| "the preparation of PostgreSQL panicked")??;
        let mysql = mysql?;
        if let Some(postgres) = &postgres {
            servers.running.push(postgres.start(&[])?);
            servers.exports.push((POSTGRES_URL, postgres.url()));
        }
        if pgbouncer {
            let behind = postgres.as_ref().map(Postgres::url).or(behind);
            let behind = behind.or_else(|| std::env::var(POSTGRES_URL).ok());
            let behind = behind.ok_or("PgBouncer needs a PostgreSQL server")?;
            let url = pgbouncer::start(sources, &behind, directory, &logs, &mut servers.running)?;
            servers.exports.push((PGBOUNCER_URL, url));
            if sources.prepared_statements {
                servers.exports.push((POOLER, "prepared".to_owned()));
            }
        }
        if let Some(mysql) = &mysql {
            servers.running.push(mysql.start(&[])?);
            servers.exports.push((MYSQL_URL, mysql.url()));
        }
        if redis {
            servers.exports.push((REDIS_URL, sources.redis.start(directory, &logs, &mut servers.running)?));
        }
        if cluster {
            servers
                .exports
                .push((CLUSTER_URL, cluster::start(&sources.redis, directory, &logs, &mut servers.running)?));
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
        // All are asked to stop before the first is waited for.
        self.running.iter().for_each(Server::tell_to_stop);
        self.running.clear();
        println!("xtask: servers stopped in {:.1?}", started.elapsed());
    }
}

fn install_for(sources: &Sources, postgres: bool, pgbouncer: bool, mysql: bool, redis: bool) -> Result<()> {
    let of_system = |installation: &Installation| *installation == Installation::System;
    let all: [(bool, &str, &[&str]); 4] = [
        (postgres && of_system(&sources.postgres), "postgresql", postgres::PROGRAMS),
        (pgbouncer && of_system(&sources.postgres), "pgbouncer", pgbouncer::PROGRAMS),
        (mysql && of_system(&sources.mysql), "mariadb-server", mysql::PROGRAMS),
        (redis && of_system(&sources.redis.installation), "redis-server", redis::PROGRAMS),
    ];
    let wanted: Vec<(&str, &[&str])> =
        all.into_iter().filter(|(wanted, ..)| *wanted).map(|(_, package, programs)| (package, programs)).collect();
    install::missing(&wanted)
}
