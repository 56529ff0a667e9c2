//! Traces, which a collector gets that speaks OTLP over HTTP.

#[cfg(feature = "otlp")]
mod collector;
#[cfg(not(feature = "otlp"))]
mod without_collector;

#[cfg(feature = "otlp")]
pub(crate) use collector::Traces;
#[cfg(not(feature = "otlp"))]
pub(crate) use without_collector::NoTraces as Traces;

use std::env;

/// What names the collector, as OpenTelemetry has it; the second is for traces only.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

/// Returns the collector that the environment names.
fn endpoint() -> Option<String> {
    let is_off = env::var("OTEL_SDK_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    let mut named = ENDPOINTS.iter().rev().filter_map(|name| env::var(name).ok());
    named.find(|endpoint| !endpoint.is_empty()).filter(|_| !is_off)
}
