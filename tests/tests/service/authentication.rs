//! Who may do what.

use axum::body::Body;
use axum::http::StatusCode;
use integration::{Fixture, configuration, on_every_engine};
use larder::{TimeDelta, now};
use serde_json::{Value, json};
use voicehelper::models::{ApiKeyPatch, ApiKeyStatus, Store, TenantPatch, TenantPlan, TenantStatus};
use voicehelper::service::{Service, Settings, create_tenant, router};

use crate::api::Api;

on_every_engine!(
    every_operation_needs_a_key_with_its_permission,
    a_key_ends_when_it_is_revoked_or_expires,
    a_tenant_that_is_suspended_has_no_keys,
    without_a_cache_keys_are_judged_alike,
    tenants_do_not_see_each_other,
    a_key_gives_no_more_than_it_has,
    a_key_is_changed_and_deleted,
    a_use_is_written,
);

/// Every operation of the document: method and path, with a key of a row that does not exist.
async fn operations(api: &Api) -> Vec<(String, String)> {
    let document: Value = api.get("/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        let path = path.replace("{id}", "01890a5d-ac96-774b-bcce-b302099a8057");
        methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
    });
    all.collect()
}

async fn every_operation_needs_a_key_with_its_permission(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let powerless = api.issue(&json!({ "key_id": "powerless", "name": "No permission" })).await;
    let wrong = format!("vh_{}", "0".repeat(64));
    let operations = operations(&api).await;
    assert!(operations.len() > 30, "{operations:?}");
    for (method, path) in operations {
        let body = || Body::from("{}");
        let headers = [("content-type", "application/json")];
        for key in ["", &wrong, "vh_short", "nonsense"] {
            let answer = api.by(key).send(&method, &path, &headers, body()).await;
            answer.is_problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{method} {path}");
        }
        api.by(&powerless).send(&method, &path, &headers, body()).await.is_problem(403, "forbidden");
        let right = api.send(&method, &path, &headers, body()).await;
        assert!(![401, 403, 500].contains(&right.status.as_u16()), "{method} {path}: {}", right.text);
    }
}

async fn a_key_ends_when_it_is_revoked_or_expires(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let issued =
        api.post("/v1/api-keys", &json!({ "key_id": "short", "name": "Short", "permissions": ["users:read"] })).await;
    let (id, key) = (issued.created(), issued.json()["key"].as_str().unwrap().to_owned());
    let short = api.by(&key);
    assert_eq!(short.get("/v1/users").await.status, StatusCode::OK);
    short.post("/v1/users", &json!({})).await.is_problem(403, "forbidden");

    let verified = api.post("/v1/api-keys/verify", &json!({ "key": key })).await.json();
    assert_eq!((&verified["valid"], &verified["api_key"]["key_id"]), (&json!(true), &json!("short")));
    assert_eq!(api.post("/v1/api-keys/verify", &json!({ "key": "vh_other" })).await.json()["valid"], false);

    let keys = fixture.store.tenant("acme");
    let row = keys.api_keys().get_by_key_id("short").await.unwrap();
    keys.api_keys().patch(row.id, ApiKeyPatch::new().expires_at(now() - TimeDelta::seconds(1))).await.unwrap();
    short.get("/v1/users").await.is_problem(401, "key-expired");
    assert_eq!(api.post("/v1/api-keys/verify", &json!({ "key": key })).await.json()["valid"], false);
    assert_eq!(api.post(&format!("/v1/api-keys/{id}/revoke"), &json!({})).await.json()["status"], "revoked");
    short.get("/v1/users").await.is_problem(401, "key-revoked");
}

async fn a_tenant_that_is_suspended_has_no_keys(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let tenant = fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
    for status in [TenantStatus::Suspended, TenantStatus::Deleted] {
        fixture.store.tenants().patch(tenant.id, TenantPatch::new().status(status)).await.unwrap();
        api.get("/v1/users").await.is_problem(403, "tenant-suspended");
    }
}

