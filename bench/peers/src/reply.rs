//! Rows as JSON with their tag.

use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::problem::{Problem, Result};

/// Answers with a row, unless the client has it.
pub(crate) fn row(row: &impl Serialize, version: i64, headers: &HeaderMap) -> Result<Response> {
    let text = serde_json::to_string(row).map_err(|_| Problem(StatusCode::INTERNAL_SERVER_ERROR))?;
    let digest: String = Sha256::digest(&text).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{version}-{digest}\"");
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let mut response = text.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let tag = HeaderValue::from_str(&tag).map_err(|_| Problem(StatusCode::INTERNAL_SERVER_ERROR))?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// Returns the version that a write expects; `None` for any.
pub(crate) fn expected(headers: &HeaderMap) -> Result<Option<i64>> {
    let given = headers.get(IF_MATCH).and_then(|value| value.to_str().ok());
    match given {
        None => Err(Problem(StatusCode::PRECONDITION_REQUIRED)),
        Some("*") => Ok(None),
        Some(tag) => {
            let version = tag.trim_matches('"').split('-').next().and_then(|version| version.parse().ok());
            version.map(Some).ok_or(Problem(StatusCode::PRECONDITION_FAILED))
        }
    }
}
