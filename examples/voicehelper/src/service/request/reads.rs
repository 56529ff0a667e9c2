//! What a client wrote, carried by it from one request to the next, so that replicas show it what it wrote.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use larder::ReplicaReads;

use crate::service::state::Service;

/// Where the token is, in requests and in answers.
const TOKEN: &str = "x-read-token";

/// Has the request read what the client's token says that it wrote, and answers with the token for the next one.
/// Without replicas there is none.
pub(in crate::service) async fn carry(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let reads = since(&service, request.headers());
    request.extensions_mut().insert(reads.clone());
    let mut response = next.run(request).await;
    if let Some(token) = reads.token().await.and_then(|token| HeaderValue::try_from(token).ok()) {
        response.headers_mut().insert(TOKEN, token);
    }
    response
}

fn since(service: &Service, headers: &HeaderMap) -> ReplicaReads {
    match headers.get(TOKEN) {
        Some(token) => service.store().replica_reads_since(token.to_str().unwrap_or_default()),
        None => service.store().replica_reads(),
    }
}
