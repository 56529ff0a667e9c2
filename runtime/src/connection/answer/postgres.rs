//! SQLSTATEs of PostgreSQL.

mod shard;

use sqlx::postgres::{PgDatabaseError, PgSeverity};

use super::{Answer, Broken};
use crate::error::{ForeignKeyCause, TimeoutStage};

/// Reads SQLSTATE (PostgreSQL manual, appendix A).
pub(super) fn read(answer: &PgDatabaseError) -> Answer {
    let named = || {
        let table = answer.table().map(str::to_owned);
        let told = |name: &str| Broken::Name { name: name.to_owned(), table };
        answer.constraint().map_or_else(|| shard::constraint(answer.message()), told)
    };
    // Citus's own code, and its code for a tenant that is null, say of a broken rule nothing.
    let code = match answer.code() {
        code @ ("XX000" | "22004") => shard::code(answer.message()).unwrap_or(code),
        code => code,
    };
    match code {
        "23505" => Answer::Unique(match named() {
            Broken::Name { name, table } => Broken::Key { name, table, columns: columns_of_key(answer.detail()) },
            other => other,
        }),
        "23P01" => Answer::Unique(named()),
        // 23001: RESTRICT refused a delete.
        "23503" => Answer::ForeignKey(named(), None),
        "23001" => Answer::ForeignKey(named(), Some(ForeignKeyCause::HasChildren)),
        // Its result has other types; it is not there; its name is taken, as others' are behind a pooler.
        "0A000" if answer.routine() == Some("RevalidateCachedQuery") || answer.message().contains("cached plan") => {
            Answer::Outdated
        }
        "26000" | "42P05" => Answer::Outdated,
        "23514" => Answer::Check(named()),
        "23502" => Answer::NotNull(match (answer.table(), answer.column()) {
            (Some(table), Some(column)) => {
                Broken::Columns { table: table.to_owned(), columns: vec![column.to_owned()] }
            }
            (None, Some(column)) => Broken::Column(column.to_owned()),
            (_, None) => shard::column(answer.message()),
        }),
        // Too long; the server does not name the column. Out of range: values are bound in their columns' types.
        "22001" => Answer::Check(Broken::Unnamed),
        // Too long for an entry of an index, which the server names unless the entry is longer than a page.
        "54000" if is_of_index(answer) => Answer::TooLong(named(), most_bytes(answer.message())),
        "22003" => Answer::Check(Broken::Sum(String::new())),
        "57014" => Answer::Timeout(TimeoutStage::Statement),
        "55P03" => Answer::Timeout(TimeoutStage::Lock),
        "25P03" | "25P04" => Answer::Timeout(TimeoutStage::Transaction),
        // 40003: a node of a distributed engine does not know what became of the commit.
        "40003" => Answer::Lost,
        code if code.starts_with("40") => Answer::Conflict,
        // Shutting down or starting; no place for a session; a server that became read-only.
        "53300" | "25006" => Answer::Unavailable,
        code if code.starts_with("57P") => Answer::Unavailable,
        code if code.starts_with("08") && shard::is_of_node(answer.message()) => Answer::LostNode,
        // A pooler says so of the server that it lost, too.
        code if code.starts_with("08") => Answer::Lost,
        // Classes 42 (the statement is wrong), 25 (transaction state), 53 (resources), 28 (access): no row values.
        code if ["42", "25", "53", "28", "3D", "3F"].iter().any(|class| code.starts_with(class)) => {
            Answer::Other(format!("{} ({code})", answer.message()))
        }
        code => Answer::Other(format!("SQLSTATE {code}")),
    }
}

/// Returns the columns of a key that was taken, in whatever language the rest is: "Key (tenant_id, email)=(…) …".
fn columns_of_key(detail: Option<&str>) -> Vec<String> {
    let listed = detail.and_then(|detail| detail.split_once(")=(")).and_then(|(key, _)| key.split_once('('));
    let names = listed.map_or("", |(_, names)| names).split(", ");
    names.map(|name| name.trim_matches('"').to_owned()).filter(|name| !name.is_empty()).collect()
}

fn is_of_index(answer: &PgDatabaseError) -> bool {
    answer.constraint().is_some() || answer.routine().is_some_and(|routine| routine.starts_with("index_form_tuple"))
}

/// Returns how many bytes an entry holds: "index row size 2800 exceeds btree version 4 maximum 2704 for index …".
fn most_bytes(message: &str) -> u32 {
    const OF_TREE: u32 = 2704;
    let behind = message.split_once("maximum").map_or("", |(_, behind)| behind);
    let digits = behind.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(OF_TREE)
}

/// Whether the server closes the connection behind the answer.
pub(super) fn ends_session(answer: &PgDatabaseError) -> bool {
    matches!(answer.severity(), PgSeverity::Fatal | PgSeverity::Panic)
}

#[cfg(test)]
mod tests {
    use super::{columns_of_key, most_bytes};

    #[test]
    fn a_server_lists_the_columns_of_a_taken_key() {
        let columns = |detail| columns_of_key(Some(detail)).join("+");
        assert_eq!(columns("Key (id)=(7) already exists."), "id");
        assert_eq!(columns("Schlüssel »(tenant_id, \"order\")=(a, 7)« existiert bereits."), "tenant_id+order");
        assert_eq!(columns("nothing"), "");
    }

    #[test]
    fn a_server_says_how_much_an_entry_holds() {
        for (message, most) in [
            ("index row size 2800 exceeds btree version 4 maximum 2704 for index \"links_1_key\"", 2704),
            ("index row requires 9000 bytes, maximum size is 8191", 8191),
            ("too long", 2704),
        ] {
            assert_eq!(most_bytes(message), most, "{message}");
        }
    }
}
