//! Statistics and metrics over HTTP, in the words that operators look for, and without secrets.

use futures_util::future::BoxFuture;
use integration::{Engine, Fixture, on_every_engine};
use larder::admin::{AdminOptions, TenantUse};
use larder::cache::RedisConfig;
use serde_json::json;
use voicehelper::models::{NewTenant, NewUser, NewVoiceSession, Store};

use crate::client::{Operator, TOKEN};

on_every_engine!(
    statistics_are_told,
    active_rows_are_counted,
    tenants_are_told_by_the_application,
    nothing_secret_is_told
);

async fn statistics_are_told(fixture: Fixture) {
    let tenants = fixture.store.tenants();
    let tenant = tenants.create(NewTenant::new("acme", "Acme")).await.unwrap();
    for _ in 0..4 {
        tenants.get(tenant.id).await.unwrap();
    }
    let operator = Operator::of(&fixture.store);
    let stats = operator.get("/stats").await.ok();
    assert!(stats["uptime_seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(stats["database"]["pool"]["max"], 25);
    let statements = stats["database"]["statements"].as_array().unwrap();
    let insert = statements.iter().find(|one| one["entity"] == "Tenant" && one["method"] == "insert").unwrap();
    assert_eq!((&insert["rows"], &insert["operation"]), (&json!(1), &json!("insert")));
    assert!(insert["duration"]["p99_seconds"].as_f64().unwrap() > 0.0);
    assert!(stats["cache"]["total"]["hits"].as_u64().unwrap() >= 3, "{}", stats["cache"]["total"]);
    assert_eq!(stats["migrations"]["applied"], operator.migrations().await.len());
    assert_eq!(stats["configuration"]["database"]["max_connections"], 25);
    assert_eq!(stats["configuration"]["migration_policy"], "migrate");
    assert_eq!(operator.get("/admin/cache").await.ok()["total"], stats["cache"]["total"]);

    let metrics = operator.get("/metrics").await;
    assert_eq!(metrics.header("content-type"), larder::metrics::PROMETHEUS_CONTENT_TYPE);
    let rate = metrics.text.lines().find(|line| line.contains("cache_hit_rate{") && line.contains("=\"tenant\""));
    let rate: f64 = rate.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap();
    assert!(rate > 0.5 && rate <= 1.0, "{rate}");

    // What the servers say is a part of both, once they have answered.
    let servers = stats_with_servers(&operator).await;
    assert!(servers["size_bytes"]["known"].as_u64().unwrap() > 0, "{servers}");
    assert!(servers["age_seconds"].as_f64().unwrap() < 60.0, "{servers}");
    let metrics = operator.get("/metrics").await.text;
    for name in ["larder_database_size_bytes ", "larder_inspection_age_seconds ", "larder_cache_entry_bytes{"] {
        assert!(metrics.lines().any(|line| line.starts_with(name)), "{name} is missing in\n{metrics}");
    }
    let rows = r#"larder_table_size_bytes{table="tenants",part="rows"} "#;
    let rows = metrics.lines().find_map(|line| line.strip_prefix(rows)?.parse::<f64>().ok());
    assert_eq!(rows.is_some_and(|bytes| bytes > 0.0), servers["tables"]["known"].is_array(), "{metrics}");
    let of_tenants =
        stats["cache"]["regions"].as_array().unwrap().iter().find(|one| one["region"] == "tenant").unwrap();
    let bytes = of_tenants["entry_bytes_estimate"].as_u64().unwrap();
    assert!((100..5_000).contains(&bytes), "one tenant takes {bytes} bytes");

    let inspection = operator.get("/admin/inspect").await.ok();
    assert!(inspection["distribution"]["not_kept"].is_string(), "no engine of the suite is distributed: {inspection}");
    let tables = inspection["tables"]["known"].as_array();
    let names = tables.map(|tables| tables.iter().filter_map(|table| table["table"].as_str()).collect::<Vec<_>>());
    if fixture.engine == Engine::Sqlite {
        assert!(inspection["size_bytes"]["known"].as_u64().unwrap() > 10_000, "{inspection}");
    } else {
        assert!(names.unwrap().contains(&"tenants"), "{inspection}");
    }
}

async fn active_rows_are_counted(fixture: Fixture) {
    for name in ["acme", "globex"] {
        fixture.store.tenants().create(NewTenant::new(name, name)).await.unwrap();
    }
    let mut users = Vec::new();
    for (tenant, name) in [("acme", "ada"), ("acme", "bob"), ("acme", "cyd"), ("globex", "dee"), ("globex", "eve")] {
        users
            .push((tenant, fixture.store.tenant(tenant).users().create(NewUser::new(name, name, name)).await.unwrap()));
    }
    // The last was never there.
    for ((tenant, user), minutes) in users.iter().zip([1, 30, 300, 3_000]) {
        let at = larder::now() - larder::TimeDelta::minutes(minutes);
        fixture.store.tenant(tenant).users().set_last_login_at(user, at).await.unwrap();
    }
    let sessions = fixture.store.tenant("globex").voice_sessions();
    for (name, hours) in [("now", 0), ("before", 2)] {
        let start = larder::now() - larder::TimeDelta::hours(hours);
        sessions.create(NewVoiceSession::new(name, users[3].1.id).start_time(start)).await.unwrap();
    }
    let seen = fixture.store.inspect().await.unwrap();
    let of = |entity: &str| {
        let found = seen.activity.iter().find(|one| one.entity == entity).unwrap_or_else(|| panic!("{seen:?}"));
        found.by_window().collect::<Vec<_>>()
    };
    assert_eq!(of("User"), [("5m", 1), ("1h", 2), ("24h", 3)]);
    assert_eq!(of("VoiceSession"), [("5m", 1), ("1h", 1), ("24h", 2)]);
    assert_eq!(seen.activity.len(), 2, "others declare none");
    let metrics = Operator::of(&fixture.store).get("/metrics").await.text;
    let line = r#"larder_active_rows{entity="User",window="24h"} 3"#;
    assert!(metrics.lines().any(|one| one == line || one == format!("{line}.0")), "{metrics}");
}

/// Returns what the servers said, which nobody waits for who asks for statistics.
async fn stats_with_servers(operator: &Operator) -> serde_json::Value {
    for _ in 0..100 {
        let stats = operator.get("/stats").await.ok();
        if stats["servers"].is_object() {
            return stats["servers"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the servers have not answered");
}

async fn tenants_are_told_by_the_application(fixture: Fixture) {
    assert_eq!(Operator::of(&fixture.store).get("/admin/tenants").await.ok(), json!(null), "nobody tells");
    for name in ["acme", "globex"] {
        fixture.store.tenants().create(NewTenant::new(name, name)).await.unwrap();
    }
    fixture.store.tenant("acme").users().create(NewUser::new("ada", "ada", "Ada")).await.unwrap();
    let operator = Operator::with(&fixture.store, AdminOptions::new().tenants(by_users(&fixture.store)));
    let used = operator.get("/admin/tenants").await.ok();
    let of = |tenant: &str, users: u64| json!({ "tenant": tenant, "figures": [{ "name": "users", "value": users }] });
    assert_eq!(used, json!([of("acme", 1), of("globex", 0)]));
}

/// Counts the users of each tenant.
fn by_users(store: &Store) -> impl Fn() -> BoxFuture<'static, larder::Result<Vec<TenantUse>>> + Send + Sync + 'static {
    let store = store.clone();
    move || {
        let store = store.clone();
        Box::pin(async move {
            let mut used = Vec::new();
            for name in ["acme", "globex"] {
                used.push(TenantUse::new(name).figure("users", store.tenant(name).users().count().await?));
            }
            Ok(used)
        })
    }
}

async fn nothing_secret_is_told(fixture: Fixture) {
    let database = fixture.database();
    let mut config = integration::configuration(&database);
    config.cache.redis = Some(RedisConfig::new("redis://user:s3cret-of-redis@127.0.0.1:9/0?password=s3cret-too"));
    let password = url_password(database.url());
    let store = Store::open(config).await.unwrap();
    let operator = Operator::with(&store, AdminOptions::new().token(TOKEN).protect_reads(true)).sends(Some(TOKEN));
    let mut answers = Vec::new();
    for path in [
        "/healthz",
        "/readyz",
        "/stats",
        "/metrics",
        "/admin",
        "/admin/inspect",
        "/admin/cache",
        "/admin/migrations/status",
        "/admin/cache/entry?region=tenant&alias=tenant_id&key=acme",
        "/admin/cache/entry?region=Nobody",
    ] {
        answers.push(operator.get(path).await);
    }
    for path in ["/admin/migrations/migrate", "/admin/migrations/rollback", "/admin/cache/flush"] {
        for body in [json!({}), json!({ "to": "no_such" }), json!({ "region": "tenant" }), json!({ "count": 1 })] {
            answers.push(operator.post(path, &body).await);
        }
    }
    store.clone().close().await;
    for path in ["/readyz", "/admin/inspect", "/admin/migrations/status"] {
        answers.push(operator.get(path).await);
    }
    let secrets = ["s3cret", TOKEN].into_iter().chain(password.as_deref());
    for secret in secrets {
        for answer in &answers {
            assert!(!answer.text.contains(secret), "{secret} is told: {}", answer.text);
            assert!(!format!("{:?}", answer.headers).contains(secret), "{secret} is told: {:?}", answer.headers);
        }
    }
    let text = format!("{:?}", AdminOptions::new().token(TOKEN));
    assert!(!text.contains(TOKEN), "{text}");
}

/// Returns the password of a URL, where it has one that is told from other words.
fn url_password(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (user, _) = rest.split_once('@')?;
    let (name, password) = user.split_once(':')?;
    (password.len() > 3 && name != password).then(|| format!(":{password}@"))
}
