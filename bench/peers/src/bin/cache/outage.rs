//! What readers and writers notice of a Redis that is slow, or stands still.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use larder::cache::RedisConfig;
use quickstart::blog::{PostId, PostPatch};
use quickstart::models::Store;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::store;

const READERS: usize = 16;
const SECOND: Duration = Duration::from_secs(1);

/// A server of its own, behind a way that can be made longer.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is known").port();
        drop(listener);
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server starts");
        std::thread::sleep(SECOND);
        Self { child, port }
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill {signal}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the readers and the writer of a run have done.
#[derive(Default)]
struct Done {
    reads: AtomicU64,
    writes: AtomicU64,
    failed: AtomicU64,
    slowest_micros: AtomicU64,
    is_over: AtomicBool,
}

/// Prints, second by second, what is done with a Redis that comes to be slow and one that stands still.
pub(crate) async fn run() {
    let (direct, ids, _) = store(None, |cache| cache.enabled = false).await;
    let without = measure(&direct, &ids, "without cache", async |_| {}, 4).await;
    let server = Server::start();
    let delay = Arc::new(AtomicU64::new(0));
    let relay = relay(server.port, Arc::clone(&delay)).await;
    // Reads that Redis answers, which nothing in process hides.
    let redis = RedisConfig { max_lag: Duration::ZERO, ..RedisConfig::new(format!("redis://127.0.0.1:{relay}")) };
    let (cached, ids, _) = store(Some(redis), |_| {}).await;
    let with_delay = async |second: u64| match second {
        2 => delay.store(50, Ordering::Relaxed),
        8 => delay.store(0, Ordering::Relaxed),
        _ => {}
    };
    measure(&cached, &ids, "50 ms of delay from second 2 to 8", with_delay, 12).await;
    let stopped = async |second: u64| match second {
        2 => server.signal("-STOP"),
        32 => server.signal("-CONT"),
        _ => {}
    };
    measure(&cached, &ids, "stopped from second 2 to 32", stopped, 37).await;
    println!("without cache: {without} reads a second");
}

async fn measure(store: &Store, ids: &[PostId], name: &str, event: impl AsyncFn(u64), seconds: u64) -> u64 {
    println!("{name}:");
    let done = Arc::new(Done::default());
    let mut tasks: Vec<_> =
        (0..READERS).map(|reader| tokio::spawn(read(store.clone(), ids.to_vec(), reader, Arc::clone(&done)))).collect();
    tasks.push(tokio::spawn(write(store.clone(), ids.to_vec(), Arc::clone(&done))));
    let (mut reads, mut writes, mut steady) = (0, 0, 0);
    for second in 0..seconds {
        event(second).await;
        tokio::time::sleep(SECOND).await;
        let (all_reads, all_writes) = (done.reads.load(Ordering::Relaxed), done.writes.load(Ordering::Relaxed));
        let slowest = done.slowest_micros.swap(0, Ordering::Relaxed);
        let failed = done.failed.load(Ordering::Relaxed);
        steady = all_reads - reads;
        println!(
            "  second {second}: {steady} reads, {} writes, slowest {:.1} ms, {failed} failed so far",
            all_writes - writes,
            slowest as f64 / 1000.0
        );
        (reads, writes) = (all_reads, all_writes);
    }
    done.is_over.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.expect("it does not panic");
    }
    steady
}

async fn read(store: Store, ids: Vec<PostId>, reader: usize, done: Arc<Done>) {
    let mut at = reader * 7919;
    while !done.is_over.load(Ordering::Relaxed) {
        at += 104_729;
        let started = Instant::now();
        if store.posts().get(ids[at % ids.len()]).await.is_err() {
            done.failed.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        done.slowest_micros.fetch_max(micros, Ordering::Relaxed);
        done.reads.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
    }
}

async fn write(store: Store, ids: Vec<PostId>, done: Arc<Done>) {
    let mut at = 0;
    while !done.is_over.load(Ordering::Relaxed) {
        at += 1;
        let patch = PostPatch::new().title(format!("Title {at}"));
        match store.posts().patch(ids[at % ids.len()], patch).await {
            Ok(()) => done.writes.fetch_add(1, Ordering::Relaxed),
            Err(_) => done.failed.fetch_add(1, Ordering::Relaxed),
        };
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Hands everything on to a server and back, answers later by `delay` milliseconds.
async fn relay(server: u16, delay: Arc<AtomicU64>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let port = listener.local_addr().expect("it is known").port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let Ok(server) = TcpStream::connect(("127.0.0.1", server)).await else { continue };
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
            tokio::spawn(hand_on(from_client, to_server, Arc::default()));
            tokio::spawn(hand_on(from_server, to_client, Arc::clone(&delay)));
        }
    });
    port
}

async fn hand_on(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    delay: Arc<AtomicU64>,
) {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let sending = tokio::spawn(async move {
        while let Some((at, bytes)) = receiver.recv().await {
            tokio::time::sleep_until(at.into()).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
    });
    let mut buffer = vec![0; 65_536];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let later = Duration::from_millis(delay.load(Ordering::Relaxed));
        if sender.send((Instant::now() + later, buffer[..length].to_vec())).is_err() {
            break;
        }
    }
    drop(sender);
    let _ = sending.await;
}
