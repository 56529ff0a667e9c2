//! MySQL and MariaDB.

use std::io::Read;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::certificate::Certificate;
use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::port::Port;
use crate::{Result, process};

/// Either server will do; the one that is installed first in this order runs.
pub(super) const PROGRAMS: &[&str] = &["mariadbd", "mysqld"];
const INSTALLER: &[&str] = &["mariadb-install-db"];

/// Nothing survives a power cut, and nothing has to. MySQL 9.7 takes only some of the rows along that a delete reaches,
/// unless InnoDB sees to foreign keys as it did before; older servers pass over the option.
const SETTINGS: [&str; 9] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
    "--innodb-buffer-pool-size=256M",
    "--skip-log-bin",
    "--max-connections=300",
    "--default-time-zone=+00:00",
    "--loose-innodb-native-foreign-keys=ON",
];
/// The same collation as larder's tables.
const COLLATION: [&str; 2] = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin"];

/// A MariaDB or MySQL server with the user `root`, no password, and an empty database `larder`.
pub(super) struct MySql {
    installation: Installation,
    is_mariadb: bool,
    data: PathBuf,
    /// For temporary tables. A server that starts removes what looks like those of an earlier run, so two servers with
    /// one such folder take each other's tables away.
    temporary: PathBuf,
    port: Port,
    identity: Identity,
    log: PathBuf,
    /// Of every start, after the usual ones.
    settings: Vec<String>,
}

/// How a server differs from the usual one.
#[derive(Debug, Clone, Default)]
pub(crate) struct MySqlOptions {
    pub(crate) settings: Vec<String>,
    /// Leaves the collation of the server as its makers chose it.
    pub(crate) own_collation: bool,
    pub(crate) certificate: Option<Certificate>,
}

impl MySql {
    /// Makes the data folder.
    pub(super) fn prepare(
        installation: &Installation,
        options: &MySqlOptions,
        directory: &Directory,
        logs: &Path,
    ) -> Result<Self> {
        let identity = installation.identity("mysql")?;
        let is_mariadb = installation.find(INSTALLER).is_some();
        let data = directory.folder("mysql", identity)?;
        let temporary = directory.folder("mysql-tmp", identity)?;
        let mut settings = options.settings.clone();
        if !options.own_collation {
            settings.extend(COLLATION.map(str::to_owned));
        }
        if !is_mariadb {
            settings.push("--mysqlx=OFF".to_owned());
        }
        let log = logs.join("mysql.log");
        let mut install;
        if is_mariadb {
            install = installation.command(INSTALLER, identity, None)?;
            install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
            // A root folder may not know the name of this host, which nothing here needs.
            install.arg("--force");
            settings.push("--innodb-log-file-size=32M".to_owned());
        } else {
            install = installation.command(PROGRAMS, identity, None)?;
            install.args(["--no-defaults", "--initialize-insecure"]);
        }
        install.arg(argument("--datadir", &data)).arg(argument("--tmpdir", &temporary)).args(&settings);
        process::prepare(install.current_dir(&data), &log)?;
        let script = data.join("larder.sql");
        std::fs::write(&script, format!("CREATE DATABASE IF NOT EXISTS larder;\n{}", administrator(is_mariadb)))?;
        identity.own(&script)?;
        if let Some(certificate) = &options.certificate {
            let authority = certificate.copy_authority(&data, identity)?;
            settings.push(argument("--ssl-ca", &authority));
            let (certificate, key) = certificate.copy(&data, identity)?;
            settings.extend([format!("--ssl-cert={}", certificate.display()), format!("--ssl-key={}", key.display())]);
        }
        let installation = installation.clone();
        Ok(Self { installation, is_mariadb, data, temporary, port: Port::free()?, identity, log, settings })
    }

    /// Starts the server; `settings` count before the usual ones.
    pub(super) fn start(&self, settings: &[&str]) -> Result<Server> {
        let mut command = self.installation.command(PROGRAMS, self.identity, Some("TERM"))?;
        command.arg("--no-defaults").arg(argument("--datadir", &self.data)).current_dir(&self.data);
        let port = self.port.number();
        command.arg(argument("--socket", &self.data.join("s"))).arg(format!("--port={port}")).args(SETTINGS);
        command.arg(argument("--tmpdir", &self.temporary)).args(&self.settings).args(settings);
        command.arg(argument("--init-file", &self.data.join("larder.sql")));
        command.arg(argument("--pid-file", &self.data.join("pid")));
        let name = if self.is_mariadb { "mariadbd" } else { "mysqld" };
        Server::start(name, command, "TERM", &self.log, move || greets(port))
    }

    pub(super) fn socket_url(&self) -> String {
        format!("mysql://root@localhost/larder?socket={}", self.data.join("s").display())
    }

    pub(super) fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/larder", self.port.number())
    }
}

/// MySQL knows its administrator under the name of the host only, and no name is looked up.
fn administrator(is_mariadb: bool) -> &'static str {
    if is_mariadb {
        ""
    } else {
        "CREATE USER IF NOT EXISTS root@'127.0.0.1';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n"
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
