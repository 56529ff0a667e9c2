//! Many who miss the same row at the same moment, in several processes.

mod held;

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use larder::Uuid;
use larder::cache::OnCacheDown;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use voicehelper::models::{Store, UserId};

use self::held::Held;
use super::worker::{PATIENCE, TENANT, common, prepare, store};
use super::{Orders, worker};
use crate::engine::Engine;
use crate::fixture::Database;

/// What all ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    Row,
    RowByAlias,
    NoRow,
    NoRowByAlias,
}

const MISSED: [Missed; 4] = [Missed::Row, Missed::RowByAlias, Missed::NoRow, Missed::NoRowByAlias];

/// Processes with many readers each.
pub struct Stampede {
    database: Database,
    engine: Engine,
    readers: usize,
    processes: Vec<Process>,
    rounds: u64,
}

struct Process {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

/// What one round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Reads of the database, by all processes together.
    pub loads: u64,
    /// Readers that found what they asked for.
    pub found: usize,
}

impl Stampede {
    /// Starts processes on a database of their own; `program` is the one whose main function calls `be_crowd`.
    ///
    /// # Panics
    ///
    /// When a server is missing.
    pub async fn start(program: &Path, engine: Engine, processes: usize, readers: usize) -> Self {
        let database = Database::create(engine).await;
        let orders = Orders {
            url: database.url().to_owned(),
            prefix: database.name().to_owned(),
            index: 0,
            processes,
            seconds: 0,
            seed: 0,
            lag: 500,
            redis: None,
            on_down: OnCacheDown::Abort,
            is_broken: false,
        };
        let first = store(&orders, true).await.expect("the migrations apply");
        prepare(&first, processes).await.expect("the first rows are stored");
        first.close().await;
        let start = (0..processes).map(|index| Process::start(program, &Orders { index, ..orders.clone() }));
        let mut all = Self { database, engine, readers, processes: start.collect(), rounds: 0 };
        for process in &mut all.processes {
            process.hear("ready").await;
        }
        all
    }

    /// Lets all readers ask at the same moment, for what nobody has asked for before, while the database takes as long
    /// as `load` to answer.
    ///
    /// # Panics
    ///
    /// When a process ends.
    pub async fn ask(&mut self, missed: Missed, load: Duration) -> Round {
        self.rounds += 1;
        let held = Held::hold(self.engine, self.database.url()).await;
        let kind = MISSED.iter().position(|kind| *kind == missed).unwrap_or_default();
        let question = format!("{kind} {} {}\n", self.rounds, self.readers);
        for process in &mut self.processes {
            process.input.write_all(question.as_bytes()).await.expect("it listens");
        }
        tokio::time::sleep(load).await;
        held.release().await;
        let mut round = Round { loads: 0, found: 0 };
        for process in &mut self.processes {
            let told = process.hear("read").await;
            round.loads += told[0];
            round.found += usize::try_from(told[1]).unwrap_or(usize::MAX);
        }
        round
    }

    /// Ends the processes.
    pub async fn end(self) {
        drop(self.processes);
        self.database.drop().await;
    }
}

impl Process {
    fn start(program: &Path, orders: &Orders) -> Self {
        let mut command = Command::new(program);
        command.arg("crowd").args(orders.arguments()).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("the process starts");
        let (input, output) = child.stdin.take().zip(child.stdout.take()).expect("both are piped");
        Self { _child: child, input, output: BufReader::new(output).lines() }
    }

    /// Waits for a line that begins with `word`, and returns its numbers.
    async fn hear(&mut self, word: &str) -> Vec<u64> {
        let line = tokio::time::timeout(PATIENCE, self.output.next_line()).await.expect("it answers");
        let line = line.ok().flatten().expect("it lives");
        let rest = line.strip_prefix(word).unwrap_or_else(|| panic!("not understood: {line}"));
        rest.split_whitespace().map(|number| number.parse().expect("a number")).collect()
    }
}

/// Asks as often and for what it is told on its standard input, until that ends.
///
/// # Errors
///
/// When the orders are not understood or the store cannot be opened.
pub async fn be_crowd(arguments: &[String]) -> Result<(), String> {
    let orders = worker::orders(arguments)?;
    let mut config = worker::config(&orders, true);
    // Every row that is asked for is to be missed.
    config.cache.warm = Some(0);
    let store = Store::open(config).await.map_err(|error| error.to_string())?;
    println!("ready");
    // The main thread has nothing else to do.
    for line in std::io::stdin().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let numbers: Vec<u64> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
        let [kind, round, readers] = numbers[..] else { return Err(format!("not understood: {line}")) };
        let missed = MISSED[usize::try_from(kind).unwrap_or_default()];
        let before = loads(&store);
        let found = crowd(&store, missed, round, readers).await?;
        println!("read {} {found}", loads(&store) - before);
    }
    Ok(())
}

fn loads(store: &Store) -> u64 {
    store.statistics().cache.total.loads
}

async fn crowd(store: &Store, missed: Missed, round: u64, readers: u64) -> Result<usize, String> {
    let store = Arc::new(store.clone());
    let tasks: Vec<_> = (0..readers).map(|_| tokio::spawn(read(Arc::clone(&store), missed, round))).collect();
    let mut found = 0;
    for task in tasks {
        found += usize::from(task.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?);
    }
    Ok(found)
}

/// Returns whether there was a row.
async fn read(store: Arc<Store>, missed: Missed, round: u64) -> larder::Result<bool> {
    let (users, id) = (store.tenant(TENANT).users(), common(round - 1));
    let nobody = Uuid::from_u64_pair(9, round);
    Ok(match missed {
        Missed::Row => users.find(UserId(id)).await?.is_some(),
        Missed::RowByAlias => users.find_by_user_id(&id.to_string()).await?.is_some(),
        Missed::NoRow => users.find(UserId(nobody)).await?.is_some(),
        Missed::NoRowByAlias => users.find_by_user_id(&nobody.to_string()).await?.is_some(),
    })
}
