//! Writers that load a table while it is changed.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::Result;
use super::client::Client;

pub(super) const WRITERS: u64 = 8;

/// Between two writes of one writer.
const PACE: Duration = Duration::from_millis(4);

/// Writers that change rows of the table and of its parent, each write its own transaction.
pub(super) struct Load {
    shared: Arc<Shared>,
    writers: Vec<JoinHandle<Result<()>>>,
}

#[derive(Default)]
struct Shared {
    ended: AtomicBool,
    writes: AtomicU64,
    longest: AtomicU64,
}

/// The longest that a write took, among how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stall {
    longest: Duration,
    writes: u64,
}

impl Load {
    pub(super) async fn start(url: &str, rows: u64) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            let client = Client::connect(url).await?;
            writers.push(tokio::spawn(write(client, writer, rows, Arc::clone(&shared))));
        }
        Ok(Self { shared, writers })
    }

    /// Returns the longest write so far.
    pub(super) fn stall(&self) -> Stall {
        let longest = Duration::from_micros(self.shared.longest.load(Ordering::Relaxed));
        Stall { longest, writes: self.shared.writes.load(Ordering::Relaxed) }
    }

    /// Ends the writers; a failed write, a deadlock for one, is an error.
    pub(super) async fn stop(self) -> Result<Stall> {
        self.shared.ended.store(true, Ordering::Relaxed);
        let stall = self.stall();
        for writer in self.writers {
            writer.await??;
        }
        Ok(Stall { longest: Duration::from_micros(self.shared.longest.load(Ordering::Relaxed)), ..stall })
    }
}

async fn write(mut client: Client, writer: u64, rows: u64, shared: Arc<Shared>) -> Result<()> {
    let mut number = writer;
    while !shared.ended.load(Ordering::Relaxed) {
        // Steps that share no factor with a round count visit rows all over the table.
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407 + writer);
        let row = (number >> 24) % rows + 1;
        let statement = match number >> 60 {
            0..4 => {
                let key = format!("{:032x}", (number >> 24) % 1000);
                let key = if client.is_postgres() { format!("'{key}'") } else { format!("x'{key}'") };
                format!("UPDATE customers SET name = 'name {number}' WHERE id = {key}")
            }
            _ => format!("UPDATE events SET amount = {} WHERE id = {row}", number >> 40),
        };
        let started = Instant::now();
        client.run(&statement).await?;
        let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        shared.longest.fetch_max(took, Ordering::Relaxed);
        shared.writes.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(PACE).await;
    }
    Ok(())
}

impl fmt::Display for Stall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0?} in {} writes", self.longest, self.writes)
    }
}
