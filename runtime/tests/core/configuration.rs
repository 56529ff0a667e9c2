//! Settings and the mistakes in them.

use std::collections::BTreeMap;
use std::time::Duration;

use larder::{Config, Dialect, ErrorKind, MigrationPolicy, SslMode};

fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
    let variables: BTreeMap<String, String> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from_vars(&variables).map_err(|error| match error.kind() {
        ErrorKind::Configuration(text) => text.clone(),
        other => panic!("{other:?}"),
    })
}

#[test]
fn nothing_set_is_a_file_and_the_process() {
    let config = read(&[]).unwrap();
    assert_eq!(config.database.dialect().unwrap(), Dialect::Sqlite);
    assert!(config.cache.enabled && config.cache.redis.is_none());
    assert_eq!(config.cache.default_ttl, Duration::from_secs(1800));
    assert_eq!((config.database.max_connections, config.database.min_idle), (25, 5));
    assert!(config.migration_policy == MigrationPolicy::Migrate && config.validation_enabled);
}

#[test]
fn parts_make_urls_and_urls_win() {
    let parts = [
        ("DATABASE_HOST", "db"),
        ("DATABASE_NAME", "voice"),
        ("DATABASE_USER", "me"),
        ("DATABASE_PASSWORD", "p@ss/w:rd"),
        ("DATABASE_SSL_MODE", "verify-full"),
        ("REDIS_HOST", "cache"),
        ("REDIS_PORT", "tcp://10.0.0.7:6380"),
        ("REDIS_PASSWORD", ""),
        ("REDIS_DB", "2"),
        ("CACHE_DEFAULT_TTL", "1h30m"),
        ("MIGRATION_ENABLED", "false"),
    ];
    let config = read(&parts).unwrap();
    assert_eq!(config.database.url, "postgres://me:p%40ss%2Fw%3Ard@db:5432/voice");
    assert_eq!(config.database.ssl_mode, Some(SslMode::VerifyFull));
    assert_eq!(config.cache.redis.as_ref().unwrap().url, "redis://cache:6380/2");
    assert_eq!(config.cache.default_ttl, Duration::from_secs(5400));
    assert_eq!(config.migration_policy, MigrationPolicy::Refuse);
    for (word, policy) in
        [("migrate", MigrationPolicy::Migrate), ("refuse", MigrationPolicy::Refuse), ("warn", MigrationPolicy::Warn)]
    {
        let config = read(&[("MIGRATION_ENABLED", "true"), ("MIGRATION_POLICY", word)]).unwrap();
        assert_eq!(config.migration_policy, policy);
    }
    assert!(!format!("{config:?}").contains("p%40ss"));
    let config = read(&[("DATABASE_HOST", "db"), ("DATABASE_URL", "mariadb://u:secret@m/x?password=secret")]).unwrap();
    assert_eq!(config.database.dialect().unwrap(), Dialect::MySql);
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn every_mistake_is_named_at_once() {
    let mistakes = read(&[
        ("DATABASE_URL", "oracle://x"),
        ("DATABASE_SSL_MODE", "sometimes"),
        ("DATABASE_MAX_CONNECTIONS", "0"),
        ("REDIS_HOST", "cache"),
        ("REDIS_PORT", "many"),
        ("CACHE_ENABLED", "perhaps"),
        ("CACHE_DEFAULT_TTL", "soon"),
        ("VALIDATION_ENABLED", "2"),
        ("MIGRATION_POLICY", "hope"),
    ])
    .unwrap_err();
    for name in [
        "DATABASE_URL",
        "MIGRATION_POLICY",
        "DATABASE_SSL_MODE",
        "DATABASE_MAX_CONNECTIONS",
        "REDIS_PORT",
        "CACHE_ENABLED",
        "CACHE_DEFAULT_TTL",
        "VALIDATION_ENABLED",
    ] {
        assert!(mistakes.contains(name), "{name} is missing in {mistakes}");
    }
}
