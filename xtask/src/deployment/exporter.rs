//! Series made from the table of metrics, for a Prometheus to scrape: every metric, with every value of its labels that
//! a query may choose.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::metrics::{Kind, Metric, Table};
use crate::Result;

/// What a label may be; others are `some`.
const VALUES: &[(&str, &[&str])] = &[
    ("state", &["in_use", "idle", "applied", "pending"]),
    ("result", &["hit", "negative_hit", "miss", "accepted", "rejected", "won", "denied"]),
    ("level", &["memory", "redis"]),
    ("outcome", &["committed", "rolled_back", "unknown"]),
    ("operation", &["read", "insert"]),
    ("window", &["5m", "1h", "24h"]),
    ("part", &["rows", "indexes"]),
    ("kind", &["unavailable", "timeout"]),
];

/// Answers each request with all series, whose counters have grown.
pub(super) struct Exporter {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Exporter {
    pub(super) fn start(table: &Table) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let ended = Arc::new(AtomicBool::new(false));
        let is_ended = Arc::clone(&ended);
        let texts: Vec<String> = (1..=64).map(|scrape| text(table, scrape)).collect();
        let thread = std::thread::spawn(move || {
            for (stream, text) in listener.incoming().flatten().zip(texts.iter().cycle()) {
                if is_ended.load(Ordering::Relaxed) {
                    return;
                }
                answer(stream, text);
            }
        });
        Ok(Self { address, ended, thread: Some(thread) })
    }

    pub(super) fn address(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the thread up.
        let woken = std::net::TcpStream::connect(self.address);
        if let (Ok(_), Some(thread)) = (woken, self.thread.take()) {
            thread.join().ok();
        }
    }
}

/// A scraper that has left needs no answer.
fn answer(mut stream: impl Read + Write, text: &str) {
    let mut request = [0; 4096];
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close";
    let length = text.len();
    let sent =
        stream.read(&mut request).and_then(|_| write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{text}"));
    sent.ok();
}

fn text(table: &Table, scrape: usize) -> String {
    let mut text = String::new();
    for metric in &table.0 {
        for labels in combinations(&metric.labels) {
            // Writing to a String cannot fail.
            let _ = series(&mut text, metric, &labels, scrape);
        }
    }
    text
}

fn series(text: &mut String, metric: &Metric, labels: &str, scrape: usize) -> std::fmt::Result {
    let name = &metric.name;
    match metric.kind {
        Kind::Counter => writeln!(text, "{name}{{{labels}}} {}", scrape * 10),
        Kind::Gauge => writeln!(text, "{name}{{{labels}}} 1"),
        Kind::Histogram => {
            let (inner, all) = (scrape * 5, scrape * 10);
            writeln!(
                text,
                "{name}_bucket{{{labels}le=\"0.001\"}} {inner}\n{name}_bucket{{{labels}le=\"+Inf\"}} {all}"
            )?;
            writeln!(text, "{name}_sum{{{labels}}} {scrape}\n{name}_count{{{labels}}} {all}")
        }
    }
}

/// Returns `a="1",b="2",` for every combination of values.
fn combinations(labels: &[String]) -> Vec<String> {
    let mut all = vec![String::new()];
    for label in labels {
        let values = VALUES.iter().find(|(name, _)| name == label).map_or(&["some"][..], |(_, values)| values);
        all = all
            .iter()
            .flat_map(|before| values.iter().map(move |value| format!("{before}{label}=\"{value}\",")))
            .collect();
    }
    all
}
