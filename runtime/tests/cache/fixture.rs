//! Caches and loaders of these tests.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use larder::cache::{CacheConfig, CacheKey, CacheManager, RedisConfig, Region, RegionSpec};
use larder::clock::{Clock, ClockHand};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;
use xtask::Port;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub id: u64,
    pub email: String,
}

larder::cached! { User = 0x5155 }

/// The next shape of `User`: another field, another fingerprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserV2 {
    pub id: u64,
    pub email: String,
    pub age: u8,
}

larder::cached! { UserV2 = 0x5156 }

pub fn user(id: u64) -> User {
    User { id, email: format!("u{id}@example.com") }
}

pub fn key(id: u64) -> CacheKey {
    CacheKey::new("User", "acme").part(id)
}

pub fn alias(email: &str) -> CacheKey {
    CacheKey::alias("User", "acme", "email").part(email)
}

pub const TTL: Duration = Duration::from_secs(1000);

pub const USERS: RegionSpec = RegionSpec::new("User").ttl(TTL);

pub async fn memory() -> (CacheManager, Region<User>, ClockHand) {
    let (clock, hand) = Clock::manual();
    let manager = CacheManager::connect_with_clock(CacheConfig::default(), clock).await.unwrap();
    let users = manager.region(USERS);
    (manager, users, hand)
}

/// Longer than any answer takes where the machine has other things to do; reached only when something is wrong.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// An instance that never takes a slow server for one that is away, nor a slow load for one that was given up.
pub fn config(url: &str, prefix: &str) -> CacheConfig {
    let patient = RedisConfig {
        response_timeout: PATIENCE,
        connection_timeout: PATIENCE,
        lease: PATIENCE,
        lease_wait: Duration::from_millis(200),
        max_lag: PATIENCE,
        ..RedisConfig::new(url)
    };
    CacheConfig { redis: Some(patient), prefix: prefix.to_owned(), ..CacheConfig::default() }
}

/// An instance of the application; `prefix` says who shares keys.
pub async fn instance(url: &str, prefix: &str) -> (CacheManager, Region<User>) {
    let manager = CacheManager::connect(config(url, prefix)).await.unwrap();
    let users = manager.region(USERS);
    (manager, users)
}

pub fn unique_prefix() -> String {
    format!("t{}", Uuid::now_v7().simple())
}

/// The URL of a test server; `None` only where the run is narrowed on purpose.
pub fn url_of(variable: &str) -> Option<String> {
    if let Ok(url) = std::env::var(variable) {
        return Some(url);
    }
    if std::env::var("LARDER_TEST_DIALECTS").is_ok_and(|dialects| dialects == "sqlite") {
        return None;
    }
    panic!("{variable} is not set; run `cargo xtask test`, which starts the servers");
}

/// Counts the calls of a loader.
#[derive(Default)]
pub struct Loads(AtomicUsize);

impl Loads {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    pub async fn some(&self, user: User) -> larder::Result<Option<User>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Some(user))
    }

    pub async fn none(&self) -> larder::Result<Option<User>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(None)
    }
}

/// Waits for what happens in the background of a real server.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A throwaway server that a test may kill.
pub struct Server {
    port: Port,
    child: Child,
    /// Where it keeps its file; one without has none.
    folder: Option<PathBuf>,
}

impl Server {
    /// Starts one on a free port; `None` only where the run is narrowed on purpose.
    pub fn start() -> Option<Self> {
        Self::spawned(None)
    }

    /// Starts one that reads the file that is in a folder.
    pub fn start_in(folder: &Path) -> Option<Self> {
        Self::spawned(Some(folder.to_owned()))
    }

    fn spawned(folder: Option<PathBuf>) -> Option<Self> {
        url_of("LARDER_TEST_REDIS_URL")?;
        let port = Port::free().unwrap();
        let child = spawn(&port, folder.as_deref());
        let server = Self { port, child, folder };
        server.wait();
        Some(server)
    }

    /// Waits until it answers: who finds it away does not read from it for a while.
    fn wait(&self) {
        let started = Instant::now();
        while !self.call("PING").starts_with(b"PONG") {
            assert!(started.elapsed() < PATIENCE, "the server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn call(&self, command: &str) -> Vec<u8> {
        let port = self.port.number().to_string();
        Command::new("redis-cli").args(["-p", &port, command]).output().unwrap().stdout
    }

    /// Writes everything to the file.
    pub async fn save(&self) {
        eventually("the file is written", async || self.call("SAVE").starts_with(b"OK")).await;
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port.number())
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Freezes the process: connections stay open, nothing is answered.
    pub async fn freeze(&self) {
        self.signal("-STOP");
        let stat = format!("/proc/{}/stat", self.child.id());
        eventually("the server stands still", async || {
            // Where there is no `/proc`, the signal is trusted to have arrived.
            let stat = std::fs::read_to_string(&stat).unwrap_or_else(|_| ") T".to_owned());
            stat.rsplit_once(") ").is_some_and(|(_, after)| after.starts_with('T'))
        })
        .await;
    }

    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    pub fn restart(&mut self) {
        self.child = spawn(&self.port, self.folder.as_deref());
        self.wait();
    }
}

/// Hands everything on between a port of its own and a server, answers after a delay.
pub struct SlowWay {
    address: SocketAddr,
    delay: Arc<AtomicU64>,
}

impl SlowWay {
    /// Leads to a server, without a delay at first.
    pub async fn to(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, delay) = (listener.local_addr().unwrap(), Arc::new(AtomicU64::new(0)));
        let (port, delayed) = (server.port.number(), Arc::clone(&delay));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(hand_on(client, port, Arc::clone(&delayed)));
            }
        });
        Self { address, delay }
    }

    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    pub fn delay(&self, millis: u64) {
        self.delay.store(millis, Ordering::SeqCst);
    }
}

/// Answers that wait for their delay do not hold up later ones for longer than that.
async fn hand_on(client: TcpStream, port: u16, delay: Arc<AtomicU64>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let ((mut asked, mut to_client), (mut answered, mut to_server)) = (client.into_split(), server.into_split());
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let read = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = answered.read(&mut buffer).await {
            let due = Instant::now() + Duration::from_millis(delay.load(Ordering::SeqCst));
            if sender.send((due, buffer[..length].to_vec())).is_err() {
                return;
            }
        }
    };
    let write = async move {
        while let Some((due, bytes)) = receiver.recv().await {
            tokio::time::sleep_until(due.into()).await;
            if to_client.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        _ = tokio::io::copy(&mut asked, &mut to_server) => {}
        ((), ()) = async { tokio::join!(read, write) } => {}
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(port: &Port, folder: Option<&Path>) -> Child {
    let mut command = Command::new("redis-server");
    if let Some(folder) = folder {
        command.arg("--dir").arg(folder);
    }
    command
        .args(["--port", &port.number().to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server starts; `cargo xtask test` installs it")
}
