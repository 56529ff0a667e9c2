//! One of the modules that use `AssertSqlSafe`. Audited: the text is static but for a session's number.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[cfg(feature = "mysql")]
#[expect(clippy::disallowed_types, reason = "the text holds a number; see above")]
use sqlx::AssertSqlSafe;
use tokio::sync::Mutex;

use super::shared::Shared;
use crate::connection::Connection;
use crate::connection::connect::Backend;

/// The longest that one request may take, its connection included.
const LIMIT: Duration = Duration::from_secs(2);

/// Asks the server to stop what the pool's connections run, over one connection beside them; requests queue for it.
///
/// The requests of the drivers' protocols cannot be used: sqlx keeps PostgreSQL's secret key to itself, and MySQL has
/// none.
#[derive(Default)]
pub(super) struct Canceller(Mutex<Side>);

#[derive(Default)]
struct Side {
    open: Option<(Connection, Backend)>,
    is_closed: bool,
}

/// What the server is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Statement,
    Session,
}

impl Canceller {
    /// Asks for an end, unless `has_ended` by the time that it is this one's turn. Where the server cannot be asked,
    /// the statement runs until its limits.
    pub(super) async fn end(&self, shared: &Shared, backend: &Backend, end: End, has_ended: &AtomicBool) {
        if !backend.can_be_asked() || has_ended.load(Ordering::Relaxed) {
            return;
        }
        let mut side = self.0.lock().await;
        let asking = async {
            // A connection that was left from before may be dead.
            while !has_ended.load(Ordering::Relaxed) && !side.is_closed {
                let (is_old, open) = match side.open.take() {
                    Some(open) => (true, Ok(open)),
                    None => (false, shared.connect().await.map(|made| (made.connection, made.backend))),
                };
                let Ok((mut connection, own)) = open else { return };
                match ask(&mut connection, &own, backend, end).await {
                    Ok(()) => {
                        side.open = Some((connection, own));
                        return;
                    }
                    Err(_) if is_old => {}
                    Err(error) => {
                        tracing::warn!(target: "larder::pool", %error, "the server refused to cancel a statement");
                        return;
                    }
                }
            }
        };
        // Boxed: it is rare, and would make the future of every statement large.
        if tokio::time::timeout(LIMIT, Box::pin(asking)).await.is_err() {
            tracing::warn!(target: "larder::pool", "the server did not respond to a request to cancel a statement");
        }
    }

    /// Closes the connection; it is opened again when it is needed.
    pub(super) async fn rest(&self) {
        let Ok(mut side) = self.0.try_lock() else { return };
        if let Some((connection, _)) = side.open.take() {
            // One that cannot be closed in time is dropped, which closes its socket.
            let _ = tokio::time::timeout(LIMIT, connection.close()).await;
        }
    }

    /// Closes the connection for good.
    pub(super) async fn close(&self) {
        if let Ok(mut side) = tokio::time::timeout(LIMIT, self.0.lock()).await {
            side.is_closed = true;
        }
        self.rest().await;
    }
}

/// Sends one request. A session of another server may have the same number, so both must be of the same.
#[allow(unused_variables, reason = "SQLite alone has nobody to ask")]
async fn ask(connection: &mut Connection, own: &Backend, other: &Backend, end: End) -> Result<(), sqlx::Error> {
    match (connection, own, other) {
        #[cfg(feature = "postgres")]
        (
            Connection::Postgres(connection),
            Backend::Postgres { server, .. },
            Backend::Postgres { pid, server: theirs },
        ) if server == theirs => {
            let text = match end {
                End::Statement => "SELECT pg_cancel_backend($1)",
                End::Session => "SELECT pg_terminate_backend($1)",
            };
            sqlx::query(text).bind(*pid).execute(connection).await.map(drop)
        }
        #[cfg(feature = "mysql")]
        (Connection::MySql(connection), Backend::MySql { server, .. }, Backend::MySql { id, server: theirs, .. })
            if server == theirs =>
        {
            // MySQL from 9 on takes no placeholder there.
            let text = match end {
                End::Statement => format!("KILL QUERY {id}"),
                End::Session => format!("KILL CONNECTION {id}"),
            };
            match sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await {
                Err(error) if is_unknown_thread(&error) => Ok(()),
                sent => sent.map(drop),
            }
        }
        _ => Ok(()),
    }
}

/// Whether the session has gone by itself.
#[cfg(feature = "mysql")]
fn is_unknown_thread(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(answer) = error else { return false };
    answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>().is_some_and(|answer| answer.number() == 1094)
}
