//! Work that waits for the commit of its transaction.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What is to be done once a transaction has committed, in the order in which it was asked for.
#[derive(Default)]
pub(super) struct AfterCommit(Mutex<Vec<Work>>);

impl AfterCommit {
    pub(super) fn add(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Box::pin(work));
    }

    /// Takes everything out: to do it, or to forget it.
    pub(super) fn take(&self) -> Vec<Work> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Does everything, one after the other, even if the caller leaves.
pub(super) async fn perform(work: Vec<Work>) {
    if work.is_empty() {
        return;
    }
    let all = async {
        for one in work {
            one.await;
        }
    };
    // Work that panics is its own loss: the transaction has committed.
    let _ = tokio::spawn(all).await;
}
