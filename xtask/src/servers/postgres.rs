//! PostgreSQL.

use std::path::{Path, PathBuf};

use super::certificate::Certificate;
use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::port::Port;
use crate::{Result, process};

pub(super) const PROGRAMS: &[&str] = &["postgres"];

/// Nothing survives a power cut, and nothing has to.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=800",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
];

/// `app` comes with a password, `certified` with a certificate.
const TLS_ONLY: &str = "hostssl all certified 127.0.0.1/32 trust clientcert=verify-ca\nhostssl all app 127.0.0.1/32 scram-sha-256\nhostnossl all app 127.0.0.1/32 reject\n";

/// A PostgreSQL cluster with the superuser `postgres` and no password.
pub(super) struct Postgres {
    installation: Installation,
    data: PathBuf,
    port: Port,
    identity: Identity,
    log: PathBuf,
    /// Of every start, after the usual ones.
    settings: Vec<String>,
}

impl Postgres {
    /// Makes the data folder.
    ///
    /// With a certificate, the user `app` is let in by its password and through TLS only.
    pub(super) fn prepare(
        installation: &Installation,
        certificate: Option<&Certificate>,
        directory: &Directory,
        logs: &Path,
    ) -> Result<Self> {
        Self::prepare_called("postgres", installation, certificate, directory, logs)
    }

    /// Makes the data folder of one of several servers.
    pub(super) fn prepare_called(
        name: &str,
        installation: &Installation,
        certificate: Option<&Certificate>,
        directory: &Directory,
        logs: &Path,
    ) -> Result<Self> {
        let identity = installation.identity("postgres")?;
        let data = directory.folder(name, identity)?;
        let log = logs.join(format!("{name}.log"));
        let mut initdb = installation.command(&["initdb"], identity, None)?;
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
        process::prepare(initdb.current_dir(&data), &log)?;
        let mut settings = Vec::new();
        if let Some(certificate) = certificate {
            let authority = certificate.copy_authority(&data, identity)?;
            settings.push(format!("ssl_ca_file={}", authority.display()));
            let (certificate, key) = certificate.copy(&data, identity)?;
            settings.push("ssl=on".to_owned());
            settings.push(format!("ssl_cert_file={}", certificate.display()));
            settings.push(format!("ssl_key_file={}", key.display()));
            let rules = data.join("pg_hba.conf");
            let usual = std::fs::read_to_string(&rules)?;
            std::fs::write(&rules, format!("{TLS_ONLY}{usual}"))?;
        }
        Ok(Self { installation: installation.clone(), data, port: Port::free()?, identity, log, settings })
    }

    /// Makes the data folder of a server that follows this one, which must run, and takes no writes.
    pub(super) fn standby(&self, directory: &Directory, logs: &Path) -> Result<Self> {
        let data = directory.folder("postgres", self.identity)?;
        let log = logs.join("postgres.log");
        let mut copy = self.installation.command(&["pg_basebackup"], self.identity, None)?;
        copy.args(["-h", "127.0.0.1", "-U", "postgres", "-p"]).arg(self.port.number().to_string());
        copy.arg("-D").arg(&data).args(["-R", "-X", "stream", "-c", "fast", "--no-sync"]);
        process::prepare(copy.current_dir(&data), &log)?;
        let installation = self.installation.clone();
        let settings = self.settings.clone();
        Ok(Self { installation, data, port: Port::free()?, identity: self.identity, log, settings })
    }

    /// Starts the server; `settings` count before the usual ones.
    pub(super) fn start(&self, settings: &[&str]) -> Result<Server> {
        let mut command = self.installation.command(PROGRAMS, self.identity, Some("INT"))?;
        // A server that connects to others looks for certificates at home.
        command.env("HOME", &self.data);
        command.arg("-D").arg(&self.data).arg("-p").arg(self.port.number().to_string()).current_dir(&self.data);
        let own = self.settings.iter().map(String::as_str);
        for setting in SETTINGS.into_iter().chain(own).chain(settings.iter().copied()) {
            command.args(["-c", setting]);
        }
        // The last line of the lock file says how far the start has come.
        let status = self.data.join("postmaster.pid");
        let ready = move || std::fs::read_to_string(&status).is_ok_and(|text| text.trim_end().ends_with("ready"));
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
        Server::start("postgres", command, "INT", &self.log, ready)
    }

    /// Takes away what a killed server left, which would pass for a server that is ready. None of its processes may
    /// be left.
    pub(super) fn forget(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.data.join("postmaster.pid"))?)
    }

    /// Returns the setting that lets the server listen at a socket in its data folder too.
    pub(super) fn socket(&self) -> String {
        format!("unix_socket_directories={}", self.data.display())
    }

    pub(super) fn socket_url(&self) -> String {
        format!("postgres://postgres@localhost:{}/postgres?host={}", self.port.number(), self.data.display())
    }

    pub(super) fn port(&self) -> u16 {
        self.port.number()
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port.number())
    }
}
