//! A load generator: `voicehelper load --users 10000 --seconds 60`.

mod client;
mod fill;
mod mix;
mod progress;
mod service;
mod tally;

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::arguments::Load;
use client::Client;
use fill::Known;
use mix::Request;
use tally::Tally;

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long a connection waits after a request that had no answer.
const PAUSE: Duration = Duration::from_millis(50);

/// Fills the service with users, sends requests for the time given, and prints how long they took.
pub(crate) async fn run(load: Load) -> Result<(), Box<dyn Error>> {
    if load.key.is_empty() {
        return Err(
            "no key: `VOICEHELPER_KEY` or `--key` names one, as `voicehelper tenant create NAME` prints it".into()
        );
    }
    let failed = measure(Arc::new(load)).await.map_err(|error| error.to_string())?;
    if failed > 0 { Err(format!("{failed} requests failed").into()) } else { Ok(()) }
}

async fn measure(load: Arc<Load>) -> Done<u64> {
    let mut observer = Client::connect(&load.url, &load.key).await?;
    service::check(&mut observer).await?;
    let known = Arc::new(fill::fill(&load).await?);
    let before = service::cache(&mut observer).await;
    let tally = exercise(&load, known).await?;
    let after = service::cache(&mut observer).await;
    let cache = before.zip(after).map(|(before, after)| after.since(before));
    if load.json {
        let mut figures = tally.figures();
        figures["cache"] = cache.map(service::CacheFigures::figures).into();
        println!("{figures}");
    } else {
        println!("{tally}");
        cache.iter().for_each(|cache| println!("{cache}"));
    }
    Ok(tally.failed())
}

async fn exercise(load: &Arc<Load>, known: Arc<Known>) -> Done<Tally> {
    let (start, span) = (Instant::now(), Duration::from_secs(load.seconds));
    let total = Arc::new(Mutex::new(Tally::new()));
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        let (load, known, total) = (Arc::clone(load), Arc::clone(&known), Arc::clone(&total));
        workers.spawn(async move {
            let mut client = Client::connect(&load.url, &load.key).await?;
            while start.elapsed() < span {
                one(&mut client, &load, &known, &total, start).await;
            }
            Done::Ok(())
        });
    }
    let progress = tokio::spawn(progress::show(start, span, Arc::clone(&total)));
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    progress.abort();
    eprintln!();
    let mut all = std::mem::replace(&mut *total.lock().unwrap_or_else(PoisonError::into_inner), Tally::new());
    all.took(start.elapsed());
    Ok(all)
}

/// Sends one request of the mix. A service that does not answer is a failure, not the end.
async fn one(client: &mut Client, load: &Load, known: &Known, total: &Mutex<Tally>, start: Instant) {
    let Request { method, path, body, is_read } = mix::next(load, known);
    let sent = Instant::now();
    let headers: &[_] = if is_read { &[] } else { &[("if-match", "*")] };
    let answer = client.send(method, &path, headers, body.as_ref()).await;
    let failure = match &answer {
        Ok(answer) => answer.failure(),
        Err(_) => Some("no answer".to_owned()),
    };
    let took = sent.elapsed();
    total.lock().unwrap_or_else(PoisonError::into_inner).record(is_read, took, start.elapsed(), failure);
    if answer.is_err() {
        tokio::time::sleep(PAUSE).await;
    }
}
