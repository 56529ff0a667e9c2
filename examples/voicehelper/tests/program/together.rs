//! Instances behind one database and one Redis.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use integration::{Database, Engine};

use crate::http;
use crate::instance::{Instance, PROGRAM, Settings, shared, tenant};

/// How long a process keeps what another one has written: ARCHITECTURE.md, "Cache".
const BOUND: Duration = Duration::from_secs(5);

macro_rules! on_servers {
    ($($test:ident),+) => {
        $(mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::on(super::Engine::Postgres, super::$test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mysql() {
                super::on(super::Engine::MySql, super::$test).await;
            }
        })+
    };
}

on_servers!(one_of_three_migrates_and_all_see_what_one_writes, a_rolling_update_fails_no_request);

async fn on(engine: Engine, test: fn(Settings)) {
    if !engine.is_asked_for() {
        return;
    }
    let database = Database::create(engine).await;
    let settings = shared(&database);
    tokio::task::spawn_blocking(move || test(settings)).await.unwrap();
    database.drop().await;
}

fn one_of_three_migrates_and_all_see_what_one_writes(settings: Settings) {
    let mut instances: Vec<Instance> = (0..3).map(|_| Instance::begin(&settings)).collect();
    for instance in &mut instances {
        instance.wait();
    }
    let applied = |instance: &Instance| instance.log().matches("migration finished").count();
    let migrated: Vec<usize> = instances.iter().map(applied).filter(|count| *count > 0).collect();
    assert_eq!(migrated, [12], "one of them migrates");

    let key = tenant(&settings);
    let user = instances[0].send("POST", "/v1/users", &key, r#"{"user_id":"ada","username":"ada","nickname":"0"}"#);
    assert_eq!(user.status, 201, "{}", user.body);
    let user: serde_json::Value = serde_json::from_str(&user.body).unwrap();
    let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
    for round in 1..4 {
        // Each has it in its cache.
        for instance in &instances {
            instance.get(&path, &key);
        }
        let nickname = round.to_string();
        let patch = instances[round % 3].send("PATCH", &path, &key, &format!(r#"{{"nickname":"{nickname}"}}"#));
        assert_eq!(patch.status, 200, "{}", patch.body);
        let written = Instant::now();
        for instance in &instances {
            while instance.get(&path, &key)["nickname"] != *nickname {
                assert!(written.elapsed() < BOUND + Duration::from_secs(1), "{:?}", written.elapsed());
                thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// An instance that takes requests, shared by each request that is on its way to it.
#[derive(Clone)]
struct Target(Arc<SocketAddr>);

/// Clients that send requests to whichever instances take them.
struct Traffic {
    ready: Arc<Mutex<Vec<Target>>>,
    is_over: Arc<AtomicBool>,
    clients: Vec<JoinHandle<(u32, Vec<String>)>>,
}

impl Traffic {
    fn start(first: SocketAddr, key: &str) -> Self {
        let (ready, is_over) = (Arc::new(Mutex::new(vec![Target(Arc::new(first))])), Arc::new(AtomicBool::new(false)));
        let client = |number: u32| {
            let (ready, is_over, key) = (Arc::clone(&ready), Arc::clone(&is_over), format!("Bearer {key}"));
            thread::spawn(move || {
                let (mut sent, mut failed) = (0, Vec::new());
                while !is_over.load(Ordering::Relaxed) {
                    sent += 1;
                    let target = {
                        let ready = ready.lock().unwrap();
                        ready[(sent + number) as usize % ready.len()].clone()
                    };
                    let headers = [("authorization", &*key), ("content-type", "application/json")];
                    let (method, path, body) = match sent % 5 {
                        0 => {
                            let name = format!("user-{number}-{sent}");
                            let user = format!(r#"{{"user_id":"{name}","username":"{name}","nickname":"x"}}"#);
                            ("POST", "/v1/users", user)
                        }
                        _ => ("GET", "/v1/users?limit=5", String::new()),
                    };
                    match http::send(*target.0, method, path, &headers, &body) {
                        Ok(answer) if answer.status < 300 => {}
                        other => failed.push(format!("{method} {path}: {other:?}")),
                    }
                }
                (sent, failed)
            })
        };
        let clients = (0..4).map(client).collect();
        Self { ready, is_over, clients }
    }

    fn add(&self, address: SocketAddr) {
        self.ready.lock().unwrap().push(Target(Arc::new(address)));
    }

    /// Sends no more requests to an instance, as a Service of Kubernetes does while the old pod still answers.
    fn remove(&self, address: SocketAddr) {
        let mut ready = self.ready.lock().unwrap();
        let at = ready.iter().position(|known| *known.0 == address).unwrap();
        let leaving = ready.remove(at);
        drop(ready);
        while Arc::strong_count(&leaving.0) > 1 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn end(self) -> (u32, Vec<String>) {
        self.is_over.store(true, Ordering::Relaxed);
        let (mut sent, mut failed) = (0, Vec::new());
        for client in self.clients {
            let (own, more) = client.join().unwrap();
            sent += own;
            failed.extend(more);
        }
        (sent, failed)
    }
}

/// The old version is this program on the schema before the newest migration, which it does not need.
fn a_rolling_update_fails_no_request(settings: Settings) {
    drop(Instance::start(&settings));
    let key = tenant(&settings);
    let behind = [settings.clone(), vec![("MIGRATION_POLICY", "warn".to_owned())]].concat();
    let mut old = vec![Instance::start(&behind)];
    let rollback = http::send(
        old[0].address,
        "POST",
        "/admin/migrations/rollback",
        &[("authorization", &format!("Bearer {}", crate::instance::TOKEN)), ("content-type", "application/json")],
        r#"{"count":1}"#,
    );
    assert_eq!(rollback.unwrap().status, 200);
    old.extend((0..2).map(|_| Instance::start(&behind)));
    assert!(old[2].log().contains("pending"), "{PROGRAM} is behind:\n{}", old[2].log());

    let traffic = Traffic::start(old[0].address, &key);
    traffic.add(old[1].address);
    traffic.add(old[2].address);
    let mut new = Vec::new();
    for mut leaving in old {
        let instance = Instance::start(&settings);
        traffic.add(instance.address);
        new.push(instance);
        traffic.remove(leaving.address);
        assert!(leaving.stop(), "{}", leaving.log());
    }
    thread::sleep(Duration::from_millis(500));
    let (sent, failed) = traffic.end();
    assert!(failed.is_empty(), "{} of {sent} failed: {:#?}", failed.len(), &failed[..failed.len().min(3)]);
    assert!(sent > 50, "{sent} requests");
    let applied: Vec<usize> = new.iter().map(|instance| instance.log().matches("migration finished").count()).collect();
    assert_eq!(applied, [1, 0, 0], "the first new instance migrates");
}
