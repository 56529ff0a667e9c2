//! Changes that MySQL and MariaDB make at once, or without a lock, except in some tables: one with a full-text index
//! that larder did not make takes a new column in place on MariaDB, and by a copy on MySQL, while writes wait.

use crate::migrate::report::failure::mysql_number;

/// "ALGORITHM=INSTANT is not supported", without and with a reason; the second says the same of locks.
const UNSUPPORTED: [u16; 2] = [1845, 1846];

/// Returns the statement without its promise of an algorithm and a lock, if the server does not keep that.
pub(super) fn without_promise<'s>(statement: &'s str, error: &sqlx::Error) -> Option<&'s str> {
    let is_unsupported = mysql_number(error).is_some_and(|number| UNSUPPORTED.contains(&number));
    bare(statement).filter(|_| is_unsupported)
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
