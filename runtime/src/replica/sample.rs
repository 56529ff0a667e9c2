//! What one server says of itself in one statement.

use larder_format::Dialect;

use super::position::Position;
use crate::connection::prepared::FirstRow;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::{self, Engine};
use crate::statement::{Origin, Statement};
use crate::statistics::Label;
use crate::value::Row;

const LABEL: Label = Label::of_none("replica_sample");

/// What tells servers of PostgreSQL apart, and one from itself after a restart.
macro_rules! postgres_server {
    () => {
        "concat_ws(' ', (SELECT system_identifier FROM pg_control_system()), \
         extract(epoch FROM pg_postmaster_start_time()), inet_server_addr(), inet_server_port())"
    };
}

/// The timeline that a replica follows is known from its receiver where the role may see that, else from the last
/// restartpoint, which is late and never early. The primary's position is where its log was flushed to, since that is
/// behind an acknowledged commit; unless commits are acknowledged before.
const POSTGRES: &str = concat!(
    "SELECT pg_is_in_recovery()::text, ",
    postgres_server!(),
    ", concat_ws('/', (SELECT system_identifier FROM pg_control_system()), \
     CASE WHEN pg_is_in_recovery() \
     THEN COALESCE((SELECT received_tli FROM pg_stat_wal_receiver), \
     (SELECT timeline_id FROM pg_control_checkpoint())) \
     ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END), \
     (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() \
     WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn() \
     ELSE pg_current_wal_flush_lsn() END)::text"
);

/// Also keeps a session on a replica from writing, should the server be promoted under it.
pub(super) const POSTGRES_SERVER: &str =
    concat!("SELECT ", postgres_server!(), " FROM set_config('default_transaction_read_only', 'on', false)");

const MARIADB: &str = "SELECT CAST(@@global.read_only AS CHAR), \
     CONCAT_WS(' ', @@global.server_id, @@global.hostname, @@global.port), \
     CAST(@@global.gtid_binlog_pos AS CHAR), CAST(@@global.gtid_slave_pos AS CHAR)";

const MYSQL: &str = "SELECT CAST(@@global.read_only AS CHAR), CAST(@@global.server_uuid AS CHAR), \
     CAST(@@global.gtid_executed AS CHAR), CAST(@@global.gtid_executed AS CHAR)";

pub(super) const MARIADB_SERVER: &str = "SELECT CONCAT_WS(' ', @@global.server_id, @@global.hostname, @@global.port)";
pub(super) const MYSQL_SERVER: &str = "SELECT CAST(@@global.server_uuid AS CHAR)";

/// What one server said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Whether it takes no writes.
    pub(crate) is_read_only: bool,
    /// Which server it is.
    pub(crate) server: String,
    /// Which history it is on; `None` for a replica whose position says that.
    pub(crate) era: Option<String>,
    pub(crate) position: Position,
}

/// Which part a server plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Primary,
    Replica,
}

/// Asks a server.
///
/// # Errors
/// What the statement meets, or `Database` for a server that has no such positions.
pub(crate) async fn take(engine: &Engine, part: Part) -> Result<Sample> {
    let mut lease = engine.pool.acquire(LABEL).await?;
    let is_mariadb = lease.backend().is_some_and(|backend| backend.system() == Some("mariadb"));
    let dialect = engine.driver.dialect();
    let text = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql if is_mariadb => MARIADB,
        Dialect::MySql => MYSQL,
        Dialect::Sqlite => return Err(unreadable("SQLite has none")),
    };
    let arguments = crate::value::Arguments::new(engine.driver);
    let statement = Statement { origin: Origin::Larder, ..Statement::named(LABEL, text, arguments) };
    let row = execute::ask::<FirstRow>(engine, &mut lease, statement).await?;
    let row = row.ok_or_else(|| unreadable("no row"))?;
    if dialect == Dialect::Postgres { postgres(&row, part) } else { mysql(&row, part, is_mariadb) }
}

fn postgres(row: &Row, part: Part) -> Result<Sample> {
    let position = row.get::<Option<String>>(3)?.as_deref().and_then(Position::log);
    let position = position.ok_or_else(|| unreadable("it has replayed nothing"))?;
    Ok(Sample {
        is_read_only: row.get::<String>(0)? == "true",
        server: row.get(1)?,
        era: Some(row.get(2)?),
        position: if part == Part::Primary { position.before_header() } else { position },
    })
}

fn mysql(row: &Row, part: Part, is_mariadb: bool) -> Result<Sample> {
    let read_only: String = row.get(0)?;
    let server: String = row.get(1)?;
    let text: String = row.get(if part == Part::Primary { 2 } else { 3 })?;
    let position = if is_mariadb { Position::domains(&text) } else { Position::sources(&text) };
    let position = position.ok_or_else(|| unreadable(&text))?;
    if part == Part::Primary && position.is_empty() {
        return Err(unreadable("it keeps no global transaction ids: turn on its binary log and GTIDs"));
    }
    Ok(Sample {
        is_read_only: !matches!(read_only.as_str(), "0" | "OFF"),
        era: (part == Part::Primary).then(|| server.clone()),
        server,
        position,
    })
}

fn unreadable(why: &str) -> Error {
    Error::new(ErrorKind::Database(format!("the position of the server cannot be read: {why}")))
}
