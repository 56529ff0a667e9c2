//! What there is to read and change.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::Done;
use super::client::Client;
use crate::arguments::{Load, Mix};

/// Rows that requests are about.
const OTHERS: u32 = 50;

/// The ids of rows that exist; of each kind there is at least one.
pub(super) struct Known {
    pub(super) users: Vec<String>,
    pub(super) conversations: Vec<String>,
    pub(super) documents: Vec<String>,
}

/// Creates what is missing, and returns what there is.
pub(super) async fn fill(load: &Arc<Load>) -> Done<Known> {
    // Names of this run, so that it may be repeated on one tenant.
    let run = format!("{:x}", rand::random::<u32>());
    let new = move |number: u32| {
        let name = format!("load-{run}-{number}");
        json!({ "user_id": name, "username": name, "nickname": "Load" })
    };
    let users = rows(load, "users", load.users.max(1), new).await?;
    if load.mix == Mix::Users {
        return Ok(Known { users, conversations: Vec::new(), documents: Vec::new() });
    }
    let owners = users.clone();
    let new = move |number: u32| {
        let owner = &owners[number as usize % owners.len()];
        json!({ "user_id": owner, "title": format!("Conversation {number}") })
    };
    let conversations = rows(load, "conversations", OTHERS, new).await?;
    let run = format!("{:x}", rand::random::<u32>());
    let new = move |number: u32| {
        json!({ "document_id": format!("load-{run}-{number}"), "title": format!("Guide {number}"), "source": "load",
                "content": "How to ask about the weather, 天气, and to play music." })
    };
    let documents = rows(load, "documents", OTHERS, new).await?;
    Ok(Known { users, conversations, documents })
}

/// Returns the ids of `count` rows of a resource; `new` is the body of one that is missing.
async fn rows(
    load: &Arc<Load>,
    resource: &'static str,
    count: u32,
    new: impl Fn(u32) -> Value + Clone + Send + 'static,
) -> Done<Vec<String>> {
    let mut known = existing(load, resource, count as usize).await?;
    let missing = count - u32::try_from(known.len()).unwrap_or(count);
    let next = Arc::new(AtomicU32::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        let (load, next, new) = (Arc::clone(load), Arc::clone(&next), new.clone());
        workers.spawn(async move {
            let mut client = Client::connect(&load.url, &load.key).await?;
            let mut created = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= missing {
                    return Done::Ok(created);
                }
                let answer = client.send("POST", &format!("/v1/{resource}"), &[], Some(&new(number))).await?;
                created.push(answer.created()?);
                if number.is_multiple_of(500) && number > 0 {
                    eprint!("\rcreating {resource}: {number} of {missing}   ");
                }
            }
        });
    }
    while let Some(created) = workers.join_next().await {
        known.extend(created??);
    }
    eprintln!("\r{} {resource}, {missing} of them new          ", known.len());
    Ok(known)
}

async fn existing(load: &Load, resource: &str, count: usize) -> Done<Vec<String>> {
    let mut client = Client::connect(&load.url, &load.key).await?;
    let (mut known, mut cursor) = (Vec::new(), String::new());
    while known.len() < count {
        let page = client.send("GET", &format!("/v1/{resource}?limit=100{cursor}"), &[], None).await?.ok()?;
        let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        known.extend(items.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    known.truncate(count);
    Ok(known)
}
