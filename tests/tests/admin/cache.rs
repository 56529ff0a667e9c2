//! The cache seen and emptied from outside.

use integration::{Engine, Fixture, on_every_engine};
use serde_json::{Value, json};
use voicehelper::models::{NewTenant, NewUser};

use crate::client::Operator;

on_every_engine!(
    the_state_of_a_key_is_told,
    regions_tenants_and_keys_are_flushed,
    values_of_an_application_are_flushed,
    regions_that_are_not_there_are_named,
);

async fn entry(operator: &Operator, query: &str) -> Value {
    operator.get(&format!("/admin/cache/entry?{query}")).await.ok()
}

fn memory(entry: &Value) -> &str {
    entry["memory"]["state"].as_str().unwrap()
}

async fn the_state_of_a_key_is_told(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let acme = fixture.store.tenants().create(NewTenant::new("acme", "Acme")).await.unwrap();
    let by_id = format!("region=tenant&key={}", acme.id);
    let fresh = entry(&operator, &by_id).await;
    assert_eq!(memory(&fresh), "absent", "{fresh}");
    assert_eq!(fresh["key"], format!("tenant::{}", acme.id));
    fixture.store.tenants().get(acme.id).await.unwrap();
    fixture.store.cache().settle().await;
    let read = entry(&operator, &by_id).await;
    assert_eq!(memory(&read), "row", "{read}");
    assert!(read["memory"]["remaining_seconds"].as_f64().unwrap() > 1.0, "{read}");
    if fixture.engine == Engine::Sqlite {
        assert_eq!(read["redis"], Value::Null);
    } else {
        assert_eq!(read["redis"]["state"], "row", "{read}");
        assert!(read["redis"]["bytes"].as_u64().unwrap() > 40, "{read}");
    }
    let nobody = "region=tenant&alias=tenant_id&key=nobody%20%3A~";
    assert!(fixture.store.tenants().find_by_tenant_id("nobody :~").await.unwrap().is_none());
    fixture.store.cache().settle().await;
    let negative = entry(&operator, nobody).await;
    let known =
        if fixture.engine == Engine::Sqlite { memory(&negative) } else { negative["redis"]["state"].as_str().unwrap() };
    assert_eq!(known, "no_row", "{negative}");
    let before = fixture.store.statistics().cache.total;
    entry(&operator, &by_id).await;
    assert_eq!(fixture.store.statistics().cache.total, before, "a look is no read");
}

async fn regions_tenants_and_keys_are_flushed(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let mut users = Vec::new();
    for name in ["acme", "other"] {
        fixture.store.tenants().create(NewTenant::new(name, name)).await.unwrap();
        let scope = fixture.store.tenant(name);
        users.push((name, scope.users().create(NewUser::new("ada", "ada", "Ada")).await.unwrap().id));
    }
    let all = async |expected: [&str; 2]| {
        for ((tenant, id), state) in users.iter().zip(expected) {
            let found = entry(&operator, &format!("region=user&tenant={tenant}&key={id}")).await;
            let is_there = if state == "row" { "row" } else { "absent unusable" };
            assert!(is_there.contains(memory(&found)), "{tenant}: {found}, expected {state}");
            let redis = found["redis"]["state"].as_str().unwrap_or(memory(&found));
            assert!(is_there.contains(redis), "{tenant}: {found}, expected {state}");
        }
    };
    let flush = async |what: Value| {
        for (tenant, id) in &users {
            fixture.store.tenant(tenant).users().get(*id).await.unwrap();
        }
        fixture.store.cache().settle().await;
        all(["row", "row"]).await;
        let report = operator.post("/admin/cache/flush", &what).await.ok();
        assert_eq!(report, json!({ "invalidations": 1, "unconfirmed": 0 }));
    };
    flush(json!({ "region": "user", "tenant": "acme", "key": [users[0].1] })).await;
    all(["none", "row"]).await;
    flush(json!({ "region": "user", "tenant": "other" })).await;
    all(["row", "none"]).await;
    flush(json!({ "region": "user" })).await;
    all(["none", "none"]).await;
    assert_eq!(fixture.store.tenant("acme").users().get(users[0].1).await.unwrap().user_id, "ada");
}

async fn values_of_an_application_are_flushed(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let values = fixture.store.cache().values("figures");
    let set = async || {
        values.set("a", b"1".to_vec(), None).await;
        values.set("b", b"2".to_vec(), None).await;
    };
    set().await;
    operator.post("/admin/cache/flush", &json!({ "region": "values figures", "key": ["a"] })).await.ok();
    assert_eq!((values.get("a").await, values.get("b").await), (None, Some(b"2".to_vec())));
    set().await;
    operator.post("/admin/cache/flush", &json!({ "region": "values figures" })).await.ok();
    assert_eq!((values.get("a").await, values.get("b").await), (None, None));
    set().await;
    assert_eq!(values.get("a").await, Some(b"1".to_vec()), "it can be filled again");
}

async fn regions_that_are_not_there_are_named(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let unknown = operator.get("/admin/cache/entry?region=Nobody&key=1").await.is_problem(404, "no-such-region");
    assert!(unknown["regions"].as_array().unwrap().contains(&json!("tenant")), "{unknown}");
    for region in ["", "Nobody", "values nobody", "user (alias)"] {
        operator.post("/admin/cache/flush", &json!({ "region": region })).await.is_problem(404, "no-such-region");
    }
    operator.get("/admin/cache/entry?region=tenant").await.is_problem(400, "bad-request");
}
