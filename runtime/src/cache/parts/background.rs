//! Tasks that continue after their caller returned, counted so that they can be waited for.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Handle;
use tokio::sync::Notify;

/// Counts the tasks that continue after their caller returned, so that they can be waited for.
#[derive(Clone, Default)]
pub(crate) struct Background(Arc<Running>);

#[derive(Default)]
struct Running {
    tasks: AtomicUsize,
    idle: Notify,
}

struct Ended(Arc<Running>);

impl Background {
    /// Runs `work` on the current runtime; without one it is dropped, as at the end of the process.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Ok(runtime) = Handle::try_current() else { return };
        self.0.tasks.fetch_add(1, Ordering::AcqRel);
        let ended = Ended(Arc::clone(&self.0));
        runtime.spawn(async move {
            let _ended = ended;
            work.await;
        });
    }

    /// Waits until no task is left.
    pub(crate) async fn settled(&self) {
        loop {
            let idle = self.0.idle.notified();
            if self.0.tasks.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        if self.0.tasks.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}
