//! What befalls the Redis of a run, again and again.

use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::{Child, Command};
use xtask::Port;

use super::partition::Partition;

/// Pause between two faults, in which the cache comes to be used again.
const PAUSE: Duration = Duration::from_millis(2700);

/// What befalls a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedisFault {
    /// It forgets everything, fences of writes under way included.
    Flushed,
    /// It is killed, and comes back with what it held at some time before.
    Restored,
    /// It stands still for longer than anybody waits for it.
    Stopped,
    /// One process does not reach it; all others do.
    CutOff,
}

/// A Redis of a run's own.
pub(super) struct FaultyRedis {
    port: Port,
    folder: TempDir,
    child: Child,
    /// The way of the process that is cut off.
    partition: Partition,
}

impl FaultyRedis {
    pub(super) async fn start() -> Self {
        let (port, folder) = (Port::free().expect("a port is free"), TempDir::new().expect("a folder can be made"));
        let child = spawn(&port, &folder);
        let partition = Partition::start(port.number()).await;
        Self { port, folder, child, partition }
    }

    /// Returns where a process finds it.
    pub(super) fn url(&self, fault: RedisFault, process: usize) -> String {
        if fault == RedisFault::CutOff && process == 0 {
            return self.partition.url();
        }
        format!("redis://127.0.0.1:{}", self.port.number())
    }

    /// Lets it suffer until the future is dropped.
    pub(super) async fn suffer(&mut self, fault: RedisFault) {
        if fault == RedisFault::CutOff {
            self.partition.come_and_go().await;
        }
        loop {
            tokio::time::sleep(PAUSE / 2).await;
            if fault == RedisFault::Restored {
                self.call("SAVE").await;
            }
            tokio::time::sleep(PAUSE / 2).await;
            match fault {
                RedisFault::Flushed => self.call("FLUSHALL").await,
                RedisFault::Restored => {
                    self.child.kill().await.expect("it is killed");
                    self.child = spawn(&self.port, &self.folder);
                }
                RedisFault::Stopped => {
                    self.signal("-STOP").await;
                    tokio::time::sleep(Duration::from_millis(1500)).await;
                    self.signal("-CONT").await;
                }
                RedisFault::CutOff => {}
            }
        }
    }

    async fn call(&self, command: &str) {
        let port = self.port.number().to_string();
        let called = Command::new("redis-cli").args(["-p", &port, command]).stdout(Stdio::null()).status().await;
        assert!(called.is_ok_and(|status| status.success()), "redis-cli {command}");
    }

    async fn signal(&self, signal: &str) {
        let id = self.child.id().unwrap_or_default().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await;
        assert!(sent.is_ok_and(|status| status.success()), "kill {signal}");
    }
}

fn spawn(port: &Port, folder: &TempDir) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.number().to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("redis-server starts; `cargo xtask test` installs it")
}
