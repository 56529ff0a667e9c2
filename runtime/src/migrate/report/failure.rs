//! Database errors in the migrator's words.

use std::error::Error as _;

use larder_format::Direction;

use crate::connection::broken;
use crate::error::{Error, ErrorKind};

/// Returns the error of a failed statement, with `what` telling which.
///
/// The server's message is repeated unless it may hold a row's values (data and constraint errors); the source
/// chain has it in any case.
pub(in crate::migrate) fn database(what: impl AsRef<str>, error: sqlx::Error) -> Error {
    let what = what.as_ref();
    let text = match &error {
        sqlx::Error::Database(answer) => {
            let code = answer.code().unwrap_or_default();
            let speaks_of_rows = code.starts_with("22") || code.starts_with("23");
            if speaks_of_rows {
                let broken = broken(answer.as_ref()).map(|name| format!(" `{name}`")).unwrap_or_default();
                format!("{what}: existing rows violate the change{broken} (error {code})")
            } else if code == "3D000" {
                // MySQL's word for a connection without a database; PostgreSQL has refused to connect by now.
                format!("{what}: {} (error {code}); end the URL with the name of a database", answer.message())
            } else {
                format!("{what}: {} (error {code}){}", answer.message(), remedy(&error))
            }
        }
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            return Error::with_source(ErrorKind::Unavailable(format!("{what}: connection lost")), error);
        }
        _ => format!("{what}: cannot read the response"),
    };
    Error::with_source(ErrorKind::Migration(text), error)
}

/// Says what to do about an answer that leaves it open.
fn remedy(error: &sqlx::Error) -> &'static str {
    // A script may be older than the index that others have, or have another in its place by now.
    const NEEDED: u16 = 1553;
    match mysql_number(error) {
        Some(NEEDED) => {
            "; create another index that begins with the columns of that foreign key, and drop it once the migrations \
             are applied"
        }
        _ => "",
    }
}

/// Returns whether the server answered that it did not do the statement.
pub(in crate::migrate) fn refused(error: &Error) -> bool {
    // Class 08 and 57P: the connection or the server went away, which says nothing of the statement.
    code(error).is_some_and(|code| !code.starts_with("08") && !code.starts_with("57P"))
}

/// Returns whether the connection broke before the server answered.
pub(in crate::migrate) fn is_broken(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unavailable(_)) || code(error).is_some_and(|code| code.starts_with("57P"))
}

/// Returns whether the server cut a statement off, as a limit on its time does.
pub(in crate::migrate) fn is_cut_off(error: &Error) -> bool {
    code(error).is_some_and(|code| code == "57014")
}

/// Tells what to do about a database that is not there.
pub(in crate::migrate) fn unreachable(error: Error) -> Error {
    let is_missing =
        code(&error).is_some_and(|code| code == "3D000") || cause(&error).and_then(mysql_number) == Some(1049);
    let ErrorKind::Configuration(text) = error.kind() else {
        return error;
    };
    if !is_missing {
        return error;
    }
    let text = format!("{text}; create it (`CREATE DATABASE`), or correct its name in the URL");
    Error::with_source(ErrorKind::Configuration(text), error)
}

/// Makes the error of a step that was tried often enough; `holder` may be empty.
pub(in crate::migrate) fn locked(error: Error, attempts: u32, holder: &str) -> Error {
    let by = if holder.is_empty() { String::new() } else { format!("; {holder}") };
    let times = if attempts == 1 { "attempt" } else { "attempts" };
    let text = format!("{error}, after {attempts} {times}{by}; run again when the lock is free");
    Error::with_source(ErrorKind::Locked(text), error)
}

/// Says how to continue a migration that stopped between two states.
pub(in crate::migrate) fn half_done(error: Error, id: &str, direction: Direction) -> Error {
    let ErrorKind::Migration(text) = error.kind() else {
        return error;
    };
    let advice = match direction {
        Direction::Up => format!(
            "{id} is partly applied: fix this and run `migrate` to continue, or run `resolve {id} --undo` to roll it \
             back"
        ),
        Direction::Down => format!(
            "{id} is partly rolled back: fix this and run `resolve {id} --undo` to continue, or run `resolve {id} \
             --reapply` to apply it again"
        ),
    };
    Error::with_source(ErrorKind::Migration(format!("{text}; {advice}")), error)
}

/// Returns whether a statement timed out on locks of the application.
pub(in crate::migrate) fn is_lock_timeout(error: &Error) -> bool {
    match code(error).as_deref() {
        Some("55P03" | "40P01") => true,
        Some("HY000" | "40001") => {
            cause(error).and_then(mysql_number).is_some_and(|number| matches!(number, 1205 | 1213))
        }
        _ => false,
    }
}

/// Returns whether the connection has stale names of a table's checks: MariaDB reads those of a table that the
/// connection tied to another by the names that its columns had.
pub(in crate::migrate) fn is_stale(error: &Error) -> bool {
    let text = cause(error).and_then(sqlx::Error::as_database_error).map(|answer| answer.message().to_owned());
    code(error).as_deref() == Some("42S22") && text.is_some_and(|text| text.ends_with("in 'CHECK'"))
}

fn cause(error: &Error) -> Option<&sqlx::Error> {
    error.source()?.downcast_ref()
}

fn code(error: &Error) -> Option<String> {
    Some(cause(error)?.as_database_error()?.code().unwrap_or_default().into_owned())
}

/// Returns the number of an error of MySQL or MariaDB.
#[cfg(feature = "mysql")]
pub(in crate::migrate) fn mysql_number(error: &sqlx::Error) -> Option<u16> {
    let answer = error.as_database_error()?.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()?;
    Some(answer.number())
}

#[cfg(not(feature = "mysql"))]
pub(in crate::migrate) fn mysql_number(_: &sqlx::Error) -> Option<u16> {
    None
}

pub(in crate::migrate) fn refuse(text: impl Into<String>) -> Error {
    Error::new(ErrorKind::Migration(text.into()))
}
