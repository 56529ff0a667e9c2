//! A line that goes on while requests are sent.

use std::io::{IsTerminal, stderr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::tally::Tally;

/// Shows each second what was answered in it, until it is stopped. On a terminal it is one line that changes.
pub(super) async fn show(start: Instant, span: Duration, total: Arc<Mutex<Tally>>) {
    let (before, after) = if stderr().is_terminal() { ("\r", "") } else { ("", "\n") };
    let mut clock = tokio::time::interval(Duration::from_secs(1));
    clock.tick().await;
    loop {
        clock.tick().await;
        let line = total.lock().unwrap_or_else(PoisonError::into_inner).take_second();
        eprint!("{before}{:>4} of {} s  {line}{after}", start.elapsed().as_secs(), span.as_secs());
    }
}
