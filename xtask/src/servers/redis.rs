//! Redis.

use std::path::Path;

use super::certificate::Certificate;
use super::resp;
use super::server::Server;
use crate::Result;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::port::Port;

pub(super) const PROGRAMS: &[&str] = &["redis-server"];

/// Names the program that single tests start; set by `cargo xtask engines`.
pub(crate) const PROGRAM: &str = "LARDER_TEST_REDIS_PROGRAM";

/// Servers that speak Redis' protocol: where they are installed and under which name.
#[derive(Debug, Clone)]
pub(crate) struct RedisProgram {
    pub(crate) installation: Installation,
    pub(crate) names: &'static [&'static str],
}

impl RedisProgram {
    pub(super) const NAMES: &'static [&'static str] = &["redis-server", "valkey-server"];

    /// Returns the one that single tests start.
    pub(super) fn of_tests() -> Self {
        let chosen = std::env::var(PROGRAM).unwrap_or_default();
        let names = Self::NAMES.iter().find(|name| **name == chosen).map_or(Self::NAMES, std::slice::from_ref);
        Self { installation: Installation::of_tests(names), names }
    }

    /// Starts a server without persistence and returns its URL.
    pub(super) fn start(&self, directory: &Directory, logs: &Path, running: &mut Vec<Server>) -> Result<String> {
        let port = Port::free()?;
        let url = format!("redis://127.0.0.1:{}", port.number());
        running.push(self.node("redis", port.number(), &[], directory, logs)?.on(vec![port]));
        Ok(url)
    }

    /// Starts a server called `name` with more `settings`.
    pub(super) fn node(
        &self,
        name: &str,
        port: u16,
        settings: &[&str],
        directory: &Directory,
        logs: &Path,
    ) -> Result<Server> {
        let folder = directory.folder(name, Identity::Own)?;
        let mut command = self.installation.command(self.names, Identity::Own, Some("TERM"))?;
        command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
        command.arg("--dir").arg(&folder).args(settings).current_dir(&folder);
        let ready = move || resp::call(port, "PING").is_ok();
        Server::start(name, command, "TERM", &logs.join(format!("{name}.log")), ready)
    }
}

/// A server of one test's own that has a second port for TLS.
pub(super) struct SecuredRedis {
    certificate: Certificate,
    port: Port,
    tls_port: Port,
}

impl SecuredRedis {
    pub(super) fn prepare(certificate: Certificate) -> Result<Self> {
        Ok(Self { certificate, port: Port::free()?, tls_port: Port::free()? })
    }

    pub(super) fn start(&self, directory: &Directory) -> Result<Server> {
        let (certificate, key) = self.certificate.copy(directory.path(), Identity::Own)?;
        let (certificate, key) = (certificate.to_string_lossy(), key.to_string_lossy());
        let tls_port = self.tls_port.number().to_string();
        let port = ["--tls-port", &tls_port, "--tls-auth-clients", "no"];
        let settings = [&port[..], &["--tls-cert-file", &certificate, "--tls-key-file", &key]].concat();
        RedisProgram::of_tests().node("redis", self.port.number(), &settings, directory, directory.path())
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port.number())
    }

    pub(super) fn secured_url(&self) -> String {
        format!("rediss://localhost:{}", self.tls_port.number())
    }

    pub(super) fn call(&self, command: &str) -> Result<String> {
        resp::call(self.port.number(), command)
    }
}
