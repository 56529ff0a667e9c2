//! An instance of the service as a process.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use integration::{Database, redis};
use serde_json::Value;
use xtask::Port;

use crate::http::{self, Answer};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_voicehelper");
pub(crate) const TOKEN: &str = "correct-horse-battery-staple";

/// How long an instance may take to start, on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Variables that lead to a database and its cache.
pub(crate) type Settings = Vec<(&'static str, String)>;

/// Returns the settings of instances that share a database and Redis.
pub(crate) fn shared(database: &Database) -> Settings {
    let prefix = database.name().to_owned();
    vec![("DATABASE_URL", database.url().to_owned()), ("REDIS_URL", redis()), ("CACHE_PREFIX", prefix)]
}

/// A process that answers, or begins to.
pub(crate) struct Instance {
    pub(crate) address: SocketAddr,
    process: Child,
    log: PathBuf,
    _port: Port,
}

impl Instance {
    /// Starts an instance without waiting for it.
    pub(crate) fn begin(settings: &Settings) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let log = std::env::temp_dir().join(format!("voicehelper-{}-{number}.log", std::process::id()));
        let port = Port::free().unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], port.number()));
        let process = Command::new(PROGRAM)
            .args(["serve", "--listen", &address.to_string()])
            .env("ADMIN_TOKEN", TOKEN)
            .envs(settings.iter().map(|(name, value)| (*name, value.as_str())))
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Self { address, process, log, _port: port }
    }

    /// Starts an instance and waits until it is ready.
    pub(crate) fn start(settings: &Settings) -> Self {
        let mut instance = Self::begin(settings);
        instance.wait();
        instance
    }

    /// Waits until it is ready.
    pub(crate) fn wait(&mut self) {
        let start = Instant::now();
        while !http::send(self.address, "GET", "/readyz", &[], "").is_ok_and(|answer| answer.status == 200) {
            assert!(self.process.try_wait().unwrap().is_none(), "it has ended:\n{}", self.log());
            assert!(start.elapsed() < PATIENCE, "it is not ready:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks it to stop and waits until it has; returns whether it ended well.
    pub(crate) fn stop(&mut self) -> bool {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.process.wait().unwrap().success()
    }

    /// Returns its log lines.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    pub(crate) fn send(&self, method: &str, path: &str, key: &str, body: &str) -> Answer {
        let authorization = format!("Bearer {key}");
        let headers = [("authorization", &*authorization), ("content-type", "application/json"), ("if-match", "*")];
        http::send(self.address, method, path, &headers, body).unwrap()
    }

    pub(crate) fn get(&self, path: &str, key: &str) -> Value {
        serde_json::from_str(&self.send("GET", path, key, "").body).unwrap()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if !std::thread::panicking() {
            let _ = fs::remove_file(&self.log);
        }
    }
}

/// Creates a tenant and returns its key.
pub(crate) fn tenant(settings: &Settings) -> String {
    let variables = settings.iter().map(|(name, value)| (*name, value.as_str()));
    let output = Command::new(PROGRAM).args(["tenant", "create", "acme"]).envs(variables).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A run of the load generator.
pub(crate) struct Load(Child);

impl Load {
    pub(crate) fn start(instance: &Instance, key: &str, arguments: &[&str]) -> Self {
        let process = Command::new(PROGRAM)
            .args(["load", "--json", "--users", "200", "--url", &format!("http://{}", instance.address)])
            .args(arguments)
            .env("VOICEHELPER_KEY", key)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(process)
    }

    /// Waits until it is over and returns its figures.
    pub(crate) fn figures(self) -> Value {
        let output = self.0.wait_with_output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }
}
