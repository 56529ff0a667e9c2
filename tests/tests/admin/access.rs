//! Who may ask for what, how much and how often.

use axum::body::Body;
use axum::http::StatusCode;
use integration::{Fixture, on_every_engine};
use larder::admin::AdminOptions;
use serde_json::json;

use crate::client::{Operator, TOKEN};

on_every_engine!(
    changes_need_the_token,
    reads_are_open_unless_they_are_protected,
    what_is_sent_is_bounded,
    paths_lead_nowhere_else,
);

const PROBES: [&str; 2] = ["/healthz", "/readyz"];
const READS: [&str; 8] = [
    "/admin/history",
    "/admin/tenants",
    "/stats",
    "/metrics",
    "/admin/inspect",
    "/admin/migrations/status",
    "/admin/cache",
    "/admin/cache/entry?region=tenant&key=0192d3c0-0000-7000-8000-000000000000",
];

/// What changes something, each with a body that changes nothing.
async fn writes(operator: &Operator) -> [(&'static str, String); 3] {
    let last = operator.migrations().await.pop().unwrap();
    [
        ("/admin/migrations/migrate", String::new()),
        ("/admin/migrations/rollback", json!({ "to": last }).to_string()),
        ("/admin/cache/flush", json!({ "region": "tenant" }).to_string()),
    ]
}

async fn changes_need_the_token(fixture: Fixture) {
    let with = Operator::of(&fixture.store);
    let without = Operator::with(&fixture.store, AdminOptions::new()).sends(Some(TOKEN));
    for (path, body) in writes(&with).await {
        let post = async |operator: &Operator| operator.send("POST", path, &[], Body::from(body.clone())).await;
        let missing = post(&with.sends(None)).await;
        missing.is_problem(401, "unauthenticated");
        assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"larder\"", "{path}");
        for wrong in ["", "wrong", &TOKEN[1..], &TOKEN.to_uppercase()] {
            post(&with.sends(Some(wrong))).await.is_problem(401, "unauthenticated");
        }
        let refused = post(&without).await.is_problem(403, "no-token-configured");
        assert!(refused["detail"].as_str().unwrap().contains("ADMIN_TOKEN"), "{refused}");
        let right = post(&with).await;
        assert_eq!(right.status, StatusCode::OK, "{path}: {}", right.text);
        let scheme = [("authorization", "Basic Y29ycmVjdA==")];
        with.sends(None).send("POST", path, &scheme, Body::from(body.clone())).await.is_problem(401, "unauthenticated");
        let lower = [("authorization", format!("bearer {TOKEN}"))];
        let lower = lower.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(with.sends(None).send("POST", path, &lower, Body::from(body)).await.status, StatusCode::OK);
    }
}

async fn reads_are_open_unless_they_are_protected(fixture: Fixture) {
    let open = Operator::with(&fixture.store, AdminOptions::new());
    for path in PROBES.iter().chain(&READS) {
        let answer = open.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), ("no-store", "nosniff"));
        open.send("PUT", path, &[], Body::empty()).await.is_problem(405, "method-not-allowed");
    }
    let protected = Operator::with(&fixture.store, AdminOptions::new().token(TOKEN).protect_reads(true));
    for path in READS {
        protected.get(path).await.is_problem(401, "unauthenticated");
        protected.sends(Some("wrong")).get(path).await.is_problem(401, "unauthenticated");
        assert_eq!(protected.sends(Some(TOKEN)).get(path).await.status, StatusCode::OK, "{path}");
    }
    let probe = protected.get("/readyz").await.ok();
    assert_eq!(probe["checks"]["database"], json!({ "status": "ready" }), "probes tell nothing else");
    let told = protected.sends(Some(TOKEN)).get("/readyz").await.ok();
    assert!(told["checks"]["database"]["latency_seconds"].is_f64(), "{told}");
    let nobody = Operator::with(&fixture.store, AdminOptions::new().protect_reads(true));
    nobody.get("/stats").await.is_problem(403, "no-token-configured");
}

async fn what_is_sent_is_bounded(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    let large = format!("{{\"region\": \"{}\"}}", "x".repeat(20_000));
    for (path, _) in writes(&operator).await {
        operator.send("POST", path, &[], Body::from(large.clone())).await.is_problem(413, "too-large");
        for wrong in ["[", "[]", "{\"no_such_member\": 1}", "\u{0}", "{\"region\": 3}"] {
            operator.send("POST", path, &[], Body::from(wrong)).await.is_problem(400, "bad-request");
        }
    }
    let long = format!("/admin/cache/entry?region={}", "x".repeat(5_000));
    operator.get(&long).await.is_problem(414, "too-long");
    operator.get("/admin/cache/entry?region=tenant&value=1").await.is_problem(400, "bad-request");
    let mut refused = 0;
    for _ in 0..200 {
        let answer = operator.get("/healthz").await;
        if answer.status != StatusCode::OK {
            answer.is_problem(429, "rate-limit");
            assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
            refused += 1;
        }
    }
    assert!((1..=100).contains(&refused), "{refused} of 200 at once were refused");
    assert_eq!(operator.get("/readyz").await.status, StatusCode::OK, "each route has permits of its own");
    let guesses = Operator::of(&fixture.store).sends(Some("a guess"));
    let mut answers = Vec::new();
    for _ in 0..40 {
        answers.push(guesses.post("/admin/cache/flush", &json!({})).await.status.as_u16());
    }
    assert_eq!((answers[0], answers[39]), (401, 429), "guesses are slowed down");
    let right = guesses.sends(Some(TOKEN)).post("/admin/cache/flush", &json!({ "region": "tenant" })).await;
    assert_eq!(right.status, StatusCode::OK, "who has the token is not kept out by those who guess");
}

async fn paths_lead_nowhere_else(fixture: Fixture) {
    let operator = Operator::of(&fixture.store);
    for path in [
        "/admin/../etc/passwd",
        "/admin/assets/../../Cargo.toml",
        "/admin/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/admin/assets/..%2f..%2fCargo.toml",
        "/admin/assets//etc/passwd",
        "/admin/assets/",
        "/admin/migrations/status/../../../stats",
        "//stats",
        "/stats/",
        "/STATS",
    ] {
        assert_eq!(operator.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
