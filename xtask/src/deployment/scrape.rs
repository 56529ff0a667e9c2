//! A Prometheus that scrapes and is asked what the dashboard asks.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::exporter::Exporter;
use super::metrics::Table;
use super::{dashboard, tools};
use crate::directory::Directory;
use crate::port::Port;
use crate::{Result, interrupt, process};

/// How long a query may stay without data.
const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough for two scrapes, one a second.
const INTERVAL: &str = "10s";

/// Scrapes series made from the table: a query without data is one that no service could answer.
pub(super) fn made_series(root: &Path, table: &Table) -> Result<()> {
    let exporter = Exporter::start(table)?;
    answer(root, &exporter.address(), dashboard::expressions(table))
}

/// Metrics that a service has no series of: while nothing fails and nothing is slow, and, of waits for the writer, on
/// another database than SQLite.
const QUIET: [&str; 4] = [
    "larder_errors_total",
    "larder_statement_errors_total",
    "larder_statement_slow_total",
    "larder_writer_wait_seconds",
];

/// Scrapes a running service that answers requests.
pub(super) fn service(root: &Path, table: &Table, target: &str) -> Result<()> {
    let is_loud = |expression: &String| !QUIET.iter().any(|metric| expression.contains(metric));
    answer(root, target, dashboard::expressions(table).into_iter().filter(is_loud).collect())
}

/// Waits until Prometheus has data for all queries.
fn answer(root: &Path, target: &str, mut open: Vec<String>) -> Result<()> {
    let prometheus = Prometheus::start(root, target)?;
    let started = Instant::now();
    let count = open.len();
    while !open.is_empty() {
        interrupt::check()?;
        if started.elapsed() > PATIENCE {
            return Err(format!("{} of {count} queries have no data:\n  {}", open.len(), open.join("\n  ")).into());
        }
        std::thread::sleep(Duration::from_millis(500));
        let mut left = Vec::new();
        for expression in open {
            if !prometheus.has_data(&expression)? {
                left.push(expression);
            }
        }
        open = left;
    }
    println!("xtask: Prometheus answers {count} queries of the dashboard with data after {:.1?}", started.elapsed());
    Ok(())
}

/// The server; it ends with the value.
struct Prometheus {
    child: Child,
    address: SocketAddr,
    _port: Port,
    _directory: Directory,
}

impl Prometheus {
    /// Starts it with the configuration of the repository, but for the target and the interval.
    fn start(root: &Path, target: &str) -> Result<Self> {
        let program = tools::prometheus("prometheus")?;
        let (port, directory) = (Port::free()?, Directory::create()?);
        let configuration = std::fs::read_to_string(root.join("deploy/prometheus/prometheus.yml"))?;
        let rules = root.join("deploy/prometheus/rules").display().to_string();
        let changes = [("voicehelper:8080", target), ("15s", "1s"), ("rules/", &format!("{rules}/"))];
        let mut configuration = configuration;
        for (usual, own) in changes {
            if !configuration.contains(usual) {
                return Err(format!("deploy/prometheus/prometheus.yml does not have `{usual}`").into());
            }
            configuration = configuration.replace(usual, own);
        }
        let file = directory.path().join("prometheus.yml");
        std::fs::write(&file, configuration)?;
        let log = directory.path().join("prometheus.log");
        let (output, errors) = process::log_file(&log)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port.number()));
        let child = Command::new(program)
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", directory.path().join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()?;
        let mut prometheus = Self { child, address, _port: port, _directory: directory };
        let ready = || get(address, "/-/ready").is_ok();
        process::wait_until("prometheus", &log, &mut prometheus.child, ready)?;
        Ok(prometheus)
    }

    /// Returns whether a query has a series whose value is a number.
    fn has_data(&self, expression: &str) -> Result<bool> {
        let query = expression.replace("$__rate_interval", INTERVAL).replace("$instance", ".*");
        let answer: Value =
            serde_json::from_str(&get(self.address, &format!("/api/v1/query?query={}", encoded(&query)))?)?;
        let series = answer["data"]["result"].as_array().ok_or_else(|| format!("`{query}` is no query: {answer}"))?;
        Ok(series.iter().any(|series| series["value"][1].as_str().is_some_and(|value| value != "NaN")))
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        process::signal("TERM", &self.child.id().to_string());
        process::wait_or_kill(&mut self.child, Duration::from_secs(10));
    }
}

/// Returns the body of an answer.
fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    // Answers to this version come in one piece, and the connection ends with them.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("an answer has a head")?;
    match head.split_whitespace().nth(1) {
        Some("200") => Ok(body.to_owned()),
        _ => Err(format!("Prometheus answers {head}: {body}").into()),
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(byte.into());
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
