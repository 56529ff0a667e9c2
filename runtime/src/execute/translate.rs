//! Turns the errors of drivers into larder's.

mod subject;

use crate::connection::{Answer, Broken, read_answer};
use crate::error::{Error, ErrorKind};
use crate::execute::constraint::ConstraintInfo;
use crate::execute::sent::Sent;
use crate::validate::{Rule, Violation, Violations};
use subject::RefusedStatement;

/// Turns a driver's error into larder's; `text` is the statement.
pub(crate) fn translate(constraints: &[ConstraintInfo], sent: Sent, text: &str, error: sqlx::Error) -> Error {
    let statement = sent.label;
    let kind = match &error {
        sqlx::Error::Database(answer) => {
            kind_of(&RefusedStatement::new(constraints, statement, text), sent, read_answer(answer.as_ref()))
        }
        sqlx::Error::Io(io) => sent.lost(&format!("the connection was lost ({})", io.kind())),
        sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            sent.lost("the connection became unusable")
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            ErrorKind::Decode(format!("{statement} returned data that does not match the definition"))
        }
        sqlx::Error::Encode(_) => ErrorKind::Database(format!("{statement}: a value cannot be encoded")),
        sqlx::Error::RowNotFound => ErrorKind::Database(format!("{statement} returned no row")),
        _ => ErrorKind::Database(format!("{statement} failed")),
    };
    Error::with_source(kind, error)
}

/// Says of each field, `Entity.field` joined by `, `, that it is too long; which one of a key it is the server does not
/// tell.
fn too_long(fields: &str, max: u32) -> Violations {
    let name = |field: &str| field.split_once('.').map_or(field, |(_, name)| name).to_owned();
    fields.split(", ").map(|field| Violation::new(name(field), Rule::Bytes { max })).collect::<Vec<_>>().into()
}

fn kind_of(subject: &RefusedStatement<'_>, sent: Sent, answer: Answer) -> ErrorKind {
    let statement = sent.label;
    match answer {
        Answer::Unique(broken) => ErrorKind::UniqueViolation { field: subject.field(broken) },
        Answer::ForeignKey(broken, cause) => ErrorKind::ForeignKeyViolation {
            field: match broken {
                Broken::Unnamed => subject.references(),
                broken => subject.field(broken),
            },
            cause: cause.unwrap_or_else(|| sent.foreign_key_cause()),
        },
        Answer::Check(broken) | Answer::NotNull(broken) => {
            ErrorKind::ConstraintViolation { field: subject.field(broken) }
        }
        Answer::TooLong(broken, max) => ErrorKind::Invalid(too_long(&subject.field(broken), max)),
        Answer::Timeout(stage) => {
            ErrorKind::Timeout { stage, what: format!("{statement} exceeded a time limit of the database") }
        }
        Answer::Conflict => ErrorKind::Conflict(statement.to_string()),
        Answer::Outdated => {
            ErrorKind::Conflict(format!("{statement}: the schema changed while a statement was prepared"))
        }
        Answer::Unavailable => {
            ErrorKind::Unavailable(format!("{statement}: the server no longer accepts statements from this session"))
        }
        // What was not committed is not stored; COMMIT is told as a write of its own.
        Answer::LostNode => sent.lost("a node of the database does not answer"),
        Answer::Lost => sent.lost("the server ended the connection"),
        Answer::Damaged(text) | Answer::Other(text) => ErrorKind::Database(format!("{statement}: {text}")),
    }
}
