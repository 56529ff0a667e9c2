//! The processes of a run, and what they saw.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::history::{Absence, History, Write};
use super::worker::{self, Orders, store};
use crate::engine::Engine;
use crate::fixture::Database;

/// Processes that share a database and, on the servers, a Redis.
#[derive(Debug, Clone, Copy)]
pub struct Herd {
    pub engine: Engine,
    pub processes: usize,
    pub seconds: u64,
    pub seed: u64,
    /// Lets each process write past its own cache, which the check has to notice.
    pub is_broken: bool,
}

/// What all processes saw.
#[derive(Debug, Default)]
pub struct HerdReport {
    pub reads: u64,
    pub writes: u64,
    /// Reads whose answer was older than something the instance had written or read before.
    pub violations: Vec<String>,
    /// What went wrong otherwise.
    pub failures: Vec<String>,
}

impl Herd {
    /// Runs the processes on a database of their own; `program` is the one whose main function calls `be_worker`.
    ///
    /// # Panics
    ///
    /// When a server is missing.
    pub async fn run(self, program: &Path) -> HerdReport {
        let database = Database::create(self.engine).await;
        let (url, prefix) = (database.url().to_owned(), database.name().to_owned());
        let orders = |index| Orders {
            url: url.clone(),
            prefix: prefix.clone(),
            index,
            processes: self.processes,
            seconds: self.seconds,
            seed: self.seed,
            is_broken: self.is_broken,
        };
        let first = store(&orders(0), true).await.expect("the migrations apply");
        worker::prepare(&first, self.processes).await.expect("the first rows are stored");
        first.close().await;
        let processes: Vec<_> =
            (0..self.processes).map(|index| tokio::spawn(process(program, orders(index)))).collect();
        let mut outcome = HerdReport::default();
        let (mut history, mut absences) = (History::default(), Vec::new());
        for process in processes {
            let told = process.await.expect("the task ends");
            told.lines().for_each(|line| outcome.read(line, &mut history, &mut absences));
        }
        let unexplained = absences.iter().filter(|absence| !history.explains(absence));
        outcome.violations.extend(unexplained.map(|absence| format!("not found by its alias: {absence:?}")));
        if outcome.violations.is_empty() && outcome.failures.is_empty() {
            database.drop().await;
        }
        outcome
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
    fn read(&mut self, line: &str, history: &mut History, absences: &mut Vec<Absence>) {
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
            "absence" => match Absence::parse(&words) {
                Some(absence) => absences.push(absence),
                None => self.failures.push(format!("not understood: {line}")),
            },
            _ => self.failures.push(format!("not understood: {line}")),
        }
    }
}
