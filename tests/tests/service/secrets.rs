//! Nothing that is secret is logged or answered, whatever the level.

use std::io;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use integration::{Fixture, on_every_engine};
use larder::admin::AdminOptions;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use voicehelper::service::Settings;

use crate::api::{Api, user};

on_every_engine!(no_key_and_no_hash_is_logged_or_answered);

const TOKEN: &str = "the-operators-own-token";

/// What the operator reads and changes; nothing that a test could not bear.
const OPERATOR: [(&str, &str); 11] = [
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/stats"),
    ("GET", "/metrics"),
    ("GET", "/admin/inspect"),
    ("GET", "/admin/migrations/status"),
    ("POST", "/admin/migrations/migrate"),
    ("POST", "/admin/migrations/rollback"),
    ("GET", "/admin/cache"),
    ("GET", "/admin/cache/entry?region=tenant&key=acme"),
    ("POST", "/admin/cache/flush"),
];

/// Log lines of the whole process.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

static LINES: std::sync::LazyLock<Lines> = std::sync::LazyLock::new(|| {
    let lines = Lines::default();
    let every_level = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone());
    every_level.with_ansi(false).init();
    lines
});

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

async fn no_key_and_no_hash_is_logged_or_answered(fixture: Fixture) {
    let lines = LINES.clone();
    let admin = AdminOptions::new().token(TOKEN);
    let api = Api::with(&fixture, Settings { admin, ..Settings::default() }).await;
    let issued =
        api.post("/v1/api-keys", &json!({ "key_id": "nightly", "name": "Nightly", "permissions": ["*"] })).await;
    let key = issued.json()["key"].as_str().unwrap().to_owned();
    let keys = fixture.store.tenant("acme").api_keys();
    let mut secrets = vec![key.clone(), api.key.clone()];
    for id in ["first", "nightly"] {
        let row = keys.get_by_key_id(id).await.unwrap();
        secrets.push(keys.key_hash(row.id).await.unwrap().expose().clone());
    }

    let mut answers = vec![issued.text.replace(&key, "")];
    let document = api.get("/openapi.json").await.json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.replace("{id}", issued.json()["id"].as_str().unwrap());
        for method in methods.as_object().unwrap().keys() {
            let body = Body::from(json!({ "key": key, "key_hash": secrets[2] }).to_string());
            let headers = [("content-type", "application/json"), ("if-match", "*")];
            let answer = api.send(&method.to_uppercase(), &path, &headers, body).await;
            assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.text);
            answers.push(format!("{:?} {}", answer.headers, answer.text));
        }
    }
    // The operator's routes, with and without their token.
    secrets.push(TOKEN.to_owned());
    for (method, path) in OPERATOR {
        for token in ["", TOKEN, &key] {
            let authorization = format!("Bearer {token}");
            let headers = [("content-type", "application/json"), ("authorization", &*authorization)];
            let answer = api.by("").send(method, path, &headers, Body::from("{}")).await;
            assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.text);
            answers.push(format!("{:?} {}", answer.headers, answer.text));
        }
    }
    // Failures say no more than successes.
    answers.push(api.by(&format!("{key}x")).get("/v1/users").await.text);
    answers.push(api.get(&format!("/v1/users?status={key}")).await.text);
    answers.push(api.write("POST", "/v1/users", &[("idempotency-key", &key)], &user("ada")).await.text);
    let logged = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
    assert!(
        logged.contains("/v1/users") && logged.contains("larder::statement"),
        "the log is seen: {} bytes",
        logged.len()
    );
    for secret in &secrets {
        assert!(!logged.contains(secret.as_str()), "a secret is in the log");
        assert!(answers.iter().all(|answer| !answer.contains(secret.as_str())), "a secret is in an answer");
    }
}
