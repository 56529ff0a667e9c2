//! Rows over HTTP, from their creation to their end.

use axum::body::Body;
use axum::http::StatusCode;
use integration::{Fixture, on_every_engine};
use larder::statistics::Operation;
use serde_json::{Value, json};

use crate::api::{Api, user};

on_every_engine!(
    a_user_lives_its_life,
    every_violation_is_told_in_the_language_asked_for,
    lists_go_on_at_their_cursor,
    a_conversation_is_held_deleted_and_restored,
    documents_and_messages_are_found_by_words,
    a_voice_session_is_completed_once,
    a_delete_is_one_statement,
    the_tenant_is_read_and_changed,
    figures_of_the_application_are_added_to,
    the_document_knows_the_rules,
);

async fn a_user_lives_its_life(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let created = api.post("/v1/users", &user("ada")).await;
    let id = created.created();
    let path = format!("/v1/users/{id}");
    assert_eq!(created.header("location"), path);
    assert!(!created.header("x-request-id").is_empty());
    assert_eq!((&created.json()["role"], &created.json()["version"]), (&json!("user"), &json!(0)));

    let read = api.get(&path).await;
    let tag = read.header("etag").to_owned();
    assert!(tag.starts_with("\"0-"), "{tag}");
    let known = api.send("GET", &path, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!((known.status, known.text.as_str()), (StatusCode::NOT_MODIFIED, ""));

    let change = json!({ "nickname": "Ada L.", "email": "ada@acme.example" });
    api.write("PATCH", &path, &[], &change).await.is_problem(428, "match-required");
    let changed = api.write("PATCH", &path, &[("if-match", &tag)], &change).await;
    assert_eq!((changed.status, &changed.json()["nickname"]), (StatusCode::OK, &json!("Ada L.")));
    api.write("PATCH", &path, &[("if-match", &tag)], &change).await.is_problem(412, "stale-version");
    api.write("PATCH", &path, &[("if-match", "\"other\"")], &change).await.is_problem(412, "stale-version");
    // Null is not the same as nothing.
    let cleared = api.write("PATCH", &path, &[("if-match", "*")], &json!({ "email": null })).await.json();
    assert_eq!((&cleared["email"], &cleared["nickname"]), (&Value::Null, &json!("Ada L.")));

    api.post("/v1/users", &user("ada")).await.is_problem(409, "conflict");
    api.send("DELETE", &path, &[], Body::empty()).await.is_problem(428, "match-required");
    api.send("DELETE", &path, &[("if-match", &tag)], Body::empty()).await.is_problem(412, "stale-version");
    let deleted = api.send("DELETE", &path, &[("if-match", "*")], Body::empty()).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (StatusCode::NO_CONTENT, ""));
    api.get(&path).await.is_problem(404, "not-found");
    api.get("/v1/users/nonsense").await.is_problem(404, "not-found");
}

