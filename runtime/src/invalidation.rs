use crate::cache::{CacheManager, Touch};
use crate::error::{Error, ErrorKind};

/// The cache entries a write makes invalid, armed before the write is sent.
///
/// If the future of the write is dropped, whether before or after the database applied it, the entries are invalidated
/// all the same: invalidating too much is safe, too little is not.
pub(crate) struct Invalidation(Option<Armed>);

struct Armed {
    cache: CacheManager,
    touched: Vec<Touch>,
}

impl Invalidation {
    pub(crate) fn arm(cache: &CacheManager, touched: Vec<Touch>) -> Self {
        Self((!touched.is_empty()).then(|| Armed { cache: cache.clone(), touched }))
    }

    /// The write was applied, or may have been.
    pub(crate) async fn finish(mut self) {
        if let Some(armed) = &self.0 {
            armed.cache.invalidate(&armed.touched).await;
        }
        self.0 = None;
    }

    /// Ends after a write that failed with `error`.
    pub(crate) async fn after(mut self, error: &Error) {
        if is_uncertain(error) {
            self.finish().await;
        } else {
            self.0 = None;
        }
    }
}

impl Drop for Invalidation {
    fn drop(&mut self) {
        let Some(armed) = self.0.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { armed.cache.invalidate(&armed.touched).await });
        }
    }
}

/// Whether a write that failed this way may have been applied.
pub(crate) fn is_uncertain(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unavailable(_) | ErrorKind::Timeout { .. } | ErrorKind::UnknownOutcome(_))
}
