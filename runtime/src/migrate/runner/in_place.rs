//! Changes that MySQL and MariaDB make at once, or without a lock, except in some tables: one with a full-text index that
//! larder did not make takes a new column in place, while writes wait.

use super::{Job, Runner};
use crate::migrate::report::failure::mysql_number;

/// "ALGORITHM=INSTANT is not supported", without and with a reason; the second says the same of locks.
const UNSUPPORTED: [u16; 2] = [1845, 1846];

impl Runner<'_> {
    /// Runs a statement again in place, with the least lock that the server needs, if it refused to go without; gives
    /// any other failure back.
    pub(super) async fn in_place(
        &mut self,
        job: &Job,
        step: usize,
        statement: &str,
        error: sqlx::Error,
    ) -> sqlx::Result<()> {
        let is_unsupported = mysql_number(&error).is_some_and(|number| UNSUPPORTED.contains(&number));
        let Some(locked) = locked(statement).filter(|_| is_unsupported) else { return Err(error) };
        tracing::warn!("{}: writes to the table wait while it is changed in place: {error}", job.migration.id);
        self.watched(job, step, &locked).await
    }
}

/// Returns the statement without its promise; `None` for one that makes none.
fn locked(statement: &str) -> Option<String> {
    let statement = statement.trim_end();
    let bare =
        [", ALGORITHM=INSTANT", ", ALGORITHM=INPLACE, LOCK=NONE"].iter().find_map(|end| statement.strip_suffix(end));
    bare.map(|bare| format!("{bare}, ALGORITHM=INPLACE"))
}

#[cfg(test)]
mod tests {
    use super::locked;

    #[test]
    fn a_promise_is_taken_back() {
        let taken = Some("ALTER TABLE us ADD COLUMN a INT, ALGORITHM=INPLACE");
        for end in ["ALGORITHM=INSTANT", "ALGORITHM=INPLACE, LOCK=NONE"] {
            assert_eq!(locked(&format!("ALTER TABLE us ADD COLUMN a INT, {end}")).as_deref(), taken);
        }
        assert_eq!(locked("ALTER TABLE us ADD COLUMN a INT"), None);
    }
}
