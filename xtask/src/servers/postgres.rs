use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::port::Port;
use crate::{Result, process, programs};

pub(super) const PROGRAMS: &[&str] = &["postgres"];

/// Nothing survives a power cut, and nothing has to.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
];

/// A PostgreSQL cluster with the superuser `postgres` and no password.
pub(super) struct Postgres {
    data: PathBuf,
    port: Port,
    identity: Identity,
    log: PathBuf,
}

impl Postgres {
    /// Makes the data folder.
    pub(super) fn prepare(directory: &Directory, logs: &Path) -> Result<Self> {
        let identity = Identity::of_server("postgres")?;
        let data = directory.folder("postgres", identity)?;
        let log = logs.join("postgres.log");
        let mut initdb = Command::new(programs::find(&["initdb"]).ok_or("initdb is not installed")?);
        initdb.arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        identity.run(&mut initdb);
        process::prepare(initdb.current_dir(&data), &log)?;
        Ok(Self { data, port: Port::free()?, identity, log })
    }

    /// Starts the server; `settings` count before the usual ones.
    pub(super) fn start(&self, settings: &[&str]) -> Result<Server> {
        let mut command = Command::new(programs::find(PROGRAMS).ok_or("postgres is not installed")?);
        command.arg("-D").arg(&self.data).arg("-p").arg(self.port.number().to_string()).current_dir(&self.data);
        for setting in SETTINGS.iter().chain(settings) {
            command.args(["-c", setting]);
        }
        // The last line of the lock file says how far the start has come.
        let status = self.data.join("postmaster.pid");
        let ready = move || std::fs::read_to_string(&status).is_ok_and(|text| text.trim_end().ends_with("ready"));
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
        Server::start("postgres", &command, self.identity, "INT", &self.log, ready)
    }

    /// Takes away what a killed server left, which would pass for a server that is ready. None of its processes may
    /// be left.
    pub(super) fn forget(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.data.join("postmaster.pid"))?)
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port.number())
    }
}
