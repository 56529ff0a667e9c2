//! What a handler answers.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use larder::Json;
use serde::Serialize;

use crate::service::response::etag;
use crate::service::response::problem::{INTERNAL, Problem, Result};

/// A body of JSON with its tag.
#[derive(Debug, Clone)]
pub(in crate::service) struct Reply {
    pub(in crate::service) status: StatusCode,
    /// The id of what was created.
    pub(in crate::service) id: Option<String>,
    pub(in crate::service) body: Json,
    /// What is kept in place of the body for a request that is sent again: without what is shown once.
    kept: Option<Json>,
    version: Option<i64>,
}

impl Reply {
    /// Answers with a value.
    pub(in crate::service) fn ok(value: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_value(value).map_err(|_| Problem::new(&INTERNAL))?;
        Ok(Self { status: StatusCode::OK, id: None, body, kept: None, version: None })
    }

    /// Answers with a row that has a version, if any.
    pub(in crate::service) fn row(value: &impl Serialize, version: Option<i64>) -> Result<Self> {
        Ok(Self { version, ..Self::ok(value)? })
    }

    /// Answers with a row that was created.
    pub(in crate::service) fn created(value: &impl Serialize, version: Option<i64>) -> Result<Self> {
        let reply = Self::row(value, version)?;
        let id = reply.body["id"].as_str().map(str::to_owned);
        Ok(Self { status: StatusCode::CREATED, id, ..reply })
    }

    /// Returns what is kept for a request that is sent again.
    pub(in crate::service) fn kept(&self) -> Json {
        self.kept.as_ref().unwrap_or(&self.body).clone()
    }

    /// Says what is kept in place of the body.
    pub(in crate::service) fn keeping(self, kept: Json) -> Self {
        Self { kept: Some(kept), ..self }
    }

    /// Answers again with what was kept.
    pub(in crate::service) fn again(status: i32, id: Option<String>, body: Json) -> Self {
        let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let version = body["version"].as_i64();
        Self { status: status.unwrap_or(StatusCode::OK), id, body, kept: None, version }
    }

    /// Sends it; `path` is that of the collection, where something was created.
    pub(in crate::service) fn send(self, path: Option<&str>) -> Response {
        let text = self.body.to_string();
        let tag = etag::of(self.version, text.as_bytes());
        let mut response = (self.status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        set(headers, ETAG, &tag);
        if let (Some(path), Some(id), StatusCode::CREATED) = (path, &self.id, self.status) {
            set(headers, LOCATION, &format!("{path}/{id}"));
        }
        response
    }

    /// Sends it unless the client has it.
    pub(in crate::service) fn send_unless_known(self, headers: &HeaderMap) -> Response {
        let mut response = self.send(None);
        let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
        if etag::is_known(headers, tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
            response.headers_mut().remove(CONTENT_TYPE);
        }
        response
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}
