//! Traces: what a collector gets of the service, and that nobody waits for one that is away.

use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use integration::{Database, Engine, redis};

use crate::collector::{Collector, attributes};
use crate::http;
use crate::instance::{Instance, Settings, TOKEN, tenant};

/// What a client began, by the W3C's header: the trace, and the span that the request is a part of.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn on_each_engine(test: fn(Engine, Settings)) {
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MySql] {
        if !engine.is_asked_for() {
            continue;
        }
        let database = Database::create(engine).await;
        let mut settings: Settings = vec![("DATABASE_URL", database.url().to_owned())];
        if engine != Engine::Sqlite {
            settings.extend([("REDIS_URL", redis()), ("CACHE_PREFIX", database.name().to_owned())]);
        }
        tokio::task::spawn_blocking(move || test(engine, settings)).await.unwrap();
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_one_trace_with_its_statements() {
    on_each_engine(|engine, mut settings| {
        let collector = Collector::start();
        let key = tenant(&settings);
        settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()));
        let mut instance = Instance::start(&settings);
        let user = r#"{"user_id":"ada","username":"ada","nickname":"Ada"}"#;
        let created = instance.send("POST", "/v1/users", &key, user);
        let created: serde_json::Value = serde_json::from_str(&created.body).unwrap();
        let path = format!("/v1/users/{}", created["id"].as_str().unwrap());
        let (authorization, parent) = (format!("Bearer {key}"), format!("00-{TRACE}-{PARENT}-01"));
        let headers = [("authorization", &*authorization), ("traceparent", &*parent)];
        assert_eq!(http::send(instance.address, "GET", &path, &headers, "").unwrap().status, 200);
        assert!(instance.stop(), "{}", instance.log());

        let received = collector.received();
        assert_eq!(received.resource.get("service.name").map(String::as_str), Some("voicehelper"));
        let mine = |span: &&_| hexadecimal(&opentelemetry_proto::tonic::trace::v1::Span::clone(span).trace_id) == TRACE;
        let trace: Vec<_> = received.spans.iter().filter(mine).collect();
        let request = trace.iter().find(|span| span.name == "GET /v1/users/{id}").unwrap();
        assert_eq!(hexadecimal(&request.parent_span_id), PARENT);
        assert_eq!(request.kind, 2, "of a server");
        let said = attributes(&request.attributes);
        assert_eq!(said["http.request.method"], "GET");
        assert_eq!(said["http.route"], "/v1/users/{id}");
        assert_eq!(said["http.response.status_code"], "200");
        assert_eq!(said["url.path"], path);

        // The user was created by this instance's request, which is another trace.
        let insert = received.spans.iter().find(|span| span.name == "User.insert").unwrap();
        assert_ne!(hexadecimal(&insert.trace_id), TRACE);
        assert_eq!(insert.kind, 3, "of a client");
        let said = attributes(&insert.attributes);
        let system = match engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgresql",
            Engine::MySql => "m",
        };
        assert!(said["db.system.name"].starts_with(system), "{said:?}");
        assert_eq!(said["db.operation.name"], "INSERT");
        assert_eq!(said["db.collection.name"], "users");
        let by_id = |id: &[u8]| received.spans.iter().find(|span| span.span_id == id);
        let mut above = insert;
        while let Some(parent) = by_id(&above.parent_span_id) {
            above = parent;
        }
        assert_eq!(above.name, "POST /v1/users", "the statement is a part of the request");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_sent_to_the_collector() {
    on_each_engine(|_, mut settings| {
        let collector = Collector::start();
        let key = tenant(&settings);
        settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()));
        // Everything that anybody says.
        settings.extend([("TRACE_FILTER", "trace".to_owned()), ("RUST_LOG", "trace".to_owned())]);
        let mut instance = Instance::start(&settings);
        let issue = r#"{"key_id":"nightly","name":"Nightly","permissions":["*"]}"#;
        let issued = instance.send("POST", "/v1/api-keys", &key, issue);
        assert_eq!(issued.status, 201, "{}", issued.body);
        let issued: serde_json::Value = serde_json::from_str(&issued.body).unwrap();
        let second = issued["key"].as_str().unwrap();
        let document = instance.get("/openapi.json", &key);
        for (path, methods) in document["paths"].as_object().unwrap() {
            let path = path.replace("{id}", issued["id"].as_str().unwrap());
            for method in methods.as_object().unwrap().keys() {
                let body = format!(r#"{{"key":"{second}"}}"#);
                let answer = instance.send(&method.to_uppercase(), &path, second, &body);
                assert!(answer.status < 500, "{method} {path}: {}", answer.body);
            }
        }
        for path in ["/stats", "/metrics", "/admin/inspect", "/admin/migrations/migrate", "/admin/cache/flush"] {
            for method in ["GET", "POST"] {
                instance.send(method, path, TOKEN, "{}");
            }
        }
        instance.send("GET", &format!("/v1/users?status={second}"), second, "");
        instance.send("GET", "/v1/users", &format!("{second}x"), "");
        assert!(instance.stop(), "{}", instance.log());

        let received = collector.received();
        assert!(received.spans.len() > 50, "{} spans", received.spans.len());
        let password = password(&settings);
        let hash =
            |key: &str| hexadecimal(&sha2::Digest::finalize(sha2::Digest::chain_update(sha2::Sha256::default(), key)));
        let secrets = [key.clone(), second.to_owned(), TOKEN.to_owned(), hash(&key), hash(second)];
        for secret in secrets.iter().chain(&password) {
            let is_in = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!is_in(&received.bytes), "a secret is sent to the collector");
            assert!(!is_in(instance.log().as_bytes()), "a secret is in the log");
        }
    })
    .await;
}

/// Returns the database's password, where it has one.
fn password(settings: &Settings) -> Option<String> {
    let (_, url) = settings.iter().find(|(name, _)| *name == "DATABASE_URL")?;
    let (login, _) = url.split_once("://")?.1.split_once('@')?;
    login.split_once(':').map(|(_, password)| password.to_owned()).filter(|password| !password.is_empty())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_delays_nobody() {
    on_each_engine(|_, mut settings| {
        let key = tenant(&settings);
        // Nothing listens there any more.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{address}")));
        let mut instance = Instance::start(&settings);
        assert_eq!(instance.get("/v1/tenant", &key)["tenant_id"], "acme");
        let asked = Instant::now();
        assert!(instance.stop(), "{}", instance.log());
        assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
    })
    .await;
}
