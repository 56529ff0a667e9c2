//! Spans to a collector.

use std::env;
use std::error::Error;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{InstrumentationScope, global};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer};

/// Which spans are sent; the syntax is that of `RUST_LOG`.
const FILTER: &str = "TRACE_FILTER";

/// Requests with the statements and the commands to Redis below them.
const USUAL: &str = "info,larder=debug";

/// What sends spans, in batches and on a thread of its own; nothing if no collector is named.
pub(crate) struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Begins to send, if the environment names a collector. Further variables of OpenTelemetry are read by its SDK:
    /// headers, sampling, sizes of batches.
    pub(crate) fn start<S>() -> Result<(Self, Option<impl Layer<S> + Send + Sync>), Box<dyn Error>>
    where
        S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        let Some(endpoint) = super::endpoint() else { return Ok((Self(None), None)) };
        if !endpoint.starts_with("http://") {
            return Err(format!("{endpoint} cannot be used: the collector is reached by http://, without TLS").into());
        }
        let filter = EnvFilter::try_new(env::var(FILTER).as_deref().unwrap_or(USUAL))
            .map_err(|error| format!("{FILTER}: {error}"))?;
        let exporter = SpanExporter::builder().with_http().build()?;
        let provider = SdkTracerProvider::builder().with_resource(resource()).with_batch_exporter(exporter).build();
        // A trace that a client began goes on in the service.
        global::set_text_map_propagator(TraceContextPropagator::new());
        let scope = InstrumentationScope::builder("voicehelper").with_version(env!("CARGO_PKG_VERSION")).build();
        // What is said within a span is in the log; warnings are worth saying twice.
        let spans = filter.and(filter_fn(|about| about.is_span() || *about.level() <= Level::WARN));
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer_with_scope(scope))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(spans);
        Ok((Self(Some(provider)), Some(layer)))
    }

    /// Says where traces go.
    pub(crate) fn tell(&self) {
        if let (Some(_), Some(collector)) = (&self.0, super::endpoint()) {
            tracing::info!(collector, "traces are sent");
        }
    }

    /// Sends what is left, for as long as a batch may take.
    pub(crate) async fn end(self) {
        let Some(provider) = self.0 else { return };
        // It waits for its thread.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown()).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Who sends them. `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` are read, too.
fn resource() -> Resource {
    let attributes = env::var("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    let is_named = env::var_os("OTEL_SERVICE_NAME").is_some() || attributes.contains("service.name=");
    let resource = Resource::builder();
    if is_named { resource.build() } else { resource.with_service_name("voicehelper").build() }
}
