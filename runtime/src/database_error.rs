#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod reference;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "sqlite")]
pub(crate) use reference::Repeat;
use sqlx::error::DatabaseError;

use crate::constraint::{ConstraintInfo, by_columns, by_name, foreign_keys, primary_key};
use crate::error::{Error, ErrorKind};
use crate::statement::Statement;

/// What a server's answer means, before names are looked up.
enum Answer {
    Unique(Broken),
    ForeignKey(Broken),
    Check(Broken),
    NotNull(Broken),
    Timeout,
    Conflict,
    Connection,
    /// Anything else, in words that hold no row value.
    Other(String),
}

/// How the server names what was broken.
#[allow(dead_code, reason = "each driver constructs the forms its server uses")]
enum Broken {
    Name(String),
    Columns {
        table: String,
        columns: Vec<String>,
    },
    /// The server only says of which kind it was, or only the column.
    Column(String),
    Unnamed,
}

/// Whether no later statement can succeed on the connection.
pub(crate) fn is_fatal(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(answer) => matches!(read(answer.as_ref()), Answer::Connection),
        _ => false,
    }
}

/// Returns the database's own name of the constraint or columns that a statement broke; `None` where it does not tell.
pub(crate) fn broken(answer: &dyn DatabaseError) -> Option<String> {
    let (Answer::Unique(broken) | Answer::ForeignKey(broken) | Answer::Check(broken) | Answer::NotNull(broken)) =
        read(answer)
    else {
        return None;
    };
    match broken {
        Broken::Name(name) | Broken::Column(name) => Some(name),
        Broken::Columns { table, columns } => Some(format!("{table} ({})", columns.join(", "))),
        Broken::Unnamed => None,
    }
}

/// Turns a driver's error into larder's; `statement` names what ran.
pub(crate) fn translate(constraints: &[ConstraintInfo], statement: &str, error: sqlx::Error) -> Error {
    let kind = match &error {
        sqlx::Error::Database(answer) => kind_of(constraints, statement, read(answer.as_ref())),
        sqlx::Error::Io(io) => ErrorKind::Connection(format!("{statement}: {}", io.kind())),
        sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            ErrorKind::Connection(format!("{statement}: the connection is unusable"))
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            ErrorKind::Decode(format!("{statement} returned what the definition does not say"))
        }
        sqlx::Error::Encode(_) => ErrorKind::Database(format!("{statement}: a value cannot be encoded")),
        sqlx::Error::RowNotFound => ErrorKind::Database(format!("{statement} returned no row")),
        _ => ErrorKind::Database(format!("{statement} failed")),
    };
    Error::with_source(kind, error)
}

fn kind_of(constraints: &[ConstraintInfo], statement: &str, answer: Answer) -> ErrorKind {
    match answer {
        Answer::Unique(broken) => ErrorKind::UniqueViolation { field: field(constraints, statement, broken) },
        Answer::ForeignKey(Broken::Unnamed) => {
            let candidates = foreign_keys(constraints, Statement::entity_of(statement));
            let field =
                if candidates.is_empty() { Statement::entity_of(statement).to_owned() } else { candidates.join(", ") };
            ErrorKind::ForeignKeyViolation { field }
        }
        Answer::ForeignKey(broken) => ErrorKind::ForeignKeyViolation { field: field(constraints, statement, broken) },
        Answer::Check(broken) | Answer::NotNull(broken) => {
            ErrorKind::ConstraintViolation { field: field(constraints, statement, broken) }
        }
        Answer::Timeout => ErrorKind::Timeout(format!("{statement} ran into a limit of the database")),
        Answer::Conflict => ErrorKind::Conflict(statement.to_owned()),
        Answer::Connection => ErrorKind::Connection(format!("{statement}: the server ended the connection")),
        Answer::Other(text) => ErrorKind::Database(format!("{statement}: {text}")),
    }
}

fn field(constraints: &[ConstraintInfo], statement: &str, broken: Broken) -> String {
    let entity = Statement::entity_of(statement);
    match broken {
        Broken::Name(name) if name == "PRIMARY" || name.ends_with(".PRIMARY") => {
            primary_key(constraints, entity).map_or_else(|| format!("{entity} key"), |known| known.field.to_owned())
        }
        Broken::Name(name) => by_name(constraints, &name).map_or(name, |known| known.field.to_owned()),
        Broken::Columns { table, columns } => {
            let names: Vec<&str> = columns.iter().map(String::as_str).collect();
            by_columns(constraints, &table, &names).map_or_else(
                || columns.iter().map(|column| format!("{entity}.{column}")).collect::<Vec<_>>().join(", "),
                |known| known.field.to_owned(),
            )
        }
        Broken::Column(column) => format!("{entity}.{column}"),
        Broken::Unnamed => entity.to_owned(),
    }
}

fn read(answer: &dyn DatabaseError) -> Answer {
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
