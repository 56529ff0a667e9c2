//! Migrations over HTTP.

use axum::body::Body;
use futures_util::StreamExt as _;
use integration::{Fixture, on_every_engine};
use serde_json::{Value, json};
use voicehelper::models::{NewLease, NewTenant};

use crate::client::{Answer, Operator};

on_every_engine!(
    states_and_plans_are_told,
    a_run_tells_its_progress,
    a_rollback_says_how_far_and_what_is_lost,
    a_run_goes_on_when_its_client_leaves_and_keeps_others_out,
    mistakes_are_problems,
);

const STATUS: &str = "/admin/migrations/status";
const MIGRATE: &str = "/admin/migrations/migrate";
const ROLLBACK: &str = "/admin/migrations/rollback";

/// Migrations of the application that others follow.
const FIGURES: &str = "0008_create_usage_stats";
const COLUMNS: &str = "0009_change_tenants_and_3_more";
const KEYS: &str = "0010_create_idempotency_keys";
const LEASES: &str = "0011_create_leases";

async fn roll_back_to(operator: &Operator, id: &str) -> Value {
    operator.post(ROLLBACK, &json!({ "to": id, "accept_loss": true })).await.ok()
}

/// Returns the migrations after one, all of which are to be pending.
async fn after(operator: &Operator, id: &str) -> Value {
    let all = operator.migrations().await;
    let place = all.iter().position(|one| one == id).unwrap();
    json!(all[place + 1..])
}

/// Returns the events of a stream: their names and what they say.
fn events(answer: &Answer) -> Vec<(String, Value)> {
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/event-stream"), "{}", answer.text);
    let field = |event: &str, name: &str| {
        event.lines().find_map(|line| Some(line.strip_prefix(name)?.trim_start_matches(':').trim().to_owned()))
    };
    let events = answer.text.split("\n\n").filter(|event| event.contains("event:"));
    events
        .map(|event| (field(event, "event").unwrap(), serde_json::from_str(&field(event, "data").unwrap()).unwrap()))
        .collect()
}

async fn states_and_plans_are_told(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let status = operator.get(STATUS).await.ok();
    let migrations = status["migrations"].as_array().unwrap();
    assert!(migrations.len() >= 11);
    assert!(migrations.iter().all(|one| one["state"] == "applied" && one["at"].is_string()), "{status}");
    assert_eq!((&status["pending"], &status["plan"], &status["run"]), (&json!([]), &json!([]), &Value::Null));
    let back = roll_back_to(&operator, FIGURES).await;
    let status = operator.get(STATUS).await.ok();
    assert_eq!(status["pending"], after(&operator, FIGURES).await);
    assert_eq!(back["rolled_back"].as_array().unwrap().len(), status["pending"].as_array().unwrap().len());
    let plan = status["plan"].as_array().unwrap();
    let adds = plan.iter().find(|step| step["id"] == COLUMNS).unwrap();
    assert!(adds["lock"].as_str().unwrap().contains("lock") || adds["lock"] == "ACCESS EXCLUSIVE, instant", "{adds}");
    assert!(adds["summary"].as_str().unwrap().contains("ALTER TABLE"), "{adds}");
    assert!(adds["statements"][0].as_str().unwrap().contains("version"), "{adds}");
    let applied = operator.post(MIGRATE, &json!({ "to": KEYS })).await.ok();
    assert_eq!(applied["applied"].as_array().unwrap().len(), 2, "{applied}");
    assert_eq!(operator.get(STATUS).await.ok()["pending"], after(&operator, KEYS).await);
}

