//! Looks at a long statement from another connection: how far it is, and who keeps it waiting.

mod mysql;
mod postgres;

use std::pin::pin;
use std::time::Duration;

use larder_format::Dialect;
use tokio::time::timeout;

use super::connection::{Connector, MigratorConnection};
use super::report::event::Event;
use super::report::progress::Meter;

/// How long a look may take before its connection is given up.
const LOOK: Duration = Duration::from_secs(5);

/// The connection that looks, opened when the first statement takes long.
pub(super) struct Watch {
    connector: Connector,
    connection: Option<MigratorConnection>,
    tick: Duration,
    /// Who kept the last statement waiting.
    holder: String,
    measured: Option<(u64, Meter)>,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) id: &'a str,
    pub(super) step: usize,
    /// The server's process or thread; behind a pooler perhaps another's.
    pub(super) backend: i64,
    /// The table that gets an index.
    pub(super) table: Option<&'a str>,
}

impl Watch {
    /// Creates a watch that looks while a statement waits for a lock, before it times out.
    pub(super) fn new(connector: Connector, lock_timeout: Duration) -> Self {
        let tick = (lock_timeout / 2).clamp(Duration::from_millis(50), Duration::from_secs(1));
        Self { connector, connection: None, tick, holder: String::new(), measured: None }
    }

    /// Runs a statement on `work`.
    pub(super) async fn run(
        &mut self,
        work: &mut MigratorConnection,
        statement: &str,
        subject: Subject<'_>,
        events: &(dyn Fn(&Event<'_>) + Sync),
    ) -> sqlx::Result<()> {
        self.holder.clear();
        self.measured = None;
        let dialect = work.dialect();
        let mut running = pin!(work.execute(statement));
        loop {
            match timeout(self.tick, &mut running).await {
                Ok(done) => return done,
                // SQLite's statements are this process's own.
                Err(_) if dialect == Dialect::Sqlite => {}
                Err(_) => self.look(dialect, subject, events).await,
            }
        }
    }

    /// Returns who kept the last statement waiting; empty when nobody was seen.
    pub(super) fn holder(&self) -> &str {
        &self.holder
    }

    /// Looks for who may have blocked a statement that timed out before a holder was seen.
    pub(super) async fn look_back(&mut self, dialect: Dialect, subject: Subject<'_>) {
        if !self.holder.is_empty() || dialect == Dialect::Sqlite {
            return;
        }
        let looking = async {
            let mut connection = match self.connection.take() {
                Some(connection) => connection,
                None => self.connector.open().await.ok()?,
            };
            let found = match dialect {
                Dialect::Postgres => postgres::at_work(&mut connection, subject).await,
                _ => mysql::at_work(&mut connection, subject).await,
            };
            Some((connection, found.ok()?))
        };
        if let Ok(Some((connection, holder))) = timeout(LOOK, looking).await {
            (self.connection, self.holder) = (Some(connection), holder);
        }
    }

    pub(super) async fn close(self) {
        if let Some(connection) = self.connection {
            connection.close().await;
        }
    }

    async fn look(&mut self, dialect: Dialect, subject: Subject<'_>, events: &(dyn Fn(&Event<'_>) + Sync)) {
        let looking = async {
            let mut connection = match self.connection.take() {
                Some(connection) => connection,
                None => self.connector.open().await.ok()?,
            };
            let seen = match dialect {
                Dialect::Postgres => postgres::look(&mut connection, subject).await,
                _ => mysql::look(&mut connection, subject).await,
            };
            Some((connection, seen.ok()?))
        };
        let Ok(Some((connection, seen))) = timeout(LOOK, looking).await else {
            tracing::debug!(step = subject.step, "the running statement cannot be observed");
            return;
        };
        self.connection = Some(connection);
        if !seen.holder.is_empty() {
            self.holder = seen.holder;
        }
        if let Some((done, total)) = seen.progress {
            self.report(done, total, subject, events);
        }
    }

    /// A build counts blocks first and rows later, so speed is measured anew when the total changes.
    fn report(&mut self, done: u64, total: u64, subject: Subject<'_>, events: &(dyn Fn(&Event<'_>) + Sync)) {
        let measured = self.measured.take().filter(|(known, _)| *known == total);
        let (_, meter) = self.measured.insert(measured.unwrap_or_else(|| (total, Meter::new(done, Some(total)))));
        let Subject { id, step, .. } = subject;
        events(&Event::Progress { id, step, done, total: Some(total), eta: meter.eta(done) });
    }
}

/// What a look found.
#[derive(Default)]
struct Seen {
    holder: String,
    progress: Option<(u64, u64)>,
}
