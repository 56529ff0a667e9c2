use sqlx::postgres::PgDatabaseError;

use super::{Answer, Broken};

/// Reads SQLSTATE (PostgreSQL manual, appendix A).
pub(super) fn read(answer: &PgDatabaseError) -> Answer {
    let named = || answer.constraint().map_or(Broken::Unnamed, |name| Broken::Name(name.to_owned()));
    match answer.code() {
        "23505" | "23P01" => Answer::Unique(named()),
        // 23001: RESTRICT refused a delete.
        "23503" | "23001" => Answer::ForeignKey(named()),
        "23514" => Answer::Check(named()),
        "23502" => Answer::NotNull(answer.column().map_or(Broken::Unnamed, |column| Broken::Column(column.to_owned()))),
        // The value is too long or out of range; the server does not name the column.
        "22001" | "22003" => Answer::Check(Broken::Unnamed),
        "57014" | "55P03" | "25P03" => Answer::Timeout,
        "40001" | "40P01" => Answer::Conflict,
        code if code.starts_with("57P") || code.starts_with("08") => Answer::Connection,
        // Classes 42 (the statement is wrong), 25 (transaction state), 53 (resources), 28 (access): no row values.
        code if ["42", "25", "53", "28", "3D", "3F"].iter().any(|class| code.starts_with(class)) => {
            Answer::Other(format!("{} ({code})", answer.message()))
        }
        code => Answer::Other(format!("SQLSTATE {code}")),
    }
}
