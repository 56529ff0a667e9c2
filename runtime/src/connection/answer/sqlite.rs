//! Result codes of SQLite.

use sqlx::error::DatabaseError as _;
use sqlx::sqlite::SqliteError;

use super::{Answer, Broken};
use crate::error::TimeoutStage;

/// Reads extended result codes (sqlite.org/rescode.html).
pub(super) fn read(answer: &SqliteError) -> Answer {
    let code: i32 = answer.code().and_then(|code| code.parse().ok()).unwrap_or_default();
    let subject = answer.message().split_once(" constraint failed: ").map(|(_, subject)| subject);
    match code {
        // UNIQUE, PRIMARYKEY, ROWID.
        2067 | 1555 | 2579 => Answer::Unique(unique(subject)),
        // FOREIGNKEY; a trigger for RESTRICT reports 1811.
        787 | 1811 => Answer::ForeignKey(Broken::Unnamed, None),
        275 => Answer::Check(subject.map_or(Broken::Unnamed, named)),
        1299 => Answer::NotNull(columns(subject)),
        // A STRICT table refused the type: "cannot store TEXT value in INTEGER column users.age".
        3091 => Answer::Check(columns(answer.message().rsplit_once(" column ").map(|(_, column)| column))),
        // BUSY_SNAPSHOT: a read grew into a write after another one committed.
        517 => Answer::Conflict,
        // READONLY_DBMOVED: another file has the name by now.
        1032 => Answer::Unavailable,
        _ => match code & 0xff {
            // BUSY, LOCKED.
            5 | 6 => Answer::Timeout(TimeoutStage::Lock),
            // INTERRUPT.
            9 => Answer::Timeout(TimeoutStage::Statement),
            // IOERR: a commit may have reached the file or not.
            10 => Answer::Lost,
            // CANTOPEN: the journal or the file is not there.
            14 => Answer::Unavailable,
            // CORRUPT, NOTADB: nothing that follows can be trusted.
            11 | 26 => Answer::Damaged(format!("{} ({code})", answer.message())),
            // SCHEMA: SQLite prepared it anew itself, many times in vain.
            17 => Answer::Outdated,
            // ERROR, READONLY, FULL: texts about statements and files.
            1 | 8 | 13 => Answer::Other(format!("{} ({code})", answer.message())),
            _ => Answer::Other(format!("error {code}")),
        },
    }
}

/// `index 'name'` for an index on expressions, `users.tenant_id, users.user_id` for any other.
fn unique(subject: Option<&str>) -> Broken {
    match subject.and_then(|subject| subject.strip_prefix("index '")) {
        Some(name) => named(name.trim_end_matches('\'')),
        None => columns(subject),
    }
}

fn named(name: &str) -> Broken {
    Broken::Name { name: name.to_owned(), table: None }
}

fn columns(subject: Option<&str>) -> Broken {
    let Some(subject) = subject else { return Broken::Unnamed };
    let pairs: Vec<(&str, &str)> = subject.split(", ").filter_map(|part| part.split_once('.')).collect();
    match pairs.first() {
        None => Broken::Unnamed,
        Some((table, _)) => Broken::Columns {
            table: (*table).to_owned(),
            columns: pairs.iter().map(|(_, column)| (*column).to_owned()).collect(),
        },
    }
}
