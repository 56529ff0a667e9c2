//! What the service tells its operator.

use axum::body::Body;
use integration::{Fixture, on_every_engine};
use serde_json::{Value, json};
use voicehelper::models::TenantPlan;
use voicehelper::service::create_tenant;

use crate::api::Api;

on_every_engine!(tenants_are_told_by_use);

async fn tenants_are_told_by_use(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    create_tenant(&fixture.store, "globex", "Globex", TenantPlan::Free).await.unwrap();
    let user = api.user("ada").await;
    let conversation = api.post("/v1/conversations", &json!({ "user_id": user, "title": "Weather" })).await.created();
    let path = format!("/v1/conversations/{conversation}/messages");
    api.post(&path, &json!({ "role": "user", "content": "hi", "token_count": 7 })).await.created();

    let used = api.by("").send("GET", "/admin/tenants", &[], Body::empty()).await.json();
    let figures = |tenant: &str| {
        let one = used.as_array().unwrap().iter().find(|one| one["tenant"] == tenant);
        one.unwrap_or_else(|| panic!("{used}"))["figures"].clone()
    };
    let figure = |tenant: &str, name: &str| -> Value {
        let figures = figures(tenant);
        let one = figures.as_array().unwrap().iter().find(|one| one["name"] == name);
        one.unwrap_or_else(|| panic!("{figures}"))["value"].clone()
    };
    assert_eq!(figures("acme")[0]["name"], "requests", "tenants are shown by the first figure");
    assert_eq!((figure("acme", "requests"), figure("acme", "tokens today")), (json!(3), json!(7)));
    assert_eq!((figure("globex", "requests"), figure("globex", "tokens today")), (json!(0), json!(0)));
}
