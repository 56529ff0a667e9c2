use std::path::Path;
use std::process::Command;

use super::resp;
use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::port::Port;
use crate::{Result, programs};

pub(super) const PROGRAMS: &[&str] = &["redis-server"];

/// Starts a Redis server without persistence and returns its URL.
pub(super) fn start(directory: &Directory, logs: &Path, running: &mut Vec<Server>) -> Result<String> {
    let port = Port::free()?;
    let url = format!("redis://127.0.0.1:{}", port.number());
    running.push(node("redis", port.number(), &[], directory, logs)?.on(vec![port]));
    Ok(url)
}

/// Starts a server called `name` with more `settings`.
pub(super) fn node(name: &str, port: u16, settings: &[&str], directory: &Directory, logs: &Path) -> Result<Server> {
    let mut command = Command::new(programs::find(PROGRAMS).ok_or("redis-server is not installed")?);
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
    command.args(settings).current_dir(directory.folder(name, Identity::Own)?);
    let ready = move || resp::call(port, "PING").is_ok();
    Server::start(name, &command, Identity::Own, "TERM", &logs.join(format!("{name}.log")), ready)
}
