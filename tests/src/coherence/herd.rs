//! The processes of a run, and what they saw.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use larder::cache::OnCacheDown;
use tokio::process::Command;

use super::fault::{FaultyRedis, RedisFault};
use super::history::{Absence, History, Write};
use super::lag::Lags;
use super::worker::{self, Orders, store};
use crate::engine::Engine;
use crate::fixture::Database;

/// How far reads may be behind writes that were written down: two of the worker's intervals, and what a machine with
/// other things to do adds.
const BUSY: Duration = Duration::from_secs(3);

/// Processes that share a database and, on the servers, a Redis.
#[derive(Debug, Clone, Copy)]
pub struct Herd {
    pub engine: Engine,
    pub processes: usize,
    pub seconds: u64,
    pub seed: u64,
    /// How far a process may be behind the acknowledged writes of others; none switches the in-process level off.
    pub lag: Duration,
    /// What befalls a Redis of its own.
    pub fault: Option<RedisFault>,
    /// What becomes of writes that Redis cannot fence then. Where they are made, reads of others are behind for a while
    /// and may go back meanwhile, so that only how far they are behind is checked.
    pub on_down: OnCacheDown,
    /// Lets each process write past its own cache, which the check has to notice.
    pub is_broken: bool,
}

/// What all processes saw.
#[derive(Debug, Default)]
pub struct HerdReport {
    pub reads: u64,
    pub writes: u64,
    /// How far the read that was farthest behind the acknowledged writes was behind.
    pub lag: Duration,
    /// Reads whose answer was older than something the instance had written or read before.
    pub violations: Vec<String>,
    /// What went wrong otherwise.
    pub failures: Vec<String>,
}

impl Herd {
    /// Returns processes that nothing befalls.
    #[must_use]
    pub fn new(engine: Engine, processes: usize) -> Self {
        let lag = Duration::from_millis(500);
        Self {
            engine,
            processes,
            seconds: 6,
            seed: u64::from(std::process::id()),
            lag,
            fault: None,
            on_down: OnCacheDown::Abort,
            is_broken: false,
        }
    }

    /// Runs the processes on a database of their own; `program` is the one whose main function calls `be_worker`.
    ///
    /// # Panics
    ///
    /// When a server is missing.
    pub async fn run(self, program: &Path) -> HerdReport {
        let database = Database::create(self.engine).await;
        let (url, prefix) = (database.url().to_owned(), database.name().to_owned());
        let mut faulty = match self.fault {
            Some(fault) => Some((FaultyRedis::start().await, fault)),
            None => None,
        };
        let redis = |index| faulty.as_ref().map(|(redis, fault)| redis.url(*fault, index));
        let orders = |index| Orders {
            url: url.clone(),
            prefix: prefix.clone(),
            index,
            processes: self.processes,
            seconds: self.seconds,
            seed: self.seed,
            lag: u64::try_from(self.lag.as_millis()).unwrap_or(u64::MAX),
            redis: redis(index),
            on_down: self.on_down,
            is_broken: self.is_broken,
        };
        let first = store(&orders(0), true).await.expect("the migrations apply");
        worker::prepare(&first, self.processes).await.expect("the first rows are stored");
        first.close().await;
        let processes: Vec<_> =
            (0..self.processes).map(|index| tokio::spawn(process(program, orders(index)))).collect();
        let mut outcome = HerdReport::default();
        let (mut history, mut absences, mut lags) = (History::default(), Vec::new(), Lags::default());
        let told = async {
            let mut told = Vec::new();
            for process in processes {
                told.push(process.await.expect("the task ends"));
            }
            told
        };
        let told = match &mut faulty {
            Some((redis, fault)) => tokio::select! {
                told = told => told,
                () = redis.suffer(*fault) => unreachable!("it suffers for ever"),
            },
            None => told.await,
        };
        told.iter().flat_map(|told| told.lines()).for_each(|line| {
            outcome.read(line, &mut history, &mut absences, &mut lags);
        });
        outcome.judge(&lags, self.lag_bound());
        let is_checked = self.on_down == OnCacheDown::Abort;
        let unexplained = absences.iter().filter(|absence| is_checked && !history.explains(absence));
        outcome.violations.extend(unexplained.map(|absence| format!("not found by its alias: {absence:?}")));
        if outcome.violations.is_empty() && outcome.failures.is_empty() {
            database.drop().await;
        }
        outcome
    }
}

impl Herd {
    /// Where there is one process without Redis, it is told of everything at once.
    fn lag_bound(self) -> Duration {
        match self.on_down {
            _ if self.engine == Engine::Sqlite => Duration::ZERO,
            OnCacheDown::Abort => self.lag,
            OnCacheDown::Log | OnCacheDown::Continue => BUSY,
        }
    }
}

fn process(program: &Path, orders: Orders) -> impl Future<Output = String> + use<> {
    let mut command = Command::new(program);
    command.arg("worker").args(orders.arguments()).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    async move {
        let child = command.spawn().expect("the worker starts");
        let limit = Duration::from_secs(orders.seconds) + worker::PATIENCE;
        match tokio::time::timeout(limit, child.wait_with_output()).await {
            Ok(Ok(output)) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
            Ok(Ok(output)) => format!("failure process {} ended with {}", orders.index, output.status),
            Ok(Err(error)) => format!("failure process {}: {error}", orders.index),
            Err(_) => format!("failure process {} did not end", orders.index),
        }
    }
}

impl HerdReport {
    fn judge(&mut self, lags: &Lags, bound: Duration) {
        let behind = lags.behind();
        self.lag = Duration::from_micros(behind.first().map_or(0, |(lag, _)| *lag));
        let too_old = behind.into_iter().filter(|(lag, _)| Duration::from_micros(*lag) > bound);
        self.violations.extend(too_old.map(|(lag, what)| format!("behind by {lag} us: {what}")));
    }

    fn read(&mut self, line: &str, history: &mut History, absences: &mut Vec<Absence>, lags: &mut Lags) {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let words: Vec<_> = rest.split(' ').collect();
        match kind {
            "violation" => self.violations.push(rest.to_owned()),
            "failure" => self.failures.push(rest.to_owned()),
            "reads" => self.reads += rest.parse::<u64>().unwrap_or(0),
            "write" => match Write::parse(&words) {
                Some(write) => {
                    self.writes += 1;
                    history.add(write);
                }
                None => self.failures.push(format!("not understood: {line}")),
            },
            "ack" | "read" => {
                let parsed = if kind == "ack" { lags.parse_acknowledgement(&words) } else { lags.parse_read(&words) };
                if parsed.is_none() {
                    self.failures.push(format!("not understood: {line}"));
                }
            }
            "absence" => match Absence::parse(&words) {
                Some(absence) => absences.push(absence),
                None => self.failures.push(format!("not understood: {line}")),
            },
            _ => self.failures.push(format!("not understood: {line}")),
        }
    }
}
