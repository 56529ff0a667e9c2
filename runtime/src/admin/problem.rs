//! Problem documents (RFC 9457).

use std::borrow::Cow;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::options::TOKEN;
use super::reply;
use crate::error::{Error, ErrorKind};

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ProblemDocument {
    status: StatusCode,
    name: &'static str,
    title: &'static str,
    detail: Option<Cow<'static, str>>,
    members: Map<String, Value>,
    retry_after: Option<Duration>,
    is_challenge: bool,
}

pub(super) type Outcome<T> = Result<T, ProblemDocument>;

impl ProblemDocument {
    pub(super) fn new(status: StatusCode, name: &'static str, title: &'static str) -> Self {
        Self { status, name, title, detail: None, members: Map::new(), retry_after: None, is_challenge: false }
    }

    pub(super) fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", "The request cannot be understood.").detail(detail)
    }

    pub(super) fn unauthenticated() -> Self {
        let title = "A valid token is required.";
        let detail = "Send the header `Authorization: Bearer <token>`.";
        let problem = Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", title).detail(detail);
        Self { is_challenge: true, ..problem }
    }

    pub(super) fn no_token_configured() -> Self {
        let detail = format!("Set {TOKEN} in the environment of the service, and send its value as a bearer token.");
        Self::new(StatusCode::FORBIDDEN, "no-token-configured", "No token is configured.").detail(detail)
    }

    pub(super) fn too_many(wait: Duration) -> Self {
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate-limit", "Too many requests.");
        Self { retry_after: Some(wait), ..problem }
    }

    pub(super) fn detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    pub(super) fn member(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// Returns the document.
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.insert("type".to_owned(), json!(format!("urn:larder:problem:{}", self.name)));
        document.insert("title".to_owned(), json!(self.title));
        document.insert("status".to_owned(), json!(self.status.as_u16()));
        if let Some(detail) = &self.detail {
            document.insert("detail".to_owned(), json!(detail));
        }
        document.extend(self.members.clone());
        Value::Object(document)
    }
}

impl From<&Error> for ProblemDocument {
    /// Messages of larder hold no secrets and no values of rows.
    fn from(error: &Error) -> Self {
        let (status, name, title) = match error.kind() {
            ErrorKind::Migration(_) => (StatusCode::CONFLICT, "migration", "The migrations cannot be run like this."),
            ErrorKind::Locked(_) => (StatusCode::CONFLICT, "locked", "Somebody else holds the lock."),
            ErrorKind::Timeout { .. } | ErrorKind::Unavailable(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The database does not answer.")
            }
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "The request failed."),
        };
        let problem = Self::new(status, name, title).detail(error.to_string());
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(Duration::from_secs(1));
        Self { retry_after, ..problem }
    }
}

impl From<Error> for ProblemDocument {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl IntoResponse for ProblemDocument {
    fn into_response(self) -> Response {
        let mut response = reply::json(self.status, &self.document());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.is_challenge {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"larder\""));
        }
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs_f64().ceil().max(1.0) as u64));
        }
        response
    }
}
