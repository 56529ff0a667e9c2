//! The process that migrates and is killed.

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use larder::internal::failpoint;
use larder_format::Direction;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::ground::migrator;

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
pub(super) const PATIENCE: Duration = Duration::from_secs(300);

/// A migrator in a process of its own, seen from outside.
pub(super) struct Victim {
    child: Child,
    orders: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

/// Where a victim stops and waits for a word.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    Nowhere,
    /// Nowhere, but each statement is told.
    List,
    /// Before the statement of this number.
    At(usize),
}

impl Victim {
    /// Starts a run; `program` is the one whose main function calls [`be_victim`].
    pub(super) fn start(program: &Path, url: &str, folder: &Path, direction: Direction, stop: Stop) -> Self {
        let stop = match stop {
            Stop::Nowhere => "nowhere".to_owned(),
            Stop::List => "list".to_owned(),
            Stop::At(number) => number.to_string(),
        };
        let mut child = Command::new(program)
            .args(["victim", url])
            .arg(folder)
            .args([direction.as_str(), &stop])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the victim starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { orders: child.stdin.take(), child, lines }
    }

    /// Waits until it has stopped; false when it ended without.
    pub(super) async fn has_stopped(&mut self) -> bool {
        let line = timeout(PATIENCE, self.lines.next_line()).await.expect("the victim gets to its stop");
        line.expect("its output can be read").is_some()
    }

    /// Returns every statement of a run that lists them.
    pub(super) async fn statements(mut self) -> Vec<String> {
        let mut statements = Vec::new();
        while let Some(line) = self.lines.next_line().await.expect("its output can be read") {
            statements.push(line);
        }
        self.end().await.expect("a run without accident ends well");
        statements
    }

    /// Lets it go on.
    pub(super) async fn go_on(&mut self) {
        if let Some(mut orders) = self.orders.take() {
            // It may have died meanwhile.
            let _ = orders.write_all(b"\n").await;
        }
    }

    /// Kills it.
    pub(super) async fn kill(&mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// Waits for its end; returns whether it ended well, or what it said.
    pub(super) async fn end(self) -> Result<(), String> {
        let ended = timeout(PATIENCE, self.child.wait_with_output()).await;
        let Ok(output) = ended else { return Err("it does not end".to_owned()) };
        let output = output.map_err(|error| error.to_string())?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}

/// Runs the migrator as the arguments say: URL, folder, direction, number of the statement to stop at.
///
/// # Errors
///
/// The run's own, or arguments that are not those of `Victim::start`.
pub async fn be_victim(arguments: &[String]) -> Result<(), String> {
    let [url, folder, direction, stop] = arguments else {
        return Err("victim: URL, folder, direction and stop are missing".to_owned());
    };
    let lists = stop == "list";
    let stop: usize = stop.parse().unwrap_or(usize::MAX);
    let number = AtomicUsize::new(0);
    failpoint::install(move |sql| {
        if lists && is_counted(sql) {
            println!("{}", sql.split_whitespace().take(8).collect::<Vec<_>>().join(" "));
        }
        if is_counted(sql) && number.fetch_add(1, Ordering::SeqCst) == stop {
            println!("stopped");
            std::io::stdout().flush().expect("the parent reads");
            std::io::stdin().lock().read_line(&mut String::new()).expect("the parent writes");
        }
    });
    let migrator = migrator(url, Path::new(folder));
    let run = if direction == "up" { migrator.migrate().await } else { migrator.rollback(1).await };
    run.map(drop).map_err(|error| error.to_string())
}

/// The lease is renewed by the clock, so that its statements have no place in the order.
pub(super) fn is_counted(sql: &str) -> bool {
    !sql.starts_with("UPDATE larder_migrations_lock SET expires_at")
}