async fn every_violation_is_told_in_the_language_asked_for(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let bad = json!({ "user_id": "no good", "username": "x".repeat(51), "nickname": "n", "email": "nobody" });
    let paths = |answer: &Value| {
        let errors = answer["errors"].as_array().unwrap().iter();
        errors.map(|error| error["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let english = api.post("/v1/users", &bad).await;
    english.is_problem(422, "invalid");
    assert_eq!(paths(&english.json()), ["user_id", "username", "email"]);
    let chinese = api.write("POST", "/v1/users", &[("accept-language", "zh-CN,en;q=0.5")], &bad).await;
    chinese.is_problem(422, "invalid");
    assert_eq!(chinese.header("content-language"), "zh");
    assert_eq!(chinese.json()["title"], "部分内容无效。");
    assert_eq!(chinese.json()["errors"][2]["message"], "必须是有效的电子邮箱地址");

    let strange = json!({ "user_id": 7, "username": null, "role": "king", "more": 1, "id": "x", "created_at": "y" });
    let told = api.post("/v1/users", &strange).await;
    told.is_problem(422, "invalid");
    let mut told = paths(&told.json());
    told.sort();
    told.dedup();
    assert_eq!(told, ["created_at", "id", "more", "nickname", "role", "user_id", "username"]);

    let orphan = json!({ "user_id": "01890a5d-ac96-774b-bcce-b302099a8057", "title": "Of nobody" });
    let told = api.post("/v1/conversations", &orphan).await;
    told.is_problem(422, "invalid");
    assert_eq!(told.json()["errors"][0]["path"], "user_id");
}

async fn lists_go_on_at_their_cursor(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    for number in 0..5 {
        api.user(&format!("user-{number}")).await;
    }
    let names = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|user| user["user_id"].as_str().unwrap().to_owned()).collect()
    };
    let first = api.get("/v1/users?limit=3").await.json();
    let rest = api.get(&format!("/v1/users?limit=3&cursor={}", first["next"].as_str().unwrap())).await.json();
    assert_eq!(names(&first), ["user-4", "user-3", "user-2"]);
    assert_eq!((names(&rest), &rest["next"]), (vec!["user-1".to_owned(), "user-0".to_owned()], &Value::Null));
    assert_eq!(names(&api.get("/v1/users?status=banned").await.json()), [""; 0]);
    let cursor = first["next"].as_str().unwrap();
    api.get("/v1/usage?metric_type=").await.is_problem(400, "bad-request");
    for query in
        ["limit=0", "limit=101", "limit=x", "cursor=x", "status=king", "color=red", "role=", "status=active&role=user"]
    {
        api.get(&format!("/v1/users?{query}")).await.is_problem(400, "bad-request");
    }
    api.get(&format!("/v1/users?status=active&cursor={cursor}")).await.is_problem(400, "bad-request");
    let page = api.get("/v1/users").await;
    let known = api.send("GET", "/v1/users", &[("if-none-match", page.header("etag"))], Body::empty()).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

async fn a_conversation_is_held_deleted_and_restored(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let user = api.user("ada").await;
    let conversation = api.post("/v1/conversations", &json!({ "user_id": user, "title": "Hello" })).await.created();
    let path = format!("/v1/conversations/{conversation}");
    let message = json!({ "role": "user", "content": "how are you", "token_count": 4, "user_id": user });
    let first = api.post(&format!("{path}/messages"), &message).await.created();
    assert_eq!(api.get(&format!("/v1/messages/{first}")).await.json()["content"], "how are you");
    let before = api.get(&path).await;
    api.post(&format!("{path}/messages"), &message).await.created();
    let after = api.get(&path).await;
    assert_eq!((&after.json()["msg_count"], &after.json()["token_count"]), (&json!(2), &json!(8)));
    assert_ne!(before.header("etag"), after.header("etag"), "counters are in the tag");
    // They do not make the version of the client stale.
    let change = api.write("PATCH", &path, &[("if-match", before.header("etag"))], &json!({ "title": "Again" })).await;
    assert_eq!(change.status, StatusCode::OK, "{}", change.text);
    let messages = api.get(&format!("{path}/messages?role=user&limit=1")).await.json();
    assert_eq!((messages["items"].as_array().unwrap().len(), messages["next"].is_string()), (1, true));
    assert_eq!(api.get("/v1/usage/today").await.json()["used"]["tokens"], 8);

    assert_eq!(api.send("DELETE", &path, &[("if-match", "*")], Body::empty()).await.status, StatusCode::NO_CONTENT);
    api.get(&path).await.is_problem(404, "not-found");
    api.post(&format!("{path}/messages"), &message).await.is_problem(404, "not-found");
    assert_eq!(api.post(&format!("{path}/restore"), &json!({})).await.json()["title"], "Again");
    assert_eq!(api.get(&path).await.json()["msg_count"], 2);
    api.post(&format!("{path}/restore"), &json!({})).await.is_problem(404, "not-found");
}

async fn documents_and_messages_are_found_by_words(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let document =
        json!({ "document_id": "guide", "title": "语音助手指南", "content": "How to speak", "source": "web" });
    let id = api.post("/v1/documents", &document).await.created();
    let found = api.get("/v1/documents/search?q=%E6%8C%87%E5%8D%97").await.json();
    assert_eq!(found["items"][0]["id"], id);
    assert_eq!(api.get("/v1/documents/search?q=absent").await.json()["items"], json!([]));
    assert_eq!(api.get("/v1/documents?source=web").await.json()["items"][0]["id"], id);
    api.get("/v1/documents/search").await.is_problem(400, "bad-request");
    assert_eq!(api.get("/v1/messages/search?q=anything").await.json()["items"], json!([]));
}

async fn a_voice_session_is_completed_once(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let user = api.user("ada").await;
    let request = json!({ "session_id": "call-1", "user_id": user, "config": { "sample_rate": 16000 } });
    let id = api.post("/v1/voice-sessions", &request).await.created();
    let wrong = json!({ "session_id": "call-2", "user_id": user, "config": { "sample_rate": 1, "channels": 9 } });
    let told = api.post("/v1/voice-sessions", &wrong).await;
    told.is_problem(422, "invalid");
    assert_eq!(told.json()["errors"][0]["path"], "config.sample_rate");
    let path = format!("/v1/voice-sessions/{id}/complete");
    let done = api.post(&path, &json!({ "audio_duration_seconds": 61 })).await.json();
    assert_eq!((&done["status"], &done["audio_duration_seconds"]), (&json!("completed"), &json!(61)));
    api.post(&path, &json!({ "audio_duration_seconds": 61 })).await.is_problem(409, "conflict");
    api.post(&path, &json!({ "audio_duration_seconds": -1 })).await.is_problem(422, "invalid");
    api.post(&path, &json!({})).await.is_problem(422, "invalid");
    assert_eq!(api.get("/v1/usage/today").await.json()["used"]["audio_seconds"], 61);
}

async fn a_delete_is_one_statement(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let user = api.user("ada").await;
    let session = api.post("/v1/voice-sessions", &json!({ "session_id": "call", "user_id": user })).await.created();
    let document = json!({ "document_id": "guide", "title": "Guide", "content": "How to", "source": "web" });
    let document = api.post("/v1/documents", &document).await.created();
    let rows =
        [("VoiceSession", format!("/v1/voice-sessions/{session}")), ("Document", format!("/v1/documents/{document}"))];
    for (entity, path) in rows {
        let reads = || {
            let statements = fixture.store.statistics().database.statements;
            let of_entity = statements.iter().filter(|statement| statement.entity == entity);
            of_entity.filter(|it| it.operation == Operation::Read).map(|it| it.executions()).sum::<u64>()
        };
        let before = reads();
        let answer = api.send("DELETE", &path, &[("if-match", "*")], Body::empty()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
        assert_eq!(reads(), before, "{entity} is not read before it is deleted");
    }
}

async fn the_tenant_is_read_and_changed(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let tenant = api.get("/v1/tenant").await;
    assert_eq!(tenant.json()["tenant_id"], "acme");
    let tag = tenant.header("etag").to_owned();
    let refused = api.write("PATCH", "/v1/tenant", &[("if-match", &tag)], &json!({ "plan": "enterprise" })).await;
    refused.is_problem(422, "invalid");
    let changed = api.write("PATCH", "/v1/tenant", &[("if-match", &tag)], &json!({ "name": "Acme Inc" })).await;
    assert_eq!((&changed.json()["name"], &changed.json()["version"]), (&json!("Acme Inc"), &json!(1)));
    api.user("ada").await;
    assert_eq!(api.get("/v1/tenant/stats").await.json()["users"], 1);
}

async fn figures_of_the_application_are_added_to(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let user = api.user("ada").await;
    let figure = json!({ "date": "2026-01-31", "metric_type": "pages", "metric_value": 3, "user_id": user });
    let first = api.post("/v1/usage", &figure).await;
    let path = format!("/v1/usage/{}", first.created());
    assert_eq!(first.header("location"), path);
    assert_eq!(api.post("/v1/usage", &figure).await.json()["metric_value"], 6);
    let changed = api.write("PATCH", &path, &[], &json!({ "metric_value": 5, "metadata": { "why": "twice" } })).await;
    assert_eq!((changed.status, &changed.json()["metric_value"]), (StatusCode::OK, &json!(5)), "{}", changed.text);
    api.write("PATCH", &path, &[], &json!({ "metric_type": "tokens" })).await.is_problem(422, "invalid");
    assert_eq!(api.get("/v1/usage?date=2026-01-31").await.json()["items"][0]["metadata"]["why"], "twice");
    assert_eq!(api.send("DELETE", &path, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
    api.get(&path).await.is_problem(404, "not-found");

    // What quotas are made of is nobody's to change.
    let own = json!({ "date": "2026-01-31", "metric_type": "tokens", "metric_value": -100 });
    api.post("/v1/usage", &own).await.is_problem(422, "invalid");
    api.post("/v1/voice-sessions", &json!({ "session_id": "call", "user_id": user })).await.created();
    let counted = api.get("/v1/usage?metric_type=voice_sessions").await.json();
    let path = format!("/v1/usage/{}", counted["items"][0]["id"].as_str().unwrap());
    api.write("PATCH", &path, &[], &json!({ "metric_value": 0 })).await.is_problem(422, "invalid");
    api.send("DELETE", &path, &[], Body::empty()).await.is_problem(409, "conflict");
    let noted = api.write("PATCH", &path, &[], &json!({ "metadata": { "note": "first" } })).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", noted.text);
}

async fn the_document_knows_the_rules(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let document = api.by("").get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = &document["components"]["schemas"];
    let new = &schemas["NewUser"];
    assert_eq!(new["required"], json!(["user_id", "username", "nickname"]));
    assert_eq!(new["properties"]["user_id"]["minLength"], 3);
    assert_eq!(new["properties"]["user_id"]["pattern"], "^[A-Za-z0-9_-]+$");
    assert_eq!(new["properties"]["email"]["format"], "email");
    assert_eq!(new["properties"]["created_at"], Value::Null, "only the service sets it");
    assert_eq!(schemas["UserRole"]["enum"], json!(["user", "admin", "super_admin"]));
    assert_eq!(schemas["UserId"]["format"], "uuid");
    assert_eq!(schemas["User"]["properties"]["created_at"]["format"], "date-time");
    assert_eq!(schemas["UserPatch"]["properties"]["username"]["type"], "string", "{}", schemas["UserPatch"]);
    assert_eq!(schemas["UserPatch"]["properties"]["email"]["type"], json!(["string", "null"]));
    let changed: Vec<_> = schemas["ApiKeyPatch"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(changed, ["expires_at", "name", "permissions", "rate_limit", "user_id"]);
    assert_eq!(schemas["ApiKeyPatch"]["properties"]["name"]["maxLength"], 100);
    assert_eq!(schemas["VoiceSessionPatch"]["properties"]["status"], Value::Null, "a patch ends no session");
    assert_eq!(schemas["VoiceConfig"]["properties"]["sample_rate"]["enum"][0], 8000);
    assert_eq!(schemas["Reference"]["properties"]["score"]["maximum"], 1.0);
    assert_eq!(schemas["AddMessage"]["properties"]["content"]["maxLength"], 10_000);
    for name in ["key_hash", "IdempotencyKey", "Lease"] {
        assert!(!document.to_string().contains(name), "{name}");
    }
    // Every reference points to something.
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas[name].is_object(), "{name}");
    }
    let links = &document["paths"]["/v1/users"]["post"]["responses"]["201"]["links"];
    let linked: Vec<_> = links.as_object().unwrap().keys().collect();
    assert_eq!(linked, ["deleteUser", "getUser", "patchUser"]);
    let metadata = &schemas["NewUser"]["properties"]["metadata"]["type"];
    assert!(!metadata.as_array().unwrap().contains(&json!("null")), "{metadata}");
    let page = api.by("").get("/docs/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{}", page.text);
}
