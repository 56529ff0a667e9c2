//! What the service refuses before it does anything.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use integration::{Fixture, on_every_engine};
use serde_json::{Value, json};
use voicehelper::models::TenantPatch;
use voicehelper::service::Settings;

use crate::api::{Answer, Api, user};

on_every_engine!(
    a_key_has_its_rate,
    a_quota_holds_for_requests_at_the_same_time,
    as_many_voice_sessions_are_open_as_the_tenant_may_have,
    a_voice_session_ends_once,
    bodies_have_a_size_and_a_type,
    a_slow_client_is_let_go,
    what_is_not_there_is_a_problem_too,
);

async fn a_key_has_its_rate(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let key =
        api.issue(&json!({ "key_id": "slow", "name": "Slow", "permissions": ["users:read"], "rate_limit": 2 })).await;
    let slow = api.by(&key);
    assert_eq!([slow.get("/v1/users").await.status, slow.get("/v1/users").await.status], [StatusCode::OK; 2]);
    let refused = slow.get("/v1/users").await;
    refused.is_problem(429, "rate-limit");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(api.get("/v1/users").await.status, StatusCode::OK, "another key has its own");
}

async fn a_quota_holds_for_requests_at_the_same_time(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let tenant = fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
    let quota = json!({ "daily_tokens": 10, "daily_audio_minutes": 1, "max_concurrent": 1 });
    fixture.store.tenants().patch(tenant.id, TenantPatch::new().quota(quota)).await.unwrap();
    let owner = api.user("ada").await;
    let conversation = api.post("/v1/conversations", &json!({ "user_id": owner, "title": "Hello" })).await.created();
    let path = format!("/v1/conversations/{conversation}/messages");
    let sent: Vec<_> = (0..6)
        .map(|_| {
            let (api, path) = (api.clone(), path.clone());
            tokio::spawn(
                async move { api.post(&path, &json!({ "role": "user", "content": "hi", "token_count": 3 })).await },
            )
        })
        .collect();
    let mut created = 0;
    for answer in sent {
        let answer = answer.await.unwrap();
        match answer.status {
            StatusCode::CREATED => created += 1,
            _ => {
                answer.is_problem(429, "quota");
                assert!(answer.header("retry-after").parse::<u64>().unwrap() <= 86_400);
            }
        }
    }
    assert_eq!(created, 3, "three of three tokens each fit into ten");
    assert_eq!(api.get("/v1/usage/today").await.json()["used"]["tokens"], 9);

    let session = |name: &str| json!({ "session_id": name, "user_id": owner });
    let first = api.post("/v1/voice-sessions", &session("call-1")).await.created();
    api.post("/v1/voice-sessions", &session("call-2")).await.is_problem(429, "quota");
    let complete = format!("/v1/voice-sessions/{first}/complete");
    api.post(&complete, &json!({ "audio_duration_seconds": 61 })).await.is_problem(429, "quota");
    let done = api.post(&complete, &json!({ "audio_duration_seconds": 60 })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    api.post("/v1/voice-sessions", &session("call-2")).await.created();
}

/// Sends requests at the same time and returns their answers.
async fn at_once(api: &Api, requests: Vec<(String, Value)>) -> Vec<Answer> {
    let sent: Vec<_> = requests
        .into_iter()
        .map(|(path, body)| {
            let api = api.clone();
            tokio::spawn(async move { api.post(&path, &body).await })
        })
        .collect();
    let mut answers = Vec::new();
    for answer in sent {
        answers.push(answer.await.unwrap());
    }
    answers
}

async fn as_many_voice_sessions_are_open_as_the_tenant_may_have(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let owner = api.user("ada").await;
    for round in 0..3 {
        let start = |call| {
            let session = json!({ "session_id": format!("call-{round}-{call}"), "user_id": owner });
            ("/v1/voice-sessions".to_owned(), session)
        };
        let answers = at_once(&api, (0..8).map(start).collect()).await;
        let (begun, refused): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status == StatusCode::CREATED);
        for answer in &refused {
            answer.is_problem(429, "quota");
        }
        assert_eq!((begun.len(), refused.len()), (3, 5), "three may be open");
        for session in begun {
            let path = format!("/v1/voice-sessions/{}/complete", session.created());
            let end = json!({ "audio_duration_seconds": 0, "status": "failed" });
            assert_eq!(api.post(&path, &end).await.json()["status"], "failed");
        }
    }
    assert_eq!(api.get("/v1/usage/today").await.json()["used"]["voice_sessions"], 9);
}

async fn a_voice_session_ends_once(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let owner = api.user("ada").await;
    let session = json!({ "session_id": "call", "user_id": owner });
    let id = api.post("/v1/voice-sessions", &session).await.created();
    let path = format!("/v1/voice-sessions/{id}");
    // A patch neither ends a session nor opens it again.
    for status in ["active", "completed"] {
        api.write("PATCH", &path, &[], &json!({ "status": status })).await.is_problem(422, "invalid");
    }
    let end = (format!("{path}/complete"), json!({ "audio_duration_seconds": 7 }));
    let answers = at_once(&api, vec![end; 6]).await;
    let ended = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(ended, 1, "{answers:?}");
    assert_eq!(api.get("/v1/usage/today").await.json()["used"]["audio_seconds"], 7);
}

async fn bodies_have_a_size_and_a_type(fixture: Fixture) {
    let api = Api::with(&fixture, Settings { body_limit: 1000, ..Settings::default() }).await;
    let large = json!({ "user_id": "ada", "username": "a", "nickname": "a", "metadata": { "x": "y".repeat(2000) } });
    api.post("/v1/users", &large).await.is_problem(413, "too-large");
    let body = || Body::from(user("ada").to_string());
    api.send("POST", "/v1/users", &[], body()).await.is_problem(415, "media-type");
    api.send("POST", "/v1/users", &[("content-type", "text/plain")], body()).await.is_problem(415, "media-type");
    let json_type = [("content-type", "application/json; charset=utf-8")];
    for text in ["", "{", "[]", "\"x\"", "{\"a\":1}{"] {
        api.send("POST", "/v1/users", &json_type, Body::from(text)).await.is_problem(400, "bad-request");
    }
    assert_eq!(api.send("POST", "/v1/users", &json_type, body()).await.status, StatusCode::CREATED);
}

async fn a_slow_client_is_let_go(fixture: Fixture) {
    let api =
        Api::with(&fixture, Settings { request_timeout: Duration::from_millis(300), ..Settings::default() }).await;
    let slow = Body::from_stream(axum_stream());
    let answer = api.send("POST", "/v1/users", &[("content-type", "application/json")], slow).await;
    answer.is_problem(408, "request-timeout");
    assert_eq!(fixture.store.tenant("acme").users().count().await.unwrap(), 0);
}

/// A body that begins and does not end.
fn axum_stream() -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    futures_util::stream::unfold(true, |is_first| async move {
        if !is_first {
            std::future::pending::<()>().await;
        }
        Some((Ok(Bytes::from_static(b"{\"user_id\":")), false))
    })
}

async fn what_is_not_there_is_a_problem_too(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    api.get("/nothing").await.is_problem(404, "not-found");
    api.get("/v1/nothing").await.is_problem(404, "not-found");
    api.get("/v1/users/../../etc/passwd").await.is_problem(404, "not-found");
    let answer = api.post("/v1/users/01890a5d-ac96-774b-bcce-b302099a8057", &json!({})).await;
    answer.is_problem(405, "method-not-allowed");
    assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
}
