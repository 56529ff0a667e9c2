//! Passwords, TLS and refused logins on Redis.

use std::collections::BTreeMap;

use larder::cache::RedisConfig;
use larder::{CacheConfig, CacheManager, Config, Error};
use xtask::Throwaway;

use crate::{PATIENCE, is_asked_for, shown};

/// The cache of a process whose environment holds these variables.
async fn open(variables: &[(&str, &str)]) -> Result<CacheManager, Error> {
    let variables: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let config = Config::from_vars(&variables)?.cache;
    let redis =
        config.redis.map(|redis| RedisConfig { response_timeout: PATIENCE, connection_timeout: PATIENCE, ..redis });
    CacheManager::connect(CacheConfig { redis, ..config }).await
}

/// Tells whether the second level is there.
fn is_up(cache: &CacheManager) -> bool {
    cache.statistics().redis_up == Some(true)
}

fn server() -> Option<Throwaway> {
    let is_wanted = is_asked_for("postgres") || is_asked_for("mysql");
    is_wanted.then(|| Throwaway::secured_redis().unwrap())
}

#[tokio::test]
async fn tls_asks_for_a_known_authority_and_the_host() {
    let Some(server) = server() else { return };
    let authority = server.authority().unwrap().display().to_string();
    let (url, port) = (server.secured_url(), server.secured_url().rsplit(':').next().unwrap().to_owned());
    assert!(is_up(&open(&[("REDIS_URL", &url), ("REDIS_SSL_ROOT_CERT", &authority)]).await.unwrap()));
    let parts = [("REDIS_HOST", "localhost"), ("REDIS_PORT", &port), ("REDIS_SSL_ROOT_CERT", &authority)];
    assert!(is_up(&open(&parts).await.unwrap()));
    let plain = url.replace("rediss:", "redis:");
    let upgraded =
        [("REDIS_URL", plain.as_str()), ("REDIS_SSL_MODE", "verify-full"), ("REDIS_SSL_ROOT_CERT", &authority)];
    assert!(is_up(&open(&upgraded).await.unwrap()));
    for (url, authority) in [(url.clone(), ""), (url.replace("localhost", "127.0.0.1"), authority.as_str())] {
        let error = open(&[("REDIS_URL", &url), ("REDIS_SSL_ROOT_CERT", authority)]).await.err().unwrap();
        assert!(shown(&error).contains("certificate"), "{error:?}");
    }
    let error = open(&[("REDIS_URL", &url), ("REDIS_SSL_ROOT_CERT", "/nowhere/ca.pem")]).await.err().unwrap();
    assert!(shown(&error).contains("REDIS_SSL_ROOT_CERT"), "{error:?}");
    let error = open(&[("REDIS_URL", &url), ("REDIS_SSL_MODE", "disable")]).await.err().unwrap();
    assert!(shown(&error).contains("REDIS_SSL_MODE"), "{error:?}");
}

#[tokio::test]
async fn a_refused_login_is_said_at_the_start() {
    let Some(server) = server() else { return };
    let url = server.url();
    let (host, port) = url.trim_start_matches("redis://").split_once(':').unwrap();
    server.call("ACL SETUSER app on >p@ss/w:rd ~* &* +@all").unwrap();
    server.call("ACL SETUSER narrow on >p@ss/w:rd +get").unwrap();
    server.call("ACL SETUSER default resetpass >other").unwrap();
    let login = |user: &'static str, password: &'static str| {
        let parts = [("REDIS_HOST", host), ("REDIS_PORT", port), ("REDIS_USER", user), ("REDIS_PASSWORD", password)];
        async move { open(&parts).await }
    };
    assert!(is_up(&login("app", "p@ss/w:rd").await.unwrap()));
    assert!(is_up(&login("", "other").await.unwrap()));
    let named = format!("redis://app:p%40ss%2Fw%3Ard@{host}:{port}");
    assert!(is_up(&open(&[("REDIS_URL", &named)]).await.unwrap()));
    for (user, password, why) in [
        ("app", "wrong", "the user or password was rejected"),
        ("nobody", "p@ss/w:rd", "the user or password was rejected"),
        ("", "wrong", "the user or password was rejected"),
        ("", "", "a password is required"),
        ("narrow", "p@ss/w:rd", "the user lacks a permission"),
        ("app", "", "REDIS_USER"),
    ] {
        let error = login(user, password).await.err().unwrap_or_else(|| panic!("{user} {password}"));
        assert!(shown(&error).contains(why), "{user} {password}: {error:?}");
        assert!(!shown(&error).contains("p@ss") && !shown(&error).contains("wrong"), "{error:?}");
    }
}
