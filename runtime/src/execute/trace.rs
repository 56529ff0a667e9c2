//! What logs and traces say of a statement, in the words of OpenTelemetry's conventions for databases.
//!
//! A span costs nothing where nobody listens at the level debug. Values of rows are in none of it: texts have
//! placeholders.

use std::pin::Pin;
use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use super::micros;
use crate::error::{Error, ErrorKind, TimeoutStage};
use crate::execute::Engine;
use crate::statistics::{Label, StatementCells};

/// A longer text is cut: of a list of keys nobody reads the end.
const LONGEST_TEXT: usize = 2_000;

/// Begins the span of a statement.
pub(super) fn statement(engine: &Engine, label: Label, cells: Option<&StatementCells>) -> Span {
    let Some(cells) = cells else { return Span::none() };
    let summary = &cells.summary;
    tracing::debug_span!(
        target: "larder::statement",
        "statement",
        "otel.name" = %label,
        "otel.kind" = "client",
        "otel.status_code" = Empty,
        "db.system.name" = engine.counted.system(engine.driver.dialect()),
        "db.namespace" = engine.peer.namespace.as_deref(),
        "db.operation.name" = &*summary.verb,
        "db.collection.name" = summary.table.as_deref(),
        "db.query.summary" = %summary,
        "db.response.returned_rows" = Empty,
        "server.address" = engine.peer.address.as_deref(),
        "server.port" = engine.peer.port,
        "error.type" = Empty,
        "larder.entity" = label.entity,
        "larder.method" = label.method,
    )
}

/// Runs a call within a span. Where nobody listens it costs nothing, not even where tracing writes to a log.
pub(super) async fn within<F: Future>(span: &Span, mut call: Pin<&mut F>) -> F::Output {
    if span.is_disabled() {
        return call.await;
    }
    std::future::poll_fn(|context| span.in_scope(|| call.as_mut().poll(context))).await
}

/// Notes the answer of a statement.
pub(super) fn succeeded(span: &Span, label: Label, elapsed: Duration, rows: u64) {
    span.record("db.response.returned_rows", rows);
    let Label { entity, method } = label;
    tracing::debug!(target: "larder::statement", entity, method, elapsed_us = micros(elapsed), rows);
}

/// Notes a statement that took longer than the limit of the slow ones.
pub(super) fn was_slow(label: Label, elapsed: Duration, rows: u64, text: &str) {
    let (Label { entity, method }, text) = (label, cut(text));
    tracing::warn!(target: "larder::slow", entity, method, elapsed_us = micros(elapsed), rows, text, "slow statement");
}

/// Notes a statement whose server did not even say that it stopped.
pub(super) fn was_abandoned(label: Label, elapsed: Duration, text: &str) {
    let (Label { entity, method }, text) = (label, cut(text));
    tracing::warn!(target: "larder::slow", entity, method, elapsed_us = micros(elapsed), text, "statement abandoned");
}

/// Notes the error of a statement.
pub(super) fn failed(span: &Span, label: Label, elapsed: Duration, error: &Error) {
    span.record("otel.status_code", "ERROR");
    span.record("error.type", error_type(error));
    let Label { entity, method } = label;
    tracing::debug!(target: "larder::statement", entity, method, elapsed_us = micros(elapsed), %error);
}

/// Begins the span of a transaction, which lasts until it has ended.
pub(crate) fn transaction(engine: &Engine) -> Span {
    tracing::debug_span!(
        target: "larder::transaction",
        "transaction",
        "otel.kind" = "client",
        "db.system.name" = engine.counted.system(engine.driver.dialect()),
        "db.namespace" = engine.peer.namespace.as_deref(),
        "db.operation.name" = "TRANSACTION",
        "larder.outcome" = Empty,
    )
}

fn error_type(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Timeout { stage: TimeoutStage::Lock, .. } => "lock_timeout",
        kind => kind.name(),
    }
}

fn cut(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).nth(LONGEST_TEXT).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TEXT, cut};

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(cut("SELECT 1"), "SELECT 1");
        assert_eq!(cut(&"字".repeat(LONGEST_TEXT + 5)).chars().count(), LONGEST_TEXT);
    }
}
