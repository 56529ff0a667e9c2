//! A client of the router.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use larder::admin::{AdminOptions, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use voicehelper::models::Store;

/// The token that tests configure.
pub(crate) const TOKEN: &str = "correct-horse-battery-staple";

/// The routes of a store, and the token that is sent.
#[derive(Clone)]
pub(crate) struct Operator {
    router: Router,
    token: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Operator {
    /// Mounts the routes with the token, and sends it.
    pub(crate) fn of(store: &Store) -> Self {
        Self::with(store, AdminOptions::new().token(TOKEN)).sends(Some(TOKEN))
    }

    pub(crate) fn with(store: &Store, options: AdminOptions) -> Self {
        Self { router: Router::new().merge(router(store, options)), token: None }
    }

    pub(crate) fn sends(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        Answer::read(self.begin(method, path, headers, body).await).await
    }

    /// Returns the answer as soon as it begins.
    pub(crate) async fn begin(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> axum::response::Response {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("accept", "application/json")], Body::from(body.to_string())).await
    }

    /// Returns the migrations of the build in their order.
    pub(crate) async fn migrations(&self) -> Vec<String> {
        let status = self.get("/admin/migrations/status").await.ok();
        let all = status["migrations"].as_array().unwrap().iter();
        all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Rolls migrations back without a question about what is lost.
    pub(crate) async fn roll_back(&self, count: usize) -> Answer {
        self.post("/admin/migrations/rollback", &json!({ "count": count, "accept_loss": true })).await
    }
}

impl Answer {
    pub(crate) async fn read(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is no JSON", self.text))
    }

    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Checks that this is a problem document of a kind.
    pub(crate) fn is_problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let document = self.json();
        assert_eq!(document["type"], format!("urn:larder:problem:{kind}"), "{}", self.text);
        assert_eq!(document["status"], status);
        document
    }
}
