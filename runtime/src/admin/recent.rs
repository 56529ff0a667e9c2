//! Answers that are shared for a moment, so that asking often costs little.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// The last answer to one question, and when it was given.
pub(super) struct Recent<T>(Mutex<Option<(Instant, T)>>);

impl<T: Clone> Recent<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Returns the last answer if it is younger than `age`, or asks. Those who come meanwhile wait for the same answer.
    pub(super) async fn get(&self, age: Duration, ask: impl Future<Output = T>) -> T {
        let mut last = self.0.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < age
        {
            return answer.clone();
        }
        let answer = ask.await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }

    /// Forgets the answer, since what it is about has changed.
    pub(super) async fn forget(&self) {
        *self.0.lock().await = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_shared_until_it_is_old_or_forgotten() {
        let recent = Recent::new();
        let long = Duration::from_secs(3600);
        assert_eq!(recent.get(long, async { 1 }).await, 1);
        assert_eq!(recent.get(long, async { 2 }).await, 1);
        assert_eq!(recent.get(Duration::ZERO, async { 3 }).await, 3);
        recent.forget().await;
        assert_eq!(recent.get(long, async { 4 }).await, 4);
    }
}
