//! `codegen cache flush` as operators use it.

use std::process::{Command, Output};

use larder::cache::{CacheConfig, CacheManager, RedisConfig};

fn flush(arguments: &[&str], redis: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.args(["cache", "flush"]).args(arguments);
    for variable in ["REDIS_URL", "REDIS_HOST", "CACHE_PREFIX"] {
        command.env_remove(variable);
    }
    redis.into_iter().for_each(|url| {
        command.env("REDIS_URL", url);
    });
    command.output().expect("codegen can be started")
}

/// The URL of the test server; `None` only where the run is narrowed on purpose.
fn server() -> Option<String> {
    match std::env::var("LARDER_TEST_REDIS_URL") {
        Ok(url) => Some(url),
        Err(_) if std::env::var("LARDER_TEST_DIALECTS").is_ok_and(|dialects| dialects == "sqlite") => None,
        Err(_) => panic!("LARDER_TEST_REDIS_URL is not set; run `cargo xtask test`, which starts the servers"),
    }
}

async fn instance(url: &str, prefix: &str) -> CacheManager {
    let redis = Some(RedisConfig::new(url));
    CacheManager::connect(CacheConfig { redis, prefix: prefix.to_owned(), ..CacheConfig::default() }).await.unwrap()
}

#[tokio::test]
async fn a_flush_empties_one_prefix_and_no_other() {
    let Some(url) = server() else { return };
    let prefix = format!("flush[{}]*", std::process::id());
    let other = format!("flush[{}]*more", std::process::id());
    for prefix in [&prefix, &other] {
        let values = instance(&url, prefix).await.values("notes");
        values.set("one", b"1".to_vec(), None).await;
        values.set("two", b"2".to_vec(), None).await;
    }
    let output = flush(&["--prefix", &prefix], Some(&url));
    assert!(output.status.success(), "{output:?}");
    // Two values, and the generation of their region.
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3 keys deleted\n");
    assert_eq!(instance(&url, &prefix).await.values("notes").get("one").await, None);
    assert_eq!(instance(&url, &other).await.values("notes").get("one").await, Some(b"1".to_vec()));
    let output = flush(&["--redis-url", &url, "--prefix", &other, "--format", "json"], None);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one object");
    assert_eq!(answer["deleted"], 3, "{output:?}");
}

#[test]
fn without_redis_there_is_nothing_to_flush() {
    let output = flush(&[], None);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("REDIS_URL"), "{output:?}");
    let output = flush(&["--redis-url", "redis://127.0.0.1:1"], None);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
