//! Changes that MySQL and MariaDB make at once, or without a lock, except in some tables: one with a full-text index
//! that larder did not make takes a new column in place on MariaDB, and by a copy on MySQL, while writes wait.

use super::{Job, Runner};
use crate::migrate::report::failure::mysql_number;

/// "ALGORITHM=INSTANT is not supported", without and with a reason; the second says the same of locks.
const UNSUPPORTED: [u16; 2] = [1845, 1846];

impl Runner<'_> {
    /// Runs a statement again without its promise of an algorithm and a lock, if the server does not keep that; gives
    /// any other failure back.
    pub(super) async fn without_promise(
        &mut self,
        job: &Job,
        step: usize,
        statement: &str,
        error: sqlx::Error,
    ) -> sqlx::Result<()> {
        let is_unsupported = mysql_number(&error).is_some_and(|number| UNSUPPORTED.contains(&number));
        let Some(bare) = bare(statement).filter(|_| is_unsupported) else { return Err(error) };
        tracing::warn!("{}: writes to the table wait while it is changed: {error}", job.migration.id);
        self.watched(job, step, bare).await
    }
}

/// Returns the statement without its promise; `None` for one that makes none.
fn bare(statement: &str) -> Option<&str> {
    let promises = [", ALGORITHM=INSTANT", ", ALGORITHM=INPLACE, LOCK=NONE"];
    promises.iter().find_map(|promise| statement.trim_end().strip_suffix(promise))
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_promise_is_taken_back() {
        for promise in ["ALGORITHM=INSTANT", "ALGORITHM=INPLACE, LOCK=NONE"] {
            let statement = format!("ALTER TABLE us ADD COLUMN a INT, {promise}");
            assert_eq!(bare(&statement), Some("ALTER TABLE us ADD COLUMN a INT"));
        }
        assert_eq!(bare("ALTER TABLE us ADD COLUMN a INT"), None);
    }
}
