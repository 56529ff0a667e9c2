//! What logs and traces say of a request, in the words of OpenTelemetry's conventions for HTTP: neither headers nor the
//! query, which may hold what people wrote.

use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use tracing::Span;
use tracing::field::{Empty, display};

/// Begins the span of a request.
pub(in crate::service) fn begin(request: &Request) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        "otel.kind" = "server",
        "otel.name" = Empty,
        "otel.status_code" = Empty,
        "http.request.method" = %request.method(),
        "http.route" = route,
        "http.response.status_code" = Empty,
        "url.path" = request.uri().path(),
        id,
    );
    if let (Some(route), false) = (route, span.is_disabled()) {
        span.record("otel.name", display(format_args!("{} {route}", request.method())));
    }
    #[cfg(feature = "otlp")]
    go_on(&span, request.headers());
    span
}

/// Lets the span be a part of the trace that a client has begun.
#[cfg(feature = "otlp")]
fn go_on(span: &Span, headers: &axum::http::HeaderMap) {
    use opentelemetry_http::HeaderExtractor;
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;

    if headers.contains_key("traceparent") {
        let headers = HeaderExtractor(headers);
        let context = opentelemetry::global::get_text_map_propagator(|propagator| propagator.extract(&headers));
        // Where no collector is named, nobody asks for it.
        let _ = span.set_parent(context);
    }
}

/// Notes the answer.
pub(in crate::service) fn answered(response: &Response, latency: Duration, span: &Span) {
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    tracing::debug!(status = status.as_u16(), ?latency, "answered");
}
