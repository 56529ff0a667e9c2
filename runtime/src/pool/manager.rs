use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use deadpool::managed::{Metrics, RecycleError, RecycleResult};

use super::holders::{Holder, Holders};
use crate::config::{DatabaseConfig, Pooler};
use crate::connect::connect_through;
use crate::connection::Connection;
use crate::error::{Error, ErrorKind, Result};
use crate::prepared::{Preparation, Renewals};

/// A probe that takes longer than this counts as a broken connection.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// Makes connections and decides whether one may be handed out again.
pub(crate) struct Manager {
    config: DatabaseConfig,
    holders: Arc<Holders>,
    /// What the first connection found out.
    pooler: OnceLock<Pooler>,
    renewals: Arc<Renewals>,
}

/// A connection with what must be known before it is handed on.
pub(crate) struct Held {
    pub(crate) connection: Connection,
    pub(crate) preparation: Preparation,
    /// A call is under way, or its future was dropped before it ended.
    pub(crate) busy: bool,
    /// The last call failed in a way that no later one survives.
    pub(crate) broken: bool,
    /// BEGIN was sent and neither COMMIT nor ROLLBACK has succeeded.
    pub(crate) in_transaction: bool,
    pub(crate) holder: Arc<Holder>,
    expires: Instant,
    stop: Option<Arc<AtomicBool>>,
}

impl Manager {
    pub(super) fn new(config: DatabaseConfig, holders: Arc<Holders>) -> Self {
        Self { config, holders, pooler: OnceLock::new(), renewals: Arc::default() }
    }
}

impl Held {
    pub(crate) fn is_clean(&self) -> bool {
        !self.busy && !self.broken && !self.in_transaction && !self.connection.should_flush()
    }

    /// Stops what an abandoned call left running, where that is in this process.
    pub(crate) fn stop(&self) {
        if let Some(stop) = &self.stop {
            stop.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn is_expired(&self) -> bool {
        Instant::now() >= self.expires
    }

    /// Says goodbye to the server where that is still possible.
    pub(crate) async fn close(self) {
        let closing =
            async { if self.is_clean() { self.connection.close().await } else { self.connection.close_hard().await } };
        // A connection that cannot be closed in time is dropped, which closes its socket.
        let _ = tokio::time::timeout(PROBE_TIMEOUT, closing).await;
    }
}

impl deadpool::managed::Manager for Manager {
    type Type = Held;
    type Error = Error;

    async fn create(&self) -> Result<Held> {
        // Boxed: connecting is rare, and its future would make that of every statement large.
        let pooler = self.pooler.get().copied().unwrap_or(self.config.pooler);
        let (mut connection, pooler) = Box::pin(connect_through(&self.config, pooler)).await?;
        let pooler = *self.pooler.get_or_init(|| pooler);
        let keeps = pooler != Pooler::Transaction && self.config.statement_cache > 0;
        let stop = Box::pin(connection.stop_switch()).await.map_err(|source| {
            Error::with_source(ErrorKind::Unavailable("the connection cannot be set up".to_owned()), source)
        })?;
        // A tenth of spread, so that connections opened together are not all replaced together.
        let lifetime = self.config.max_lifetime.mul_f64(0.95 + 0.1 * rand::random::<f64>());
        Ok(Held {
            connection,
            preparation: Preparation::new(keeps, Arc::clone(&self.renewals)),
            busy: false,
            broken: false,
            in_transaction: false,
            holder: self.holders.register(),
            expires: Instant::now() + lifetime,
            stop,
        })
    }

    async fn recycle(&self, held: &mut Held, metrics: &Metrics) -> RecycleResult<Error> {
        if !held.is_clean() || held.is_expired() {
            return Err(RecycleError::message("unclean or old"));
        }
        if metrics.last_used() > self.config.probe_after {
            held.busy = true;
            match tokio::time::timeout(PROBE_TIMEOUT, Box::pin(held.connection.ping())).await {
                Ok(Ok(())) => held.busy = false,
                Ok(Err(source)) => {
                    return Err(
                        Error::with_source(ErrorKind::Unavailable("the probe failed".to_owned()), source).into()
                    );
                }
                Err(_) => return Err(RecycleError::message("the probe was not answered")),
            }
        }
        Ok(())
    }
}
