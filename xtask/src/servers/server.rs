//! A server process and its end.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::port::Port;
use crate::{Result, interrupt, process};

/// A process that serves until it is stopped.
pub(super) struct Server {
    name: String,
    child: Child,
    /// The signal that means "now, without waiting for clients".
    stop: &'static str,
    ready: Box<dyn Fn() -> bool + Send>,
    log: PathBuf,
    ports: Vec<Port>,
}

impl Server {
    /// Starts `command` from the calling thread; `ready` is polled later.
    ///
    /// A command that was made for it ends when xtask is killed. The kernel watches the *thread* that started the
    /// server, so that must be the main one.
    pub(super) fn start(
        name: &str,
        mut command: Command,
        stop: &'static str,
        log: &Path,
        ready: impl Fn() -> bool + Send + 'static,
    ) -> Result<Self> {
        interrupt::check()?;
        let (output, errors) = process::log_file(log)?;
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("cannot start {name}: {error}"))?;
        Ok(Self { name: name.to_owned(), child, stop, ready: Box::new(ready), log: log.to_owned(), ports: Vec::new() })
    }

    /// Keeps the server's ports from others as long as it runs.
    pub(super) fn on(mut self, ports: Vec<Port>) -> Self {
        self.ports.extend(ports);
        self
    }

    pub(super) fn wait_until_ready(&mut self) -> Result<()> {
        process::wait_until(&self.name, &self.log, &mut self.child, &self.ready)
    }

    /// Kills the server and the processes it started, as when the machine's power fails; returns when all are gone.
    pub(super) fn kill(mut self) -> Result<()> {
        let children = process::children(self.child.id());
        self.child.kill()?;
        for child in &children {
            process::signal("KILL", child);
        }
        self.child.wait()?;
        process::wait_until_gone(&children)
    }

    /// Freezes the server and the processes it started, or lets them continue: it answers nobody, and no connection
    /// breaks.
    pub(super) fn freeze(&self, frozen: bool) {
        let signal = if frozen { "STOP" } else { "CONT" };
        let server = self.child.id();
        process::signal(signal, &server.to_string());
        for child in process::children(server) {
            process::signal(signal, &child);
        }
    }

    pub(super) fn tell_to_stop(&self) {
        process::signal(self.stop, &self.child.id().to_string());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.freeze(false);
            self.tell_to_stop();
            process::wait_or_kill(&mut self.child, Duration::from_secs(10));
        }
    }
}
