//! A client of the router.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use integration::Fixture;
use serde_json::{Value, json};
use tower::ServiceExt;
use voicehelper::models::TenantPlan;
use voicehelper::service::{Service, Settings, create_tenant, router};

/// The service of a store, and a key that may do everything in the tenant `acme`.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) service: Service,
    pub(crate) router: Router,
    pub(crate) key: String,
}

/// What the service answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Api {
    pub(crate) async fn of(fixture: &Fixture) -> Self {
        Self::with(fixture, Settings::default()).await
    }

    pub(crate) async fn with(fixture: &Fixture, settings: Settings) -> Self {
        let first = create_tenant(&fixture.store, "acme", "Acme Ltd", TenantPlan::Premium).await.unwrap();
        let service = Service::new(fixture.store.clone(), settings);
        Self { router: router(&service), service, key: first.key }
    }

    /// The same service with another key.
    pub(crate) fn by(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.key.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.key));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn write(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
        self.send(method, path, &headers, Body::from(body.to_string())).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.write("POST", path, &[], body).await
    }

    /// Creates a user and returns the key of its row.
    pub(crate) async fn user(&self, name: &str) -> String {
        self.post("/v1/users", &user(name)).await.created()
    }

    /// Issues a key and returns it.
    pub(crate) async fn issue(&self, request: &Value) -> String {
        let answer = self.post("/v1/api-keys", request).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["key"].as_str().unwrap().to_owned()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is no JSON", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn created(&self) -> String {
        assert_eq!(self.status, StatusCode::CREATED, "{}", self.text);
        self.json()["id"].as_str().unwrap().to_owned()
    }

    /// Checks that this is a problem document of a kind.
    pub(crate) fn is_problem(&self, status: u16, kind: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        assert_eq!(self.json()["type"], format!("urn:voicehelper:problem:{kind}"), "{}", self.text);
        assert_eq!(self.json()["status"], status);
    }
}

pub(crate) fn user(name: &str) -> Value {
    json!({ "user_id": name, "username": name, "nickname": name })
}
