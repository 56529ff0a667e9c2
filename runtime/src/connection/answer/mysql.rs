//! Error numbers of MySQL and MariaDB.

use sqlx::mysql::MySqlDatabaseError;

use super::{Answer, Broken};
use crate::error::{ForeignKeyCause, TimeoutStage};

/// Reads error numbers; MySQL and MariaDB share those below 1900 and differ above.
pub(super) fn read(answer: &MySqlDatabaseError) -> Answer {
    let message = answer.message();
    match answer.number() {
        // "Duplicate entry '…' for key 'users.users_email_key'": the entry may hold a quote, the key is last.
        1062 | 1586 => {
            Answer::Unique(named(message.rsplit_once(" for key '").map(|(_, key)| key.trim_end_matches('\''))))
        }
        1216 | 1452 => Answer::ForeignKey(constraint(message), Some(ForeignKeyCause::MissingParent)),
        1217 | 1451 => Answer::ForeignKey(constraint(message), Some(ForeignKeyCause::HasChildren)),
        3819 => Answer::Check(named(between(message, "Check constraint '", "'"))),
        4025 => Answer::Check(checked(message)),
        // "BIGINT value is out of range in '`db`.`stats`.`n` + 1'".
        1690 => Answer::Check(Broken::Sum(message.to_owned())),
        1048 => Answer::NotNull(column(between(message, "Column '", "'"))),
        1364 => Answer::NotNull(column(between(message, "Field '", "'"))),
        // Too long or out of range: "Data too long for column 'name' at row 1".
        1406 | 1264 => Answer::Check(column(between(message, "column '", "'"))),
        // 'Invalid JSON text: "…" at position 0 in value for column 'sums.extra'.'
        3140 => {
            Answer::Check(dotted(message.rsplit_once("for column '").and_then(|(_, name)| name.split('\'').next())))
        }
        1205 | 3572 => Answer::Timeout(TimeoutStage::Lock),
        1969 | 3024 | 1317 => Answer::Timeout(TimeoutStage::Statement),
        // Prepare it again; no such prepared statement.
        1615 | 1243 => Answer::Outdated,
        // 1020: MariaDB with innodb_snapshot_isolation. 3101: group replication. 8022, 8028, 9007: TiDB.
        1213 | 1020 | 3101 | 8022 | 8028 | 9007 => Answer::Conflict,
        // Shutdown, killed session, no place for a session, Galera node not ready, read-only.
        1053 | 1927 | 3169 | 4031 | 1040 | 1203 | 1226 | 1047 | 1836 => Answer::Unavailable,
        _ if is_read_only(answer) => Answer::Unavailable,
        // The network broke under the answer; COMMIT failed halfway; a TiDB node does not answer.
        1152 | 1158..=1161 | 1184 | 1180 | 8501 | 9001..=9005 => Answer::Lost,
        3008 | 6575 => Answer::Other("the delete cascades deeper than the server allows".to_owned()),
        1153 => Answer::Other("the statement is larger than the server accepts (max_allowed_packet)".to_owned()),
        // The statement is wrong or not allowed: these texts quote names and SQL fragments larder made.
        number @ (1044 | 1045 | 1046 | 1049 | 1054 | 1064 | 1142 | 1146 | 1305) => {
            Answer::Other(format!("{message} ({number})"))
        }
        number => Answer::Other(format!("error {number}")),
    }
}

/// MariaDB calls the check that comes with a column, such as that of JSON, `table.column`.
fn checked(message: &str) -> Broken {
    let name = between(message, "CONSTRAINT `", "`");
    if name.is_some_and(|name| name.contains('.')) { dotted(name) } else { constraint(message) }
}

fn dotted(name: Option<&str>) -> Broken {
    match name.and_then(|name| name.split_once('.')) {
        Some((table, column)) => Broken::Columns { table: table.to_owned(), columns: vec![column.to_owned()] },
        None => column(name),
    }
}

/// Whether the server takes no writes: as an option says, for this session, or for all.
pub(super) fn is_read_only(answer: &MySqlDatabaseError) -> bool {
    let says_so = || answer.message().contains("read-only") || answer.message().contains("read_only");
    matches!(answer.number(), 1792 | 1836) || answer.number() == 1290 && says_so()
}

/// Whether the server closes the connection behind the answer: every fault of the exchange itself, such as a packet
/// larger than the server takes (1153), has a state of class 08; those that came later have a number alone.
pub(super) fn ends_session(answer: &MySqlDatabaseError) -> bool {
    let is_of_exchange = answer.code().is_some_and(|state| state.starts_with("08"));
    is_of_exchange || matches!(answer.number(), 1053 | 1152..=1161 | 1184 | 1835 | 1927 | 2006 | 2013 | 3169 | 4031)
}

fn constraint(message: &str) -> Broken {
    named(between(message, "CONSTRAINT `", "`"))
}

fn named(name: Option<&str>) -> Broken {
    name.map_or(Broken::Unnamed, |name| Broken::Name { name: name.to_owned(), table: None })
}

fn column(name: Option<&str>) -> Broken {
    name.map_or(Broken::Unnamed, |name| Broken::Column(name.to_owned()))
}

/// Returns the text between the first `open` and the next `close` behind it.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(inner, _)| inner)
}
