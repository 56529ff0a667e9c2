//! Reads what a request says: a small body of JSON, and parameters of the URL.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::problem::{Outcome, ProblemDocument};

const LARGEST_BODY: usize = 16 << 10;
const LONGEST_QUERY: usize = 4 << 10;
/// A client that sends slower than this is not waited for.
const LIMIT: Duration = Duration::from_secs(10);

/// Returns the body, or the default where there is none.
pub(super) async fn json<T: DeserializeOwned + Default>(request: Request) -> Outcome<T> {
    let bytes = match tokio::time::timeout(LIMIT, read(request.into_body())).await {
        Ok(bytes) => bytes?,
        Err(_) => {
            let title = "The body took too long.";
            return Err(ProblemDocument::new(StatusCode::REQUEST_TIMEOUT, "request-timeout", title));
        }
    };
    match bytes.trim_ascii().first() {
        None => return Ok(T::default()),
        Some(b'{') => {}
        // A list would be read as the members in their order.
        Some(_) => return Err(ProblemDocument::bad_request("The body is no JSON object.")),
    }
    serde_json::from_slice(&bytes).map_err(|error| ProblemDocument::bad_request(format!("The body: {error}.")))
}

async fn read(body: Body) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ProblemDocument::bad_request("The body ends too early."))?;
        if bytes.len() + chunk.len() > LARGEST_BODY {
            let detail = format!("At most {LARGEST_BODY} bytes are read.");
            let problem = ProblemDocument::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large.");
            return Err(problem.detail(detail));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Returns the parameters of the URL, decoded, in their order.
pub(super) fn query(request: &Request) -> Outcome<Vec<(String, String)>> {
    let query = request.uri().query().unwrap_or_default();
    if query.len() > LONGEST_QUERY {
        let title = "The URL is too long.";
        return Err(ProblemDocument::new(StatusCode::URI_TOO_LONG, "too-long", title));
    }
    Ok(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}
