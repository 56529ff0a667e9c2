//! Failures as problem documents.

use axum::http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug)]
pub(crate) struct Problem(pub(crate) StatusCode);

pub(crate) type Result<T> = std::result::Result<T, Problem>;

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = json!({ "title": self.0.canonical_reason(), "status": self.0.as_u16() });
        let mut response = (self.0, document.to_string()).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

/// The client gets to know that it failed; why is for the log.
pub(crate) fn failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a request failed");
    Problem(StatusCode::SERVICE_UNAVAILABLE)
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        failed(&error)
    }
}

impl From<sea_orm::DbErr> for Problem {
    fn from(error: sea_orm::DbErr) -> Self {
        failed(&error)
    }
}
