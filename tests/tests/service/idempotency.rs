//! Requests that are sent again.

use axum::http::StatusCode;
use integration::{Fixture, on_every_engine};
use serde_json::{Value, json};

use crate::api::{Api, user};

on_every_engine!(
    a_request_that_is_sent_again_gets_the_same_answer,
    of_requests_at_the_same_time_one_is_carried_out,
    a_failure_is_not_kept,
    an_issued_key_is_kept_nowhere,
    keys_are_of_their_tenant,
);

const KEY: &str = "idempotency-key";

async fn a_request_that_is_sent_again_gets_the_same_answer(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let first = api.write("POST", "/v1/users", &[(KEY, "one")], &user("ada")).await;
    let again = api.write("POST", "/v1/users", &[(KEY, "one")], &user("ada")).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", again.text);
    assert_eq!((first.json(), first.header("location")), (again.json(), again.header("location")));
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));

    api.write("POST", "/v1/users", &[(KEY, "one")], &user("bob")).await.is_problem(422, "idempotency-key-reused");
    api.write("POST", "/v1/documents", &[(KEY, "one")], &user("ada")).await.is_problem(422, "invalid");
    api.write("POST", "/v1/users", &[(KEY, "two words")], &user("bob")).await.is_problem(422, "invalid");
    api.write("POST", "/v1/users", &[(KEY, &"x".repeat(101))], &user("bob")).await.is_problem(422, "invalid");
    assert_eq!(fixture.store.tenant("acme").users().count().await.unwrap(), 1);
}

async fn of_requests_at_the_same_time_one_is_carried_out(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let owner = api.user("ada").await;
    let conversation = api.post("/v1/conversations", &json!({ "user_id": owner, "title": "Hello" })).await.created();
    // One has unique values beside the key, the other nothing but the key.
    let requests = [
        ("/v1/users".to_owned(), user("bob")),
        (
            format!("/v1/conversations/{conversation}/messages"),
            json!({ "role": "user", "content": "hi", "token_count": 1 }),
        ),
    ];
    for (path, body) in requests {
        let sent: Vec<_> = (0..16)
            .map(|_| {
                let (api, path, body) = (api.clone(), path.clone(), body.clone());
                tokio::spawn(async move { api.write("POST", &path, &[(KEY, "race")], &body).await })
            })
            .collect();
        let mut answers: Vec<(StatusCode, Value)> = Vec::new();
        for answer in sent {
            let answer = answer.await.unwrap();
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
            answers.push((answer.status, answer.json()));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        // The next request has a key of its own.
        api.write("DELETE", "/v1/users/none", &[], &json!({})).await;
        let kept = fixture.store.tenant("acme").idempotency_keys();
        let row = kept.get_by_key("race").await.unwrap();
        kept.delete(row.id).await.unwrap();
    }
    let scope = fixture.store.tenant("acme");
    assert_eq!((scope.users().count().await.unwrap(), scope.messages().count().await.unwrap()), (2, 1));
    let usage = api.get("/v1/usage/today").await.json();
    assert_eq!(usage["used"]["tokens"], 1);
}

async fn a_failure_is_not_kept(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    api.user("ada").await;
    api.write("POST", "/v1/users", &[(KEY, "one")], &user("ada")).await.is_problem(409, "conflict");
    let other = api.write("POST", "/v1/users", &[(KEY, "one")], &user("bob")).await;
    assert_eq!(other.status, StatusCode::CREATED, "{}", other.text);
}

async fn an_issued_key_is_kept_nowhere(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let request = json!({ "key_id": "nightly", "name": "Nightly" });
    let first = api.write("POST", "/v1/api-keys", &[(KEY, "one")], &request).await;
    let again = api.write("POST", "/v1/api-keys", &[(KEY, "one")], &request).await;
    let key = first.json()["key"].as_str().unwrap().to_owned();
    assert_eq!((again.status, &again.json()["key"]), (StatusCode::CREATED, &Value::Null));
    assert_eq!(again.json()["id"], first.json()["id"]);
    let kept = fixture.store.tenant("acme").idempotency_keys().get_by_key("one").await.unwrap();
    assert!(!kept.body.to_string().contains(&key));
    assert_eq!(kept.body["key_id"], "nightly");
}

async fn keys_are_of_their_tenant(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let other =
        voicehelper::service::create_tenant(&fixture.store, "other", "Other", voicehelper::models::TenantPlan::Free);
    let other = api.by(&other.await.unwrap().key);
    for api in [&api, &other] {
        let made = api.write("POST", "/v1/users", &[(KEY, "one")], &user("ada")).await;
        assert_eq!((made.status, made.header("idempotency-replayed")), (StatusCode::CREATED, ""));
    }
}