async fn a_run_tells_its_progress(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    roll_back_to(&operator, LEASES).await;
    let body = json!({ "to": KEYS });
    let back = events(&operator.send("POST", ROLLBACK, &[], Body::from(body.to_string())).await);
    let names: Vec<&str> = back.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["started", "step_started", "step_finished", "finished", "done"]);
    assert_eq!(back[0].1, json!({ "id": LEASES, "direction": "down" }));
    assert_eq!(back[4].1["rolled_back"][0]["id"], LEASES);
    let body = Body::from(json!({ "to": LEASES }).to_string());
    let up = events(&operator.send("POST", MIGRATE, &[("accept", "*/*")], body).await);
    assert_eq!(up.last().unwrap().0, "done", "{up:?}");
    assert_eq!(up.last().unwrap().1["applied"][0]["id"], LEASES);
    assert_eq!(operator.post(MIGRATE, &json!({})).await.status.as_u16(), 200);
    let none = operator.post(MIGRATE, &json!({})).await.ok();
    assert_eq!(none, json!({ "applied": [], "rolled_back": [] }));
}

async fn a_rollback_says_how_far_and_what_is_lost(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    for vague in [json!({}), json!({ "count": 0 }), json!({ "count": 1, "to": "0001_create_tenants" })] {
        let problem = operator.post(ROLLBACK, &vague).await.is_problem(400, "bad-request");
        assert!(problem["detail"].as_str().unwrap().contains("count"), "{problem}");
    }
    fixture.store.tenants().create(NewTenant::new("acme", "Acme")).await.unwrap();
    let refused = operator.post(ROLLBACK, &json!({ "to": FIGURES })).await.is_problem(409, "loss");
    let lost = refused["losses"].as_array().unwrap();
    assert!(
        lost.contains(&json!({ "migration": COLUMNS, "table": "tenants", "column": "version", "rows": 1 })),
        "{refused}"
    );
    assert_eq!(operator.get(STATUS).await.ok()["pending"], json!([]), "nothing was changed");
    roll_back_to(&operator, LEASES).await;
    let back = operator.post(ROLLBACK, &json!({ "count": 1 })).await.ok();
    assert_eq!(back["rolled_back"][0]["id"], LEASES, "nothing is in its table");
    assert_eq!(operator.roll_back(2).await.status.as_u16(), 200);
}

async fn a_run_goes_on_when_its_client_leaves_and_keeps_others_out(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    roll_back_to(&operator, LEASES).await;
    // The table cannot go while somebody has written to it.
    let writer = fixture.store.begin().await.unwrap();
    writer.session().leases().create(NewLease::new("task", "me", larder::now())).await.unwrap();
    let body = json!({ "count": 1, "accept_loss": true }).to_string();
    let response = operator.begin("POST", ROLLBACK, &[], Body::from(body)).await;
    let mut stream = response.into_body().into_data_stream();
    let first = tokio::time::timeout(std::time::Duration::from_millis(500), stream.next()).await;
    drop((first, stream));
    operator.post(MIGRATE, &json!({})).await.is_problem(409, "busy");
    let run = operator.get(STATUS).await.ok()["run"].clone();
    assert_eq!(run["what"], "rollback", "{run}");
    writer.rollback().await.unwrap();
    while operator.get(STATUS).await.ok()["run"] != Value::Null {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(operator.get(STATUS).await.ok()["pending"], after(&operator, KEYS).await);
    assert_eq!(operator.post(MIGRATE, &json!({})).await.ok()["applied"][0]["id"], LEASES);
}

async fn mistakes_are_problems(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    for path in [MIGRATE, ROLLBACK] {
        let problem = operator.post(path, &json!({ "to": "0042_no_such" })).await.is_problem(409, "migration");
        assert!(problem["detail"].as_str().unwrap().contains("0042_no_such"), "{problem}");
    }
    let stream = operator.send("POST", MIGRATE, &[], Body::from("{\"to\": \"0042_no_such\"}")).await;
    let events = events(&stream);
    assert_eq!((events.len(), events[0].0.as_str()), (1, "failed"), "{}", stream.text);
    assert_eq!(events[0].1["type"], "urn:larder:problem:migration");
    assert_eq!(events[0].1["report"], json!({ "applied": [], "rolled_back": [] }));
}
