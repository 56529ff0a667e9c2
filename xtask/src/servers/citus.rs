//! A cluster of Citus: a coordinator and two workers on loopback.

use std::path::Path;

use super::postgres::Postgres;
use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::{Result, process};

const SERVERS: [&str; 3] = ["coordinator", "worker1", "worker2"];

/// Few parts, since each test has tables of its own. A database that is made here is made on the workers too.
const SETTINGS: &[&str] = &[
    "shared_preload_libraries=citus",
    "wal_level=logical",
    "max_prepared_transactions=200",
    // A server of its newer versions asks for the names of those that read its log.
    "output_plugin_libraries=pgoutput,citus",
    // Tables with rows are spread by replication, those of several tests at a time.
    "max_replication_slots=50",
    "max_wal_senders=50",
    "max_worker_processes=64",
    "max_logical_replication_workers=32",
    "lc_messages=C",
    "citus.shard_count=4",
    "citus.enable_create_database_propagation=on",
    "citus.enable_statistics_collection=off",
    // Its extension makes certificates that clients refuse.
    "ssl=off",
    "citus.node_conninfo=sslmode=disable",
];

/// What every new database is a copy of, and where databases are made.
const DATABASES: [&str; 2] = ["template1", "postgres"];

/// Starts the cluster and returns the coordinator's URL. Every database made there is one of the cluster.
pub(super) fn start(
    installation: &Installation,
    directory: &Directory,
    logs: &Path,
    running: &mut Vec<Server>,
) -> Result<String> {
    let make = |name: &&str| Postgres::prepare_called(name, installation, None, directory, logs);
    let servers = SERVERS.iter().map(make).collect::<Result<Vec<_>>>()?;
    let log = logs.join("citus.log");
    {
        let _begun = started(&servers)?;
        for server in &servers {
            for database in DATABASES {
                tell(installation, server, database, "CREATE EXTENSION citus", &log)?;
            }
        }
        let (coordinator, workers) = servers.split_first().ok_or("a cluster has servers")?;
        for database in DATABASES {
            let host = format!("SELECT citus_set_coordinator_host('127.0.0.1', {})", coordinator.port());
            tell(installation, coordinator, database, &host, &log)?;
            for worker in workers {
                let add = format!("SELECT citus_add_node('127.0.0.1', {})", worker.port());
                tell(installation, coordinator, database, &add, &log)?;
            }
        }
        // While Citus looks after the template, no database can be made of it; after a start it does not.
    }
    for server in &servers {
        server.forget().ok();
    }
    running.extend(started(&servers)?);
    servers.first().map(Postgres::url).ok_or_else(|| "a cluster has servers".into())
}

fn started(servers: &[Postgres]) -> Result<Vec<Server>> {
    let mut running = servers.iter().map(|server| server.start(SETTINGS)).collect::<Result<Vec<_>>>()?;
    running.iter_mut().try_for_each(Server::wait_until_ready)?;
    Ok(running)
}

fn tell(installation: &Installation, server: &Postgres, database: &str, sql: &str, log: &Path) -> Result<()> {
    let mut command = installation.command(&["psql"], Identity::Own, None)?;
    let url = format!("postgres://postgres@127.0.0.1:{}/{database}", server.port());
    process::prepare(command.args(["-qX", "-v", "ON_ERROR_STOP=1", "-c", sql, "-d", &url]), log)
}
