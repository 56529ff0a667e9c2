//! Log lines, of the levels that `RUST_LOG` asks for, and traces where a collector is named.

use std::error::Error;
use std::io::IsTerminal;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::arguments::LogFormat;
use crate::traces::Traces;

/// Sends log lines to the standard error stream, and traces to the collector.
///
/// # Errors
/// When the collector's address cannot be used.
pub(crate) fn start(format: LogFormat) -> Result<Traces, Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::stderr().is_terminal();
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(is_terminal);
    let lines = match format {
        LogFormat::Text => lines.compact().boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let (traces, spans) = Traces::start()?;
    tracing_subscriber::registry().with(lines.with_filter(filter)).with(spans).init();
    traces.tell();
    Ok(traces)
}
