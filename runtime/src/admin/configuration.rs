//! The settings of a store, without secrets.

use std::time::Duration;

use serde_json::{Value, json};

use super::options::AdminOptions;
use crate::config::{Config, SslMode, redact};

/// Returns the settings as JSON. URLs are shown without user, password and parameters.
pub(super) fn shown(config: &Config, options: &AdminOptions) -> Value {
    let (database, cache) = (&config.database, &config.cache);
    let redis = cache.redis.as_ref().map(|redis| {
        json!({
            "place": redact(&redis.url),
            "response_timeout_seconds": seconds(redis.response_timeout),
            "connection_timeout_seconds": seconds(redis.connection_timeout),
            "lease_seconds": seconds(redis.lease),
            "lease_wait_seconds": seconds(redis.lease_wait),
        })
    });
    json!({
        "database": {
            "place": database.place(),
            "ssl_mode": database.ssl_mode.map(SslMode::name),
            "max_connections": database.max_connections,
            "min_idle": database.min_idle,
            "acquire_timeout_seconds": seconds(database.acquire_timeout),
            "statement_timeout_seconds": database.statement_timeout.map(seconds),
            "write_timeout_seconds": database.write_timeout.map(seconds),
            "lock_timeout_seconds": database.lock_timeout.map(seconds),
            "slow_statement_seconds": seconds(database.slow_statement),
            "idle_timeout_seconds": seconds(database.idle_timeout),
            "max_lifetime_seconds": seconds(database.max_lifetime),
        },
        "cache": {
            "enabled": cache.enabled,
            "default_ttl_seconds": seconds(cache.default_ttl),
            "prefix": cache.prefix,
            "capacity": cache.capacity,
            "memory_bytes": cache.memory,
            "redis": redis,
        },
        "migration_policy": config.migration_policy.name(),
        "validation_enabled": config.validation_enabled,
        "admin": { "has_token": options.configured().is_some(), "protects_reads": options.are_reads_protected() },
    })
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}
