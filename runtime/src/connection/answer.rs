//! What a server answers when it refuses a statement, the same whichever server it is.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use sqlx::error::DatabaseError;

use crate::error::{ForeignKeyCause, TimeoutStage};

/// What a server's answer means, before names are looked up.
#[allow(dead_code, reason = "each driver constructs the forms its server uses")]
pub(crate) enum Answer {
    Unique(Broken),
    /// With its cause where the server tells it.
    ForeignKey(Broken, Option<ForeignKeyCause>),
    Check(Broken),
    /// More bytes than an entry of an index holds.
    TooLong(Broken, u32),
    NotNull(Broken),
    Timeout(TimeoutStage),
    Conflict,
    /// What was prepared does not fit the schema any more, or is not there.
    Outdated,
    /// The server takes no work on this connection any more, and has not done this.
    Unavailable,
    /// The server or one behind it went away, and did not say whether it had done this.
    Lost,
    /// A node behind the server does not answer; others do, and so does the server.
    LostNode,
    /// The database's files cannot be trusted or read any more.
    Damaged(String),
    /// Anything else, in words that hold no row value.
    Other(String),
}

/// How the server names what was broken.
#[allow(dead_code, reason = "each driver constructs the forms its server uses")]
pub(crate) enum Broken {
    /// With the table where the server tells it.
    Name {
        name: String,
        table: Option<String>,
    },
    Columns {
        table: String,
        columns: Vec<String>,
    },
    /// The server only says the column.
    Column(String),
    /// With the names that a shard of the table has, where the server names it.
    Shard {
        name: String,
        table: Option<String>,
    },
    /// A sum is out of its column's range; the message may name the column.
    Sum(String),
    /// The name of a unique key, maybe of a part of the table alone, and its columns as far as the server tells them.
    Key {
        name: String,
        table: Option<String>,
        columns: Vec<String>,
    },
    /// The server only says of which kind it was.
    Unnamed,
}

/// Whether no later statement can succeed on the connection.
pub(crate) fn is_fatal(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(answer) => {
            ends_session(answer.as_ref())
                || matches!(
                    read(answer.as_ref()),
                    Answer::Unavailable
                        | Answer::Lost
                        | Answer::Damaged(_)
                        | Answer::Timeout(TimeoutStage::Transaction)
                )
        }
        _ => false,
    }
}

/// Whether a prepared statement was refused for being outdated, without having done anything.
pub(crate) fn is_outdated(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|answer| matches!(read(answer), Answer::Outdated))
}

/// Whether the server closes the connection behind its answer, whatever the answer says of the statement.
fn ends_session(answer: &dyn DatabaseError) -> bool {
    #[cfg(feature = "postgres")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return postgres::ends_session(answer);
    }
    #[cfg(feature = "mysql")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return mysql::ends_session(answer);
    }
    // SQLite has no sessions.
    let _ = answer;
    false
}

/// Whether the server takes no writes any more, as one that another has taken the place of.
pub(crate) fn is_read_only(error: &sqlx::Error) -> bool {
    let Some(answer) = error.as_database_error() else { return false };
    #[cfg(feature = "mysql")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return mysql::is_read_only(answer);
    }
    answer.code().is_some_and(|code| code == "25006")
}

/// Whether the server ended a statement because it and another one waited for each other.
pub(crate) fn is_deadlock(error: &sqlx::Error) -> bool {
    let Some(answer) = error.as_database_error() else { return false };
    #[cfg(feature = "mysql")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return answer.number() == 1213;
    }
    answer.code().is_some_and(|code| code == "40P01")
}

/// Whether a statement was stopped because somebody asked for it.
pub(crate) fn is_interrupted(error: &sqlx::Error) -> bool {
    let Some(answer) = error.as_database_error() else { return false };
    #[cfg(feature = "mysql")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return answer.number() == 1317;
    }
    answer.code().is_some_and(|code| code == "57014")
}

/// Whether a statement was stopped by one who may have ended its session as well, which MySQL does not tell.
pub(crate) fn is_perhaps_ended(error: &sqlx::Error) -> bool {
    #[cfg(feature = "mysql")]
    if let Some(answer) = error.as_database_error()
        && answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>().is_some()
    {
        return is_interrupted(error);
    }
    let _ = error;
    false
}

/// Returns the database's own name of the constraint or columns that a statement broke; `None` where it does not tell.
pub(crate) fn broken(answer: &dyn DatabaseError) -> Option<String> {
    let (Answer::Unique(broken)
    | Answer::ForeignKey(broken, _)
    | Answer::Check(broken)
    | Answer::TooLong(broken, _)
    | Answer::NotNull(broken)) = read(answer)
    else {
        return None;
    };
    match broken {
        Broken::Name { name, .. } | Broken::Key { name, .. } | Broken::Shard { name, .. } | Broken::Column(name) => {
            Some(name)
        }
        Broken::Columns { table, columns } => Some(format!("{table} ({})", columns.join(", "))),
        Broken::Sum(_) | Broken::Unnamed => None,
    }
}

pub(crate) fn read(answer: &dyn DatabaseError) -> Answer {
    #[cfg(feature = "postgres")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return postgres::read(answer);
    }
    #[cfg(feature = "mysql")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return mysql::read(answer);
    }
    #[cfg(feature = "sqlite")]
    if let Some(answer) = answer.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
        return sqlite::read(answer);
    }
    Answer::Other(format!("error {}", answer.code().unwrap_or_default()))
}
