//! The transaction closure where applications use it: in spawned tasks and in an axum handler, with borrowed captures.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use integration::{Fixture, on_every_engine};
use larder::Error;
use serde_json::{Value, json};
use tower::ServiceExt;
use voicehelper::models::{NewConversation, NewUser, Store};

use crate::seed;

on_every_engine!(a_transaction_runs_in_a_spawned_task, a_transaction_runs_in_a_handler);

async fn register(store: &Store, tenant: &str, name: &str) -> Result<(String, String), Error> {
    let mut seen = Vec::new();
    let scope = store.tenant(tenant);
    let title = scope
        .transaction(async |tx| {
            let (users, conversations) = (tx.users(), tx.conversations());
            let user = users.create(NewUser::new(name, name, name)).await?;
            seen.push(user.user_id.clone());
            let conversation = conversations.create(NewConversation::new(&user, format!("Welcome, {name}"))).await?;
            Ok::<_, Error>(conversation.title)
        })
        .await?;
    Ok((title, seen.concat()))
}

async fn a_transaction_runs_in_a_spawned_task(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let store = fixture.store.clone();
    let name = String::from("ada");
    let task = tokio::spawn(async move { register(&store, "acme", &name).await });
    assert_eq!(task.await.unwrap().unwrap(), ("Welcome, ada".to_owned(), "ada".to_owned()));
}

async fn handler(
    State(store): State<Arc<Store>>,
    Path((tenant, name)): Path<(String, String)>,
) -> Result<Json<Value>, StatusCode> {
    match register(&store, &tenant, &name).await {
        Ok((title, _)) => Ok(Json(json!({ "title": title }))),
        Err(error) if error.is_unique_violation() => Err(StatusCode::CONFLICT),
        Err(error) if error.violations().is_some() => Err(StatusCode::UNPROCESSABLE_ENTITY),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

async fn a_transaction_runs_in_a_handler(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let app = Router::new().route("/{tenant}/{name}", post(handler)).with_state(Arc::new(fixture.store.clone()));
    for (name, expected) in
        [("ada", StatusCode::OK), ("ada", StatusCode::CONFLICT), ("a", StatusCode::UNPROCESSABLE_ENTITY)]
    {
        let request = axum::http::Request::post(format!("/acme/{name}")).body(axum::body::Body::empty()).unwrap();
        assert_eq!(app.clone().oneshot(request).await.unwrap().status(), expected);
    }
}
