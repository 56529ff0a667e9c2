use std::io::Read;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::port::Port;
use crate::{Result, process, programs};

pub(super) const PROGRAMS: &[&str] = &["mariadbd"];

/// The same collation as larder's tables; nothing survives a power cut, and nothing has to.
const SETTINGS: [&str; 9] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_bin",
    "--default-time-zone=+00:00",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-log-file-size=32M",
    "--skip-log-bin",
    "--max-connections=300",
];

/// A MariaDB server with the user `root`, no password, and an empty database `larder`.
pub(super) struct MariaDb {
    data: PathBuf,
    /// For temporary tables. A server that starts removes what looks like those of an earlier run, so two servers with
    /// one such folder take each other's tables away.
    temporary: PathBuf,
    port: Port,
    identity: Identity,
    log: PathBuf,
}

impl MariaDb {
    /// Makes the data folder.
    pub(super) fn prepare(directory: &Directory, logs: &Path) -> Result<Self> {
        let identity = Identity::of_server("mysql")?;
        let data = directory.folder("mysql", identity)?;
        let temporary = directory.folder("mysql-tmp", identity)?;
        let log = logs.join("mysql.log");
        let program = programs::find(&["mariadb-install-db"]).ok_or("mariadb-install-db is not installed")?;
        let mut install = Command::new(program);
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        install.arg("--innodb-log-file-size=32M").arg(argument("--datadir", &data));
        install.arg(argument("--tmpdir", &temporary));
        identity.run(&mut install);
        process::prepare(install.current_dir(&data), &log)?;
        let script = data.join("larder.sql");
        std::fs::write(&script, "CREATE DATABASE IF NOT EXISTS larder;\n")?;
        identity.own(&script)?;
        Ok(Self { data, temporary, port: Port::free()?, identity, log })
    }

    /// Starts the server; `settings` count before the usual ones.
    pub(super) fn start(&self, settings: &[&str]) -> Result<Server> {
        let mut command = Command::new(programs::find(PROGRAMS).ok_or("mariadbd is not installed")?);
        command.arg("--no-defaults").arg(argument("--datadir", &self.data)).current_dir(&self.data);
        let port = self.port.number();
        command.arg(argument("--socket", &self.data.join("s"))).arg(format!("--port={port}")).args(SETTINGS);
        command.arg(argument("--tmpdir", &self.temporary)).args(settings);
        command.arg(argument("--init-file", &self.data.join("larder.sql")));
        Server::start("mariadbd", &command, self.identity, "TERM", &self.log, move || greets(port))
    }

    pub(super) fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/larder", self.port.number())
    }
}

fn argument(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

/// The port is open before clients are served; the first byte of the greeting comes after.
fn greets(port: u16) -> bool {
    let greeting = || -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.read_exact(&mut [0])
    };
    greeting().is_ok()
}
