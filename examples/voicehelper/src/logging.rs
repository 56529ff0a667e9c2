//! Log lines, of the levels that `RUST_LOG` asks for, and traces where a collector is named.

use std::error::Error;
use std::io::IsTerminal;

use tracing::Subscriber;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use crate::arguments::LogFormat;
use crate::traces::Traces;

/// Sends log lines to the standard error stream, and traces to the collector.
///
/// # Errors
/// When the collector's address cannot be used.
pub(crate) fn start(format: LogFormat) -> Result<Traces, Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let traces = match Traces::start()? {
        (traces, Some(spans)) => {
            registry().with(lines(format).with_filter(filter)).with(spans).init();
            traces
        }
        // One filter for all: with a filter of its layer alone, spans that nobody asks for would be made.
        (traces, None) => {
            registry().with(filter).with(lines(format)).init();
            traces
        }
    };
    traces.tell();
    Ok(traces)
}

fn lines<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    match format {
        LogFormat::Text => lines.compact().boxed(),
        LogFormat::Json => lines.json().boxed(),
    }
}
