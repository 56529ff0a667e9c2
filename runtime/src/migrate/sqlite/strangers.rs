//! Indexes and triggers that no script speaks of. SQLite drops them with their table, so a table that is made anew would
//! silently come back without them.

use std::collections::BTreeMap;

use larder_format::Dialect;

use crate::migrate::connection::{Connection, Row, Value, quoted};
use crate::migrate::failure::{database, refuse};
use crate::migrate::runner::Job;
use crate::{Error, Result};

/// An index or a trigger.
struct Stranger {
    name: String,
    kind: String,
    table: String,
    sql: String,
}

/// Those that went with a table of a script and are due when it is there again.
#[derive(Default)]
pub(in crate::migrate) struct Strangers(Vec<Stranger>);

impl Strangers {
    /// Remembers what goes with the table that `statement` drops, in the words it has by now: a rename has changed them.
    pub(in crate::migrate) async fn leave(&mut self, work: &mut Connection, statement: &str, job: &Job) -> Result<()> {
        let Some(table) = dropped(statement) else { return Ok(()) };
        let mut gone = all(work).await?;
        gone.retain(|one| one.table == table && !job.statements().any(|other| other.contains(&one.name)));
        self.0.extend(gone);
        Ok(())
    }

    /// Makes those again whose table `statement` has brought back.
    pub(in crate::migrate) async fn come_back(&mut self, work: &mut Connection, statement: &str) -> Result<()> {
        if self.0.is_empty() || !statement.contains(" RENAME TO ") {
            return Ok(());
        }
        let tables = work.texts("SELECT name FROM sqlite_schema WHERE type = 'table'", &[]).await.map_err(unread)?;
        let (due, waiting) = std::mem::take(&mut self.0).into_iter().partition(|one| tables.contains(&one.table));
        self.0 = waiting;
        for Stranger { name, kind, table, sql } in due {
            work.execute(&sql).await.map_err(|error| {
                refuse(format!(
                    "the {kind} {name} of {table}, which no operation made, goes with the table that is made anew and cannot be made again ({error}); drop it in a migration of its own first (`codegen new`); nothing was changed"
                ))
            })?;
        }
        Ok(())
    }
}

/// Returns the tables whose triggers cannot be run, each with what SQLite says of them: it looks into a trigger only
/// when a row is written.
pub(super) async fn broken(work: &mut Connection) -> Result<BTreeMap<String, String>> {
    let mut broken = BTreeMap::new();
    let sql = "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger'";
    for table in work.texts(sql, &[]).await.map_err(unread)? {
        let name = quoted(&table, Dialect::Sqlite);
        let sql = "SELECT name FROM pragma_table_info(?)";
        let columns = work.texts(sql, &[Value::Text(&table)]).await.map_err(unread)?;
        let columns = columns.iter().map(|column| quoted(column, Dialect::Sqlite));
        let same: Vec<_> = columns.map(|column| format!("{column} = {column}")).collect();
        let writes = [
            format!("EXPLAIN INSERT INTO {name} DEFAULT VALUES"),
            format!("EXPLAIN UPDATE {name} SET {}", same.join(", ")),
            format!("EXPLAIN DELETE FROM {name}"),
        ];
        for write in writes {
            if let Err(error) = work.rows(&write, &[]).await {
                broken.insert(table.clone(), error.to_string());
            }
        }
    }
    Ok(broken)
}

/// Refuses a run that leaves triggers behind which nothing can be written through.
pub(super) async fn check(work: &mut Connection, before: &BTreeMap<String, String>) -> Result<()> {
    let now = broken(work).await?;
    match now.iter().find(|(table, _)| !before.contains_key(*table)) {
        None => Ok(()),
        Some((table, error)) => Err(refuse(format!(
            "a trigger of {table}, which no operation made, does not fit the table any more ({error}); drop it in a migration of its own first (`codegen new`) and make it anew in one afterwards; nothing was changed"
        ))),
    }
}

/// Returns the table that a statement drops.
fn dropped(statement: &str) -> Option<String> {
    let (_, rest) = statement.split_once("DROP TABLE ")?;
    let name = rest.trim().trim_start_matches("IF EXISTS ").trim_end_matches(';').trim();
    let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    Some(bare.map_or_else(|| name.to_owned(), |bare| bare.replace("\"\"", "\"")))
}

async fn all(work: &mut Connection) -> Result<Vec<Stranger>> {
    let sql =
        "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL";
    let rows = work.rows(sql, &[]).await.map_err(unread)?;
    let stranger = |row: &Row| {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        Ok(Stranger { name: text(0)?, kind: text(1)?, table: text(2)?, sql: text(3)? })
    };
    rows.iter().map(stranger).collect::<sqlx::Result<_>>().map_err(unread)
}

fn unread(error: sqlx::Error) -> Error {
    database("reading sqlite_schema", error)
}

#[cfg(test)]
mod tests {
    use super::dropped;

    #[test]
    fn a_dropped_table_is_told_by_its_bare_name() {
        assert_eq!(dropped("DROP TABLE users").as_deref(), Some("users"));
        assert_eq!(dropped("-- away\nDROP TABLE IF EXISTS \"a \"\"b\"\"\";").as_deref(), Some("a \"b\""));
        assert_eq!(dropped("DROP INDEX users"), None);
    }
}
