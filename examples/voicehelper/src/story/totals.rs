//! Statistics of the tenant, the pool and the cache.

use larder::Result;
use serde_json::{Map, Value};

use crate::narrator::Narrator;
use voicehelper::models::{Store, TenantScope};

/// Tells the tenant's statistics, those of pool and cache, and how many rows the database holds.
pub(super) async fn tell(store: &Store, scope: &TenantScope<'_>, narrator: &Narrator) -> Result<()> {
    narrator.chapter("Statistics");
    narrator.say(format_args!("tenant: {:?}", scope.stats().await?));
    narrator.say(format_args!("healthy: {}", store.health().await.is_healthy()));
    let statistics = store.statistics();
    let pool = statistics.database.pool.status;
    narrator.say(format_args!("pool: {} open, {} idle, at most {}", pool.size, pool.idle, pool.max));
    let statements = &statistics.database.total;
    narrator.say(format_args!("statements: {} run, {} failed", statements.executions, statements.errors));
    let cache = statistics.cache.total;
    narrator.say(format_args!("cache: {} hits, {} misses, {} errors", cache.hits, cache.misses, cache.errors));
    narrator.totals(&rows(store).await?);
    Ok(())
}

async fn rows(store: &Store) -> Result<Map<String, Value>> {
    let all = store.across_tenants();
    let mut totals = Map::new();
    totals.insert("tenants".into(), store.tenants().count().await?.into());
    totals.insert("users".into(), all.users().count().await?.into());
    totals.insert("conversations".into(), all.conversations().count().await?.into());
    totals.insert("messages".into(), all.messages().count().await?.into());
    totals.insert("documents".into(), all.documents().count().await?.into());
    totals.insert("api_keys".into(), all.api_keys().count().await?.into());
    totals.insert("voice_sessions".into(), all.voice_sessions().count().await?.into());
    totals.insert("usage_stats".into(), all.usage_stats().count().await?.into());
    Ok(totals)
}
