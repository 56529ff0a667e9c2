//! Finds out which foreign key SQLite refused; its error does not say.
//!
//! Nothing of this runs where a statement succeeds, except that its text and its values are kept.

mod question;

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Row as _, SqlStr};

use crate::connection::{Call, Connection, Lease, Manner};
use crate::error::Error;
use crate::execute::call;
use crate::execute::constraint::foreign_key;
use crate::execute::engine::Engine;
use crate::value::DriverValues;
use question::{Declared, Question, Reference};

/// A savepoint is a transaction where there is none. The PRAGMA has foreign keys checked at COMMIT, which never comes.
const DEFER: &str = "SAVEPOINT larder_reference; PRAGMA defer_foreign_keys = ON";
const UNDO: &str = "ROLLBACK TO larder_reference; RELEASE larder_reference; PRAGMA defer_foreign_keys = OFF";

/// What it takes to run a statement of SQLite's once more.
pub(crate) struct Repeat {
    text: SqlStr,
    values: SqliteArguments,
}

impl Repeat {
    /// Keeps what a statement was sent with; values share their memory with those that are sent.
    pub(crate) fn keep(text: &SqlStr, values: &DriverValues) -> Option<Self> {
        match values {
            DriverValues::Sqlite(values) => Some(Self { text: text.clone(), values: values.clone() }),
            #[allow(unreachable_patterns, reason = "reachable with more than one driver")]
            _ => None,
        }
    }

    /// Names in `error` the reference that was broken. Where that cannot be found out, the error stays as it is.
    ///
    /// What the database holds is the same afterwards. A connection of which that is uncertain is given up.
    pub(crate) async fn name(self, engine: &Engine, lease: &mut Lease, error: Error) -> Error {
        let search = call!(wire => self.search(&mut wire.connection));
        let found = match lease.with(engine.limits.statement, Manner::Stop, search).await.result {
            Some(Ok(found)) => found,
            Some(Err(_)) | None => {
                lease.condemn();
                None
            }
        };
        let known = found.and_then(|reference| foreign_key(engine.constraints, &reference.child, &reference.columns));
        match known {
            Some(known) => error.with_field(known.field),
            None => error,
        }
    }

    /// Fails only where the connection may not be as it was before.
    async fn search(self, connection: &mut Connection) -> Result<Option<Reference>, sqlx::Error> {
        #[allow(irrefutable_let_patterns, reason = "refutable with more than one driver")]
        let Connection::Sqlite(connection) = connection else { return Ok(None) };
        let Some(question) = Question::about(self.text.as_str()) else { return Ok(None) };
        let Ok(references) = declared(connection, &question).await else { return Ok(None) };
        if references.is_empty() {
            return Ok(None);
        }
        let text = question.text(self.text.as_str(), &references);
        let answer = if question.writes() {
            let deferred = sqlx::raw_sql(DEFER).execute(&mut *connection).await;
            let answer = match deferred {
                Ok(_) => broken(connection, text, self.values, references.len()).await,
                Err(error) => Err(error),
            };
            sqlx::raw_sql(UNDO).execute(connection).await?;
            answer
        } else {
            broken(connection, text, self.values, references.len()).await
        };
        Ok(answer.ok().flatten().and_then(|nth| references.into_iter().nth(nth)))
    }
}

/// Returns the foreign keys that `question` is about, those that are named first at the front.
async fn declared(connection: &mut SqliteConnection, question: &Question<'_>) -> Result<Vec<Reference>, sqlx::Error> {
    let rows: Vec<Declared> =
        sqlx::query_as(question.declarations()).bind(question.table()).fetch_all(connection).await?;
    Ok(Reference::ranked(rows))
}

/// Returns the first column of `text` that is true in any row.
async fn broken(
    connection: &mut SqliteConnection,
    text: SqlStr,
    values: SqliteArguments,
    columns: usize,
) -> Result<Option<usize>, sqlx::Error> {
    let rows = sqlx::query_with(text, values).persistent(false).fetch_all(connection).await?;
    for column in 0..columns {
        for row in &rows {
            if row.try_get::<i64, _>(column)? != 0 {
                return Ok(Some(column));
            }
        }
    }
    Ok(None)
}
