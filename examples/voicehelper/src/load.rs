//! A load generator: `voicehelper load --users 10000 --seconds 60`.

mod client;
mod tally;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::arguments::Load;
use client::Client;
use tally::Tally;

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Fills the service with users, sends requests for the time given, and prints how long they took.
pub(crate) async fn run(load: Load) -> Result<(), Box<dyn Error>> {
    let load = Arc::new(load);
    let users = fill(&load).await.map_err(|error| error.to_string())?;
    let tally = exercise(&load, users).await.map_err(|error| error.to_string())?;
    println!("{tally}");
    if tally.failed() > 0 { Err(format!("{} requests failed", tally.failed()).into()) } else { Ok(()) }
}

/// Makes sure that there are as many users as asked for, and returns their ids.
async fn fill(load: &Arc<Load>) -> Done<Arc<[String]>> {
    let mut known = existing(load).await?;
    let missing = load.users.saturating_sub(u32::try_from(known.len()).unwrap_or(u32::MAX));
    let next = Arc::new(AtomicU32::new(0));
    // Names of this run, so that it may be repeated on one tenant.
    let run = format!("{:x}", rand::random::<u32>());
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        let (load, next, run) = (Arc::clone(load), Arc::clone(&next), run.clone());
        workers.spawn(async move {
            let mut client = Client::connect(&load.url, &load.key).await?;
            let mut created = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= missing {
                    return Done::Ok(created);
                }
                let name = format!("load-{run}-{number}");
                let user = json!({ "user_id": name, "username": name, "nickname": "Load" });
                let answer = client.send("POST", "/v1/users", &[], Some(&user)).await?;
                created.push(answer.created()?);
                if number.is_multiple_of(500) {
                    eprint!("\rcreating users: {number} of {missing}   ");
                }
            }
        });
    }
    while let Some(created) = workers.join_next().await {
        known.extend(created??);
    }
    eprintln!("\r{} users                              ", known.len());
    Ok(known.into())
}

async fn existing(load: &Load) -> Done<Vec<String>> {
    let mut client = Client::connect(&load.url, &load.key).await?;
    let (mut known, mut cursor) = (Vec::new(), None::<String>);
    while known.len() < load.users as usize {
        let after = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = client.send("GET", &format!("/v1/users?limit=100{after}"), &[], None).await?.ok()?;
        let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        known.extend(items.iter().filter_map(|user| user["id"].as_str().map(str::to_owned)));
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    known.truncate(load.users as usize);
    Ok(known)
}

async fn exercise(load: &Arc<Load>, users: Arc<[String]>) -> Done<Tally> {
    let (start, span) = (Instant::now(), Duration::from_secs(load.seconds));
    let sent = Arc::new(AtomicU32::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        let (load, users, sent) = (Arc::clone(load), Arc::clone(&users), Arc::clone(&sent));
        workers.spawn(async move {
            let mut client = Client::connect(&load.url, &load.key).await?;
            let mut tally = Tally::new();
            while start.elapsed() < span {
                one(&mut client, &load, &users, &mut tally).await?;
                sent.fetch_add(1, Ordering::Relaxed);
            }
            Done::Ok(tally)
        });
    }
    let progress = tokio::spawn(report(start, span, sent));
    let mut all = Tally::new();
    while let Some(tally) = workers.join_next().await {
        all.add(&tally??);
    }
    progress.abort();
    all.took(start.elapsed());
    eprintln!();
    Ok(all)
}

/// Prints a line that goes on until it is stopped.
async fn report(start: Instant, span: Duration, sent: Arc<AtomicU32>) {
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = sent.load(Ordering::Relaxed);
        eprint!("\r{:>4} of {} s, {:>7} requests/s   ", start.elapsed().as_secs(), span.as_secs(), now - before);
        before = now;
    }
}

/// Sends one request of the mix.
async fn one(client: &mut Client, load: &Load, users: &[String], tally: &mut Tally) -> Done {
    let Some(user) = users.get(rand::random_range(0..users.len().max(1))) else {
        return Err("there are no users".into());
    };
    let path = format!("/v1/users/{user}");
    let start = Instant::now();
    let is_read = rand::random_range(0..100) < u32::from(load.reads);
    let answer = match is_read {
        true => client.send("GET", &path, &[], None).await?,
        false => {
            let nickname: Value = json!({ "nickname": format!("Load {}", rand::random::<u16>()) });
            client.send("PATCH", &path, &[("if-match", "*")], Some(&nickname)).await?
        }
    };
    tally.record(is_read, start.elapsed(), answer.is_success());
    Ok(())
}
