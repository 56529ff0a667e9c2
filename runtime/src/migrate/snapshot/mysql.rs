use larder_format::Dialect;

use super::{Snapshot, pairs};
use crate::migrate::connection::{Connection, quoted};

const TABLES: &str =
    "SELECT table_name, CAST(table_type AS CHAR) FROM information_schema.tables WHERE table_schema = database()
    AND table_name NOT IN ('larder_migrations', 'larder_migrations_lock')";

const OTHERS: &str = "
    SELECT concat('trigger ', trigger_name),
        concat(action_timing, ' ', event_manipulation, ' ON ', event_object_table, ' ', action_statement)
    FROM information_schema.triggers WHERE trigger_schema = database()
    UNION ALL
    SELECT concat(lower(routine_type), ' ', routine_name), coalesce(routine_definition, '')
    FROM information_schema.routines WHERE routine_schema = database()";

pub(super) async fn read(connection: &mut Connection) -> sqlx::Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    for row in connection.rows(TABLES, &[]).await? {
        let name = row.text(0)?.unwrap_or_default();
        let sql = format!("SHOW CREATE TABLE {}", quoted(&name, Dialect::MySql));
        let is_view = row.text(1)?.is_some_and(|kind| kind == "VIEW");
        for created in connection.rows(&sql, &[]).await? {
            let statement = created.text(1)?.unwrap_or_default();
            if is_view {
                snapshot.add(format!("view {name}"), statement);
            } else {
                table(&name, &statement, &mut snapshot);
            }
        }
    }
    pairs(connection, OTHERS, &mut snapshot).await?;
    Ok(snapshot)
}

/// Takes the statement apart: the server puts every column, key and constraint on a line of its own.
fn table(name: &str, statement: &str, into: &mut Snapshot) {
    let object = format!("table {name}");
    for (number, line) in statement.lines().enumerate() {
        let line = line.trim().trim_end_matches(',');
        let is_head = number == 0 && line.ends_with('(');
        into.add(object.clone(), if is_head { String::new() } else { without_counter(line) });
    }
}

/// The next number of a key says what was inserted, not what the table is.
fn without_counter(line: &str) -> String {
    let Some((before, after)) = line.split_once(" AUTO_INCREMENT=") else {
        return line.to_owned();
    };
    format!("{before}{}", after.trim_start_matches(|character: char| character.is_ascii_digit()))
}
