//! Indexes and triggers that no script speaks of. SQLite drops them with their table, so a table that is made anew
//! would silently come back without them.

use std::collections::BTreeMap;

use larder_format::Dialect;

use super::mirror::Mirror;
use crate::error::{Error, Result};
use crate::migrate::catalogue::token::{SqlToken, tokens};
use crate::migrate::connection::{MigratorConnection, TextRow, Value, quoted};
use crate::migrate::model::{HistoryEntry, Job, Migration};
use crate::migrate::report::failure::{database, refuse};

/// An index or a trigger.
struct Stranger {
    name: String,
    kind: String,
    table: String,
    sql: String,
}

/// Those that went with a table of a script and are due when it is there again.
#[derive(Default)]
pub(in crate::migrate) struct UnmanagedObjects {
    waiting: Vec<Stranger>,
    mirror: Option<Mirror>,
}

impl UnmanagedObjects {
    /// Looks at where the database stands before `jobs`, if one of them makes a table anew.
    pub(in crate::migrate) async fn before(
        jobs: &[Job],
        entries: &[HistoryEntry],
        known: &[Migration],
    ) -> Result<Self> {
        let drops = jobs.iter().flat_map(Job::statements).any(|statement| dropped(statement).is_some());
        let mirror = if drops { Mirror::of(entries, known).await? } else { None };
        Ok(Self { waiting: Vec::new(), mirror })
    }

    /// Remembers what goes with the table that `statement` drops, in the words it has by now: a rename has changed
    /// them.
    ///
    /// # Errors
    ///
    /// The table is restored, and has objects that cannot be restored with it.
    pub(in crate::migrate) async fn leave(
        &mut self,
        work: &mut MigratorConnection,
        statement: &str,
        job: &Job,
    ) -> Result<()> {
        let Some(table) = dropped(statement) else { return Ok(()) };
        if !job.statements().any(|other| renamed_to(other).is_some_and(|name| name.eq_ignore_ascii_case(&table))) {
            return Ok(());
        }
        let mut expected = None;
        if let Some(mirror) = &mut self.mirror {
            let parts = mirror.foreign_parts(work, &table).await?;
            if !parts.is_empty() {
                return Err(unable(&table, &parts.join(", "), "", "add it to the definition or drop it"));
            }
            expected = Some(mirror.names().await?);
        }
        let is_ours = |name: &str| expected.as_ref().is_none_or(|names| names.contains(name));
        let mut gone = all(work).await?;
        gone.retain(|one| {
            let is_made = || job.statements().any(|other| makes(other, &one.name));
            one.table.eq_ignore_ascii_case(&table) && !(is_ours(&one.name) && is_made())
        });
        self.waiting.extend(gone);
        Ok(())
    }

    /// Makes those again whose table `statement` has brought back.
    pub(in crate::migrate) async fn come_back(&mut self, work: &mut MigratorConnection, statement: &str) -> Result<()> {
        if let Some(mirror) = &mut self.mirror
            && !mirror.follow(statement).await
        {
            self.mirror = None;
        }
        if self.waiting.is_empty() || renamed_to(statement).is_none() {
            return Ok(());
        }
        let tables = work.texts("SELECT name FROM sqlite_schema WHERE type = 'table'", &[]).await.map_err(unread)?;
        let is_there = |one: &Stranger| tables.iter().any(|table| table.eq_ignore_ascii_case(&one.table));
        let (due, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(is_there);
        self.waiting = waiting;
        for Stranger { name, kind, table, sql } in due {
            work.execute(&sql).await.map_err(|error| {
                let what = format!("the {kind} {name}");
                unable(&table, &what, &format!(" ({error})"), "drop it")
            })?;
        }
        Ok(())
    }
}

fn unable(table: &str, what: &str, why: &str, advice: &str) -> Error {
    refuse(format!(
        "{what} of {table} is not managed by larder and would be lost when the table is rebuilt, because it cannot be \
         created again{why}; {advice} in a separate migration first (`codegen new`); nothing was changed"
    ))
}

/// Returns the tables whose triggers cannot be run, each with what SQLite says of them: it looks into a trigger only
/// when a row is written.
pub(in crate::migrate) async fn broken(work: &mut MigratorConnection) -> Result<BTreeMap<String, String>> {
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
pub(in crate::migrate) async fn check(work: &mut MigratorConnection, before: &BTreeMap<String, String>) -> Result<()> {
    let now = broken(work).await?;
    match now.iter().find(|(table, _)| !before.contains_key(*table)) {
        None => Ok(()),
        Some((table, error)) => Err(refuse(format!(
            "a trigger of {table} that larder does not manage no longer works with the table ({error}); drop it in a \
             separate migration first (`codegen new`) and create it again in one afterwards; nothing was changed"
        ))),
    }
}

/// Returns the table that a statement drops.
fn dropped(statement: &str) -> Option<String> {
    let mut words = tokens(statement).into_iter().peekable();
    (words.next()?.is("DROP") && words.next()?.is("TABLE")).then_some(())?;
    if words.next_if(|word| word.is("IF")).is_some() {
        words.next();
    }
    words.next().map(SqlToken::into_name)
}

/// Returns the name that a statement gives to a table.
fn renamed_to(statement: &str) -> Option<String> {
    let words = tokens(statement);
    let at = words.windows(2).position(|pair| pair[0].is("RENAME") && pair[1].is("TO"))?;
    (words[0].is("ALTER")).then(|| words.into_iter().nth(at + 2).map(SqlToken::into_name))?
}

/// Returns whether a statement makes the index or trigger `name`.
fn makes(statement: &str, name: &str) -> bool {
    let mut words = tokens(statement)
        .into_iter()
        .filter(|word| !["UNIQUE", "TEMP", "TEMPORARY", "IF", "NOT", "EXISTS"].iter().any(|keyword| word.is(keyword)));
    words.next().is_some_and(|word| word.is("CREATE"))
        && words.next().is_some_and(|word| word.is("INDEX") || word.is("TRIGGER"))
        && words.next().is_some_and(|word| word.names(name))
}

async fn all(work: &mut MigratorConnection) -> Result<Vec<Stranger>> {
    let sql =
        "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL";
    let rows = work.rows(sql, &[]).await.map_err(unread)?;
    let stranger = |row: &TextRow| {
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
    use super::{dropped, makes, renamed_to};

    #[test]
    fn a_dropped_table_is_told_by_its_bare_name() {
        assert_eq!(dropped("DROP TABLE users").as_deref(), Some("users"));
        assert_eq!(dropped("-- away\nDROP TABLE IF EXISTS \"a \"\"b\"\"\";").as_deref(), Some("a \"b\""));
        assert_eq!(dropped("DROP INDEX users"), None);
        assert_eq!(dropped("SELECT 'DROP TABLE users'"), None);
    }

    #[test]
    fn names_are_whole_words() {
        assert_eq!(renamed_to("ALTER TABLE larder_new_us RENAME TO \"us\"").as_deref(), Some("us"));
        assert_eq!(renamed_to("ALTER TABLE us RENAME COLUMN a TO b"), None);
        assert!(makes("CREATE UNIQUE INDEX IF NOT EXISTS \"us_rank\" ON us (rank)", "US_RANK"));
        assert!(!makes("CREATE INDEX us_ranking ON us (rank)", "rank"));
        assert!(!makes("CREATE INDEX us_ranking ON us (rank)", "us_rank"));
    }
}
