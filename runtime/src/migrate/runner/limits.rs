//! Limits that a role's own settings put on statements outside a transaction.
//!
//! They are lifted as a connection is made, never by `SET`: a pooler in transaction mode would hand the session on to
//! others with the setting, and might give the next statement another session without it.

use larder_format::Dialect;

use super::Runner;
use crate::error::{Error, ErrorKind, Result};
use crate::migrate::connection::MigratorConnection;
use crate::migrate::connection::session;
use crate::migrate::report::failure::{database, is_cut_off, is_lock_timeout};

/// What became of the limits.
pub(super) enum LiftedLimits {
    None,
    /// They do not hold on the runner's connection; this one is to be put back in its place.
    Lifted(MigratorConnection),
    /// They hold, and why.
    Kept {
        names: Vec<String>,
        reason: String,
    },
}

/// Older servers do not know the last.
const NAMES: &str = "'lock_timeout', 'statement_timeout', 'transaction_timeout'";

impl Runner<'_> {
    /// Gives the runner a connection without limits, when its own has some and no pooler stands before the server.
    pub(super) async fn lift(&mut self) -> Result<LiftedLimits> {
        if self.work.dialect() != Dialect::Postgres {
            return Ok(LiftedLimits::None);
        }
        self.session.backend = session::backend(self.work).await?;
        let sql = format!("SELECT name FROM pg_settings WHERE name IN ({NAMES}) AND setting <> '0' ORDER BY name");
        let names = self.work.texts(&sql, &[]).await;
        let names = names.map_err(|error| database("asking for the limits of statements", error))?;
        if names.is_empty() {
            return Ok(LiftedLimits::None);
        }
        let mut free = match self.connector.open_without(&names).await {
            Ok(free) => free,
            Err(error) => return Ok(LiftedLimits::Kept { names, reason: error.to_string() }),
        };
        if !is_free(&mut free, names.len()).await {
            free.close().await;
            return Ok(LiftedLimits::Kept { names, reason: "a pooler keeps them".to_owned() });
        }
        self.session.backend = session::backend(&mut free).await?;
        std::mem::swap(self.work, &mut free);
        Ok(LiftedLimits::Lifted(free))
    }

    /// Gives the runner its own connection back; tells what to do when limits cut a statement off.
    pub(super) async fn put_back(&mut self, limits: LiftedLimits, done: Result<()>) -> Result<()> {
        match limits {
            LiftedLimits::None => done,
            LiftedLimits::Lifted(mut own) => {
                std::mem::swap(self.work, &mut own);
                own.close().await;
                done
            }
            LiftedLimits::Kept { names, reason } => done.map_err(|error| advised(error, &names, &reason)),
        }
    }
}

/// Returns whether the settings are those that the connection was made with, so that no pooler stands in between.
async fn is_free(connection: &mut MigratorConnection, count: usize) -> bool {
    let sql = format!("SELECT name FROM pg_settings WHERE name IN ({NAMES}) AND setting = '0' AND source = 'client'");
    connection.rows(&sql, &[]).await.is_ok_and(|rows| rows.len() == count)
}

fn advised(error: Error, names: &[String], reason: &str) -> Error {
    let is_locked = matches!(error.kind(), ErrorKind::Locked(_));
    if !is_locked && !is_cut_off(&error) && !is_lock_timeout(&error) {
        return error;
    }
    let text = format!(
        "{error}; the role's settings of {} could not be lifted ({reason}): use the URL of the server itself instead \
         of the pooler's, or a role without these settings (`ALTER ROLE … SET {} = 0`)",
        names.join(" and "),
        names[0]
    );
    Error::with_source(if is_locked { ErrorKind::Locked(text) } else { ErrorKind::Migration(text) }, error)
}