async fn without_a_cache_keys_are_judged_alike(fixture: Fixture) {
    let mut config = configuration(&fixture.database());
    config.cache.enabled = false;
    let store = Store::open(config).await.unwrap();
    let cached = Api::of(&fixture).await;
    let limited = json!({ "key_id": "limited", "name": "Limited", "permissions": ["users:read"], "rate_limit": 5 });
    let limited = cached.issue(&limited).await;
    let service = Service::new(store.clone(), Settings::default());
    let api = Api { router: router(&service), service, key: limited.clone() };
    assert_eq!(api.get("/v1/users").await.status, StatusCode::OK);
    api.post("/v1/users", &json!({})).await.is_problem(403, "forbidden");
    api.get("/v1/tenant").await.is_problem(403, "forbidden");
    assert_eq!(api.by(&cached.key).get("/v1/tenant").await.json()["tenant_id"], "acme");
    api.by(&format!("vh_{}", "0".repeat(64))).get("/v1/users").await.is_problem(401, "unauthenticated");
    let statements = store.statistics().database.statements;
    let read = statements.iter().find(|of| of.method == "authenticate").expect("one statement reads key and tenant");
    assert_eq!(read.duration.count(), 5, "{statements:?}");

    let keys = store.tenant("acme").api_keys();
    let row = keys.get_by_key_id("limited").await.unwrap();
    keys.patch(row.id, ApiKeyPatch::new().expires_at(now() - TimeDelta::seconds(1))).await.unwrap();
    api.get("/v1/users").await.is_problem(401, "key-expired");
    keys.patch(row.id, ApiKeyPatch::new().status(ApiKeyStatus::Revoked)).await.unwrap();
    api.get("/v1/users").await.is_problem(401, "key-revoked");
    let tenant = store.tenants().get_by_tenant_id("acme").await.unwrap();
    store.tenants().patch(tenant.id, TenantPatch::new().status(TenantStatus::Suspended)).await.unwrap();
    api.by(&cached.key).get("/v1/users").await.is_problem(403, "tenant-suspended");
}

async fn tenants_do_not_see_each_other(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let user = api.user("ada").await;
    let other = create_tenant(&fixture.store, "other", "Other", TenantPlan::Free).await.unwrap();
    let other = api.by(&other.key);
    other.get(&format!("/v1/users/{user}")).await.is_problem(404, "not-found");
    other
        .write("DELETE", &format!("/v1/users/{user}"), &[("if-match", "*")], &json!({}))
        .await
        .is_problem(404, "not-found");
    assert_eq!(other.get("/v1/users").await.json()["items"], json!([]));
    assert_eq!(other.post("/v1/api-keys/verify", &json!({ "key": api.key })).await.json()["valid"], false);
}

async fn a_key_gives_no_more_than_it_has(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let permissions = json!(["api-keys:write", "users:read"]);
    let key = api.issue(&json!({ "key_id": "issuer", "name": "Issuer", "permissions": permissions })).await;
    let issuer = api.by(&key);
    let request = |permission: &str| json!({ "key_id": "more", "name": "More", "permissions": [permission] });
    issuer.post("/v1/api-keys", &request("*")).await.is_problem(403, "forbidden");
    issuer.post("/v1/api-keys", &request("users:write")).await.is_problem(403, "forbidden");
    assert_eq!(issuer.post("/v1/api-keys", &request("users:read")).await.status, StatusCode::CREATED);
}

async fn a_key_is_changed_and_deleted(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let request = json!({ "key_id": "nightly", "name": "Nightly", "permissions": ["users:read"] });
    let issued = api.post("/v1/api-keys", &request).await;
    let (path, key) = (format!("/v1/api-keys/{}", issued.created()), issued.json()["key"].as_str().unwrap().to_owned());
    let change = json!({ "name": "Weekly", "permissions": ["documents:read"], "rate_limit": 2 });
    let changed = api.write("PATCH", &path, &[], &change).await;
    assert_eq!((changed.status, &changed.json()["name"]), (StatusCode::OK, &json!("Weekly")), "{}", changed.text);
    let nightly = api.by(&key);
    nightly.get("/v1/users").await.is_problem(403, "forbidden");
    assert_eq!(nightly.get("/v1/documents").await.status, StatusCode::OK);
    nightly.get("/v1/documents").await.is_problem(429, "rate-limit");

    for refused in [
        json!({ "status": "active" }),
        json!({ "key_hash": "0".repeat(64) }),
        json!({ "key_id": "other-id" }),
        json!({ "rate_limit": 0 }),
        json!({ "permissions": "all" }),
    ] {
        api.write("PATCH", &path, &[], &refused).await.is_problem(422, "invalid");
    }
    // A key changes neither itself nor others into more than it is.
    let permissions = json!(["api-keys:read", "api-keys:write"]);
    let weak = api.issue(&json!({ "key_id": "weak", "name": "Weak", "permissions": permissions })).await;
    let weak = api.by(&weak);
    weak.write("PATCH", &path, &[], &json!({ "name": "Mine" })).await.is_problem(403, "forbidden");
    let own = weak.get("/v1/api-keys?status=active").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let more = json!({ "permissions": ["*"] });
    weak.write("PATCH", &format!("/v1/api-keys/{own}"), &[], &more).await.is_problem(403, "forbidden");

    let deleted = api.send("DELETE", &path, &[], Body::empty()).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text);
    nightly.get("/v1/documents").await.is_problem(401, "unauthenticated");
}

async fn a_use_is_written(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let keys = fixture.store.tenant("acme").api_keys();
    let id = keys.get_by_key_id("first").await.unwrap().id;
    assert_eq!(keys.last_used_at(id).await.unwrap(), None);
    api.get("/v1/users").await;
    let first = keys.last_used_at(id).await.unwrap();
    assert!(first.is_some());
    api.get("/v1/users").await;
    assert_eq!(keys.last_used_at(id).await.unwrap(), first, "at most once a minute");
}
