//! On a Redis that is killed between a fence and its clearing, or after it, and comes back without knowing of either.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use xtask::Port;

use crate::cache::codec::frame::{KeyState, LeaseToken};
use crate::cache::{CacheConfig, CacheKey, CacheManager, Invalidate, RedisConfig};

/// Fences outlast the tests, so that none is renewed by itself.
const LIFE: Duration = Duration::from_secs(600);
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that may be killed, and keeps its file in a folder.
struct MortalServer {
    port: Port,
    child: Child,
    folder: TempDir,
}

impl MortalServer {
    fn start() -> Option<Self> {
        if std::env::var("LARDER_TEST_DIALECTS").is_ok_and(|dialects| dialects == "sqlite") {
            return None;
        }
        let (port, folder) = (Port::free().unwrap(), tempfile::tempdir().unwrap());
        let child = spawn(&port, folder.path());
        let server = Self { port, child, folder };
        server.wait();
        Some(server)
    }

    fn call(&self, command: &[&str]) -> Vec<u8> {
        let port = self.port.number().to_string();
        Command::new("redis-cli").args(["-p", &port]).args(command).output().unwrap().stdout
    }

    fn wait(&self) {
        let started = Instant::now();
        while !self.call(&["PING"]).starts_with(b"PONG") {
            assert!(started.elapsed() < PATIENCE, "the server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Writes what there is to the file, which it comes back with.
    fn save(&self) {
        assert!(self.call(&["SAVE"]).starts_with(b"OK"));
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn restart(&mut self) {
        self.child = spawn(&self.port, self.folder.path());
        self.wait();
    }

    async fn manager(&self) -> CacheManager {
        let patient = RedisConfig {
            response_timeout: PATIENCE,
            connection_timeout: PATIENCE,
            ..RedisConfig::new(format!("redis://127.0.0.1:{}", self.port.number()))
        };
        CacheManager::connect(CacheConfig { redis: Some(patient), ..CacheConfig::default() }).await.unwrap()
    }
}

impl Drop for MortalServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(port: &Port, folder: &Path) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.number().to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .arg("--dir")
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server starts; `cargo xtask test` installs it")
}

fn invalidate(id: u64) -> Invalidate {
    Invalidate::Key(CacheKey::new("User", "acme").part(id))
}

fn redis_key(manager: &CacheManager, id: u64) -> Vec<u8> {
    manager.order(&invalidate(id), LeaseToken::random()).key
}

/// What stands in Redis at a key, if it answers.
async fn state(manager: &CacheManager, id: u64) -> Option<KeyState> {
    let key = redis_key(manager, id);
    manager.parts().redis.as_ref().unwrap().read_many(&[key]).await.ok().map(|mut found| found.remove(0))
}

async fn eventually(what: &str, manager: &CacheManager, id: u64, wanted: &KeyState) {
    let started = Instant::now();
    while state(manager, id).await.as_ref() != Some(wanted) {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Puts something at a key that a server may come back with.
async fn put(manager: &CacheManager, id: u64) {
    let redis = manager.parts().redis.clone().unwrap();
    redis.set(&redis_key(manager, id), b"Vold", PATIENCE).await.unwrap();
}

#[tokio::test]
async fn a_fence_is_placed_again_in_a_server_that_came_back_empty() {
    let Some(mut server) = MortalServer::start() else { return };
    let manager = server.manager().await;
    let fence = manager.fence(&[invalidate(1)], LIFE).await;
    assert_eq!(state(&manager, 1).await, Some(KeyState::Fenced));
    server.kill();
    server.restart();
    eventually("the fence stands", &manager, 1, &KeyState::Fenced).await;
    assert_eq!(fence.clear().await, 0);
    assert_eq!(state(&manager, 1).await, Some(KeyState::Absent));
}

#[tokio::test]
async fn a_fence_is_placed_again_over_what_an_old_file_has() {
    let Some(mut server) = MortalServer::start() else { return };
    let manager = server.manager().await;
    put(&manager, 1).await;
    server.save();
    let fence = manager.fence(&[invalidate(1)], LIFE).await;
    server.kill();
    server.restart();
    eventually("the fence stands", &manager, 1, &KeyState::Fenced).await;
    assert_eq!(fence.clear().await, 0);
    assert_eq!(state(&manager, 1).await, Some(KeyState::Absent));
}

#[tokio::test]
async fn what_was_cleared_is_cleared_again_in_a_server_that_came_back_with_an_old_file() {
    let Some(mut server) = MortalServer::start() else { return };
    let manager = server.manager().await;
    put(&manager, 1).await;
    put(&manager, 2).await;
    server.save();
    let fence = manager.fence(&[invalidate(1)], LIFE).await;
    assert_eq!(fence.clear().await, 0);
    assert_eq!(state(&manager, 1).await, Some(KeyState::Absent));
    server.kill();
    server.restart();
    eventually("the value is removed", &manager, 1, &KeyState::Absent).await;
    assert!(matches!(state(&manager, 2).await, Some(KeyState::Value(_))), "nobody wrote it");
}

#[tokio::test]
async fn a_fence_that_an_old_file_has_is_cleared_again() {
    let Some(mut server) = MortalServer::start() else { return };
    let manager = server.manager().await;
    let fence = manager.fence(&[invalidate(1)], LIFE).await;
    server.save();
    assert_eq!(fence.clear().await, 0);
    server.kill();
    server.restart();
    eventually("the fence is cleared", &manager, 1, &KeyState::Absent).await;
}

#[tokio::test]
async fn more_writes_than_are_remembered_are_cleared_by_their_region() {
    let Some(mut server) = MortalServer::start() else { return };
    let manager = server.manager().await;
    let generation = manager.order(&invalidate(0), LeaseToken::random()).region.region_generation();
    let redis = manager.parts().redis.clone().unwrap();
    redis.set(&generation, b"12345678", PATIENCE).await.unwrap();
    server.save();
    let many: Vec<_> = (0..10_050).map(invalidate).collect();
    manager.invalidate(&many).await;
    server.kill();
    server.restart();
    let started = Instant::now();
    loop {
        let found = redis.read_many(std::slice::from_ref(&generation)).await;
        if found.is_ok_and(|found| found == [KeyState::Absent]) {
            break;
        }
        assert!(started.elapsed() < PATIENCE, "the region is not cleared");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
