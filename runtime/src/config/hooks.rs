//! What an application does as connections are made.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use super::borrowed::BorrowedConnection;

pub(super) type HookFuture<'w, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'w>>;
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

type Setup = dyn for<'c> Fn(BorrowedConnection<'c>) -> HookFuture<'c, (), sqlx::Error> + Send + Sync;

/// Work on each new connection of the pool.
#[derive(Clone)]
pub(crate) struct AfterConnect(Arc<Setup>);

impl AfterConnect {
    pub(crate) fn new(
        work: impl for<'c> Fn(BorrowedConnection<'c>) -> HookFuture<'c, (), sqlx::Error> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(work))
    }

    pub(crate) async fn run(&self, on: BorrowedConnection<'_>) -> Result<(), sqlx::Error> {
        (self.0)(on).await
    }
}

impl fmt::Debug for AfterConnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AfterConnect")
    }
}

/// Where the password of each new connection comes from.
#[derive(Clone)]
pub(crate) struct PasswordProvider(Arc<dyn Fn() -> HookFuture<'static, String, Cause> + Send + Sync>);

impl PasswordProvider {
    pub(crate) fn new<F, E>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Cause>,
    {
        Self(Arc::new(move || {
            let asked = ask();
            Box::pin(async move { asked.await.map_err(Into::into) })
        }))
    }

    pub(crate) async fn ask(&self) -> Result<String, Cause> {
        (self.0)().await
    }
}

impl fmt::Debug for PasswordProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordProvider")
    }
}
