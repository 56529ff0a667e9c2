//! Compares VoiceHelper with the same endpoints by hand: requests a second, percentiles, errors, hit rate.
//!
//! `DATABASE_URL=postgres://…/an_empty_database REDIS_URL=… compare PATH_OF_VOICEHELPER [ROUNDS] [SECONDS] [USERS]`
//!
//! Rounds go through all contenders in turn, so that what else the machine does meets all of them; ratios are of one
//! round each, and their median is shown.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// How many seconds requests are sent before the first round, for Redis to hold what it would hold after a while.
const WARM_UP: u32 = 40;

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// A server that runs until it is dropped.
struct Contender {
    name: &'static str,
    port: u16,
    process: Child,
    /// Kept open: a program may print more, and later.
    _output: BufReader<ChildStdout>,
    rounds: Vec<Value>,
}

impl Drop for Contender {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let service = PathBuf::from(arguments.first().ok_or("the path of voicehelper is missing")?);
    let number = |place: usize, default: u32| arguments.get(place).map_or(Ok(default), |text| text.parse());
    let (rounds, seconds, users) = (number(1, 10)?, number(2, 3)?, number(3, 100_000)?);
    let peers = std::env::current_exe()?.with_file_name("peers");

    let mut contenders = vec![
        start("axum + sqlx", &peers, &["sqlx"], &[])?,
        start("axum + SeaORM", &peers, &["sea-orm"], &[])?,
        start("larder, cache off", &service, &["serve"], &[("CACHE_ENABLED", "false")])?,
        start("larder, cache on", &service, &["serve"], &[])?,
    ];
    let key = key(&service)?;
    let fill = load(&service, &key, contenders[3].port, WARM_UP, users)?;
    eprintln!("{} rounds of {seconds} s over {users} users; to begin with {}", rounds, fill["requests"]);
    for round in 0..rounds as usize {
        for place in 0..contenders.len() {
            let at = (place + round) % contenders.len();
            let figures = load(&service, &key, contenders[at].port, seconds, users)?;
            eprintln!("{:<20}{figures}", contenders[at].name);
            contenders[at].rounds.push(figures);
        }
    }
    show(&contenders);
    Ok(())
}

/// Returns the key that `VOICEHELPER_KEY` names, of a database that was compared on before, or that of a new tenant.
fn key(service: &Path) -> Done<String> {
    if let Ok(key) = std::env::var("VOICEHELPER_KEY") {
        return Ok(key);
    }
    let created = Command::new(service).args(["tenant", "create", "bench"]).stderr(Stdio::null()).output()?;
    let key = String::from_utf8(created.stdout)?.trim().to_owned();
    if key.is_empty() { Err("the tenant `bench` is there; VOICEHELPER_KEY names its key".into()) } else { Ok(key) }
}

/// Starts a server and waits until it listens.
fn start(name: &'static str, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Done<Contender> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut process = Command::new(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().ok_or("the output is piped")?);
    output.read_line(&mut line)?;
    let contender = Contender { name, port, process, _output: output, rounds: Vec::new() };
    if line.is_empty() { Err(format!("{name} did not start").into()) } else { Ok(contender) }
}

fn load(service: &Path, key: &str, port: u16, seconds: u32, users: u32) -> Done<Value> {
    let output = Command::new(service)
        .args(["load", "--mix", "users", "--json"])
        .args(["--url", &format!("http://127.0.0.1:{port}")])
        .args(["--seconds", &seconds.to_string(), "--users", &users.to_string()])
        .env("VOICEHELPER_KEY", key)
        .stderr(Stdio::null())
        .output()?;
    serde_json::from_slice(&output.stdout).map_err(|_| "a load run has no figures".into())
}

fn show(contenders: &[Contender]) {
    println!("{:<20}{:>12}{:>10}{:>12}{:>12}{:>8}", "", "requests/s", "ratio", "read p99", "p99 ratio", "failed");
    let base = &contenders[0];
    for contender in contenders {
        let figure = |path: &str, of: &Value| of.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN);
        let all = |path: &str| median(contender.rounds.iter().map(|round| figure(path, round)).collect());
        let ratio = |path: &str| {
            let pairs = contender.rounds.iter().zip(&base.rounds);
            median(pairs.map(|(own, other)| figure(path, own) / figure(path, other)).collect())
        };
        let failed: f64 = contender.rounds.iter().map(|round| figure("/failed", round)).sum();
        println!(
            "{:<20}{:>12.0}{:>10.3}{:>9.2} ms{:>12.3}{failed:>8}",
            contender.name,
            all("/rate"),
            ratio("/rate"),
            all("/reads/p99"),
            ratio("/reads/p99"),
        );
        if let Some(cache) = contender.rounds.last().and_then(|round| round.get("cache")) {
            println!("{:<20}{cache}", "");
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
