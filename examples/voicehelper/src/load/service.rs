//! What the service says of itself.

use std::fmt;

use serde_json::{Value, json};

use super::Done;
use super::client::Client;

/// Says what to do where the service does not take the key.
pub(super) async fn check(client: &mut Client) -> Done {
    let answer = client.send("GET", "/v1/tenant", &[], None).await?;
    match answer.failure() {
        None => Ok(()),
        Some(status) if status.starts_with("401") => {
            Err("the service does not know the key; `voicehelper tenant create NAME` prints one".into())
        }
        Some(_) => answer.ok().map(drop),
    }
}

/// What the cache of an instance has answered since it was started.
#[derive(Debug, Clone, Copy)]
pub(super) struct CacheFigures {
    memory: u64,
    redis: u64,
    database: u64,
}

/// Returns the figures, if `/stats` is there and may be read.
pub(super) async fn cache(client: &mut Client) -> Option<CacheFigures> {
    let answer = client.send("GET", "/stats", &[], None).await.ok()?.ok().ok()?;
    let regions = answer["cache"]["regions"].as_array()?;
    let sum = |level: &str, names: &[&str]| -> u64 {
        let of_region = |region: &Value| names.iter().filter_map(|name| region[level][name].as_u64()).sum::<u64>();
        regions.iter().map(of_region).sum()
    };
    let hits = &["hits", "negative_hits"];
    let (memory, redis) = (sum("memory", hits), sum("shared", hits));
    let all = memory + sum("memory", &["misses"]);
    Some(CacheFigures { memory, redis, database: all.saturating_sub(memory + redis) })
}

impl CacheFigures {
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            memory: self.memory.saturating_sub(before.memory),
            redis: self.redis.saturating_sub(before.redis),
            database: self.database.saturating_sub(before.database),
        }
    }

    pub(super) fn figures(self) -> Value {
        json!({ "memory": self.memory, "redis": self.redis, "database": self.database })
    }
}

impl fmt::Display for CacheFigures {
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = (self.memory + self.redis + self.database).max(1) as f64;
        let percent = |part: u64| part as f64 * 100.0 / all;
        write!(
            f,
            "reads by key: {:.1} % answered by memory, {:.1} % by Redis, {:.1} % by the database",
            percent(self.memory),
            percent(self.redis),
            percent(self.database)
        )
    }
}
