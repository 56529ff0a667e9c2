//! Reads the schema of MySQL and MariaDB.

use larder_format::Dialect;

use super::{Snapshot, pairs};
use crate::migrate::connection::{MigratorConnection, quoted};

const TABLES: &str =
    "SELECT table_name, CAST(table_type AS CHAR) FROM information_schema.tables WHERE table_schema = database()
    AND table_name NOT IN ('larder_migrations', 'larder_migrations_lock', 'larder_cache_log')";

const OTHERS: &str = "
    SELECT concat('trigger ', trigger_name),
        concat(action_timing, ' ', event_manipulation, ' ON ', event_object_table, ' ', action_statement)
    FROM information_schema.triggers WHERE trigger_schema = database()";

/// What has a statement of its own that shows it.
const ROUTINES: &str = "
    SELECT CAST(routine_type AS CHAR), CAST(routine_name AS CHAR) FROM information_schema.routines
    WHERE routine_schema = database()
    UNION ALL
    SELECT 'EVENT', CAST(event_name AS CHAR) FROM information_schema.events WHERE event_schema = database()";

pub(super) async fn read(connection: &mut MigratorConnection) -> sqlx::Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    for row in connection.rows(TABLES, &[]).await? {
        let name = row.text(0)?.unwrap_or_default();
        let sql = format!("SHOW CREATE TABLE {}", quoted(&name, Dialect::MySql));
        let is_view = row.text(1)?.is_some_and(|kind| kind == "VIEW");
        for created in connection.rows(&sql, &[]).await? {
            let statement = created.text(1)?.unwrap_or_default();
            if is_view {
                view(&name, &statement, &mut snapshot);
            } else {
                table(&name, &statement, &mut snapshot);
            }
        }
    }
    pairs(connection, OTHERS, &mut snapshot).await?;
    for row in connection.rows(ROUTINES, &[]).await? {
        let [kind, name] = [row.text(0)?, row.text(1)?].map(Option::unwrap_or_default);
        let sql = format!("SHOW CREATE {kind} {}", quoted(&name, Dialect::MySql));
        // The time zone stands before the statement of an event.
        let column = if kind == "EVENT" { 3 } else { 2 };
        for created in connection.rows(&sql, &[]).await? {
            // In a script of several statements the semicolon behind the body becomes part of it on some servers.
            let statement = created.text(column)?.unwrap_or_default();
            snapshot.add(format!("{} {name}", kind.to_lowercase()), statement.trim_end_matches(';').to_owned());
        }
    }
    Ok(snapshot)
}

/// Takes the statement apart: the server puts every column, key and constraint on a line of its own.
fn table(name: &str, statement: &str, into: &mut Snapshot) {
    let object = format!("table {name}");
    for (number, line) in statement.lines().enumerate() {
        let line = line.trim().trim_end_matches(',');
        let is_head = number == 0 && line.ends_with('(');
        into.add(object.clone(), if is_head { String::new() } else { plain_numbers(&without_counter(line)) });
    }
}

/// Takes the statement apart at its columns, since their order does not count.
fn view(name: &str, statement: &str, into: &mut Snapshot) {
    const ENDS: [&str; 3] = [" AS select ", " from ", ","];
    let (mut begin, mut depth, mut quote, mut at) = (0, 0_usize, None, 0);
    while let Some(character) = statement[at..].chars().next() {
        let rest = &statement[at..];
        let end = ENDS.iter().find(|end| quote.is_none() && depth == 0 && rest.starts_with(**end));
        if let Some(end) = end {
            into.add(format!("view {name}"), statement[begin..at].to_owned());
            at += end.len();
            begin = at;
            continue;
        }
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '`' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += character.len_utf8();
    }
    into.add(format!("view {name}"), statement[begin..].to_owned());
}

/// The next number of a key says what was inserted, not what the table is.
fn without_counter(line: &str) -> String {
    let Some((before, after)) = line.split_once(" AUTO_INCREMENT=") else {
        return line.to_owned();
    };
    format!("{before}{}", after.trim_start_matches(|character: char| character.is_ascii_digit()))
}

/// MySQL says `-(33)` where a statement said `-33`, and `-33` once it has read its own words again.
fn plain_numbers(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut quote = None;
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let number = quote.is_none().then(|| bracketed_number(rest)).flatten();
        let taken = if let Some((number, length)) = number {
            text.push('-');
            text.push_str(number);
            length
        } else {
            let escaped = (quote == Some('\'') && character == '\\').then(|| rest.chars().nth(1)).flatten();
            let length = character.len_utf8() + escaped.map_or(0, char::len_utf8);
            text.push_str(&rest[..length]);
            match quote {
                Some(open) if open == character => quote = None,
                None if matches!(character, '\'' | '`' | '"') => quote = Some(character),
                _ => {}
            }
            length
        };
        rest = &rest[taken..];
    }
    text
}

/// Returns the number at the beginning of `-(33)`, and how long that is.
fn bracketed_number(text: &str) -> Option<(&str, usize)> {
    let (number, _) = text.strip_prefix("-(")?.split_once(')')?;
    let is_number = number.starts_with(|first: char| first.is_ascii_digit()) && number.parse::<f64>().is_ok();
    is_number.then(|| (number, number.len() + 3))
}

#[cfg(test)]
mod tests {
    use super::plain_numbers;

    #[test]
    fn a_negative_number_reads_one_way_outside_of_texts() {
        for (said, plain) in [
            ("CHECK ((`r` <= -(33)))", "CHECK ((`r` <= -33))"),
            ("CHECK ((`r` between -(1.5) and -(2e10)))", "CHECK ((`r` between -1.5 and -2e10))"),
            ("CHECK (regexp_like(`s`,_utf8mb4'a\\'-(33)'))", "CHECK (regexp_like(`s`,_utf8mb4'a\\'-(33)'))"),
            ("CHECK (`s` <> 'it''s -(33)' or `x` > -(`y`))", "CHECK (`s` <> 'it''s -(33)' or `x` > -(`y`))"),
        ] {
            assert_eq!(plain_numbers(said), plain);
        }
    }
}
