//! Rows that refer to missing rows. With foreign keys off a migration can make such rows unnoticed; those that were there
//! before it are no business of its.

use std::collections::BTreeMap;

use larder_format::plan::Operation;
use larder_format::{Dialect, Direction, PlanFile};

use crate::Result;
use crate::migrate::connection::{Connection, Value, quoted};
use crate::migrate::failure::{database, refuse};
use crate::migrate::runner::Job;

/// How many broken rows each table has; `None` for a table whose keys SQLite cannot check.
pub(super) type Broken = BTreeMap<String, Option<BTreeMap<Key, i64>>>;

/// What broken rows have in common. A table made anew may give its rows other numbers and its columns other names, so
/// the values tell one broken row from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    parent: String,
    /// The values that refer to the missing row; empty in a table without row numbers.
    values: String,
}

/// A foreign key with broken rows.
struct Reference {
    /// A condition on the rows of `pragma_foreign_key_check`.
    condition: String,
    parent: String,
    columns: String,
    /// An expression for the values of a row; empty in a table without row numbers.
    values: String,
}

const FAILED: &str = "PRAGMA foreign_key_check";
/// How many rows of how many keys an error names.
const SHOWN: usize = 3;

/// Counts the broken rows there are.
pub(super) async fn read(work: &mut Connection) -> Result<Broken> {
    let mut broken = Broken::new();
    for table in tables(work).await? {
        let found = broken_in(work, &table).await;
        if let Err(error) = &found {
            tracing::warn!(table, %error, "the foreign keys of this table cannot be checked");
        }
        broken.insert(table, found.ok());
    }
    Ok(broken)
}

/// Makes sure that no row is broken that was not so `before` the jobs.
pub(super) async fn check(work: &mut Connection, before: Broken, jobs: &[Job]) -> Result<()> {
    let before = renamed(before, jobs);
    let mut lines = Vec::new();
    for table in tables(work).await? {
        let known = before.get(&table);
        if known == Some(&None) {
            continue;
        }
        let failed = |error| database(format!("{FAILED} of {table}"), error);
        let found = broken_in(work, &table).await.map_err(failed)?;
        let old = |key: &Key| known.and_then(|known| known.as_ref()?.get(key).copied()).unwrap_or_default();
        for (key, count) in found.into_iter().filter(|(key, count)| *count > old(key)) {
            lines.push(told(work, &table, &key, count - old(&key)).await.map_err(failed)?);
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let more = if lines.len() > SHOWN { " and more" } else { "" };
    lines.truncate(SHOWN);
    Err(refuse(format!("after the migrations {}{more}; nothing was changed", lines.join(", "))))
}

/// Says which rows are broken, those that were so before with the same values among them.
async fn told(work: &mut Connection, table: &str, key: &Key, count: i64) -> sqlx::Result<String> {
    let Key { parent, values } = key;
    let rows = if count == 1 { "row" } else { "rows" };
    let refer = if count == 1 { "refers" } else { "refer" };
    let mut line = format!("{count} {rows} of {table} {refer} to missing rows of {parent}");
    let references = references(work, table).await?;
    let found = references.iter().find(|one| one.parent == *parent && !one.values.is_empty());
    let Some(Reference { condition, columns, values: expression, .. }) = found else {
        return Ok(line);
    };
    let sql = format!(
        "SELECT CAST(rowid AS TEXT) FROM {} WHERE {} AND {expression} = ? ORDER BY rowid LIMIT {}",
        quoted(table, Dialect::Sqlite),
        is_broken(table, condition),
        SHOWN + 1
    );
    let rows = work.rows(&sql, &[Value::Text(values)]).await?;
    let named: Vec<_> = rows.iter().take(SHOWN).filter_map(|row| row.text(0).ok().flatten()).collect();
    let more = if rows.len() > SHOWN { " and more" } else { "" };
    line.push_str(&format!(" ({columns} = {values}, rowid {}{more})", named.join(", ")));
    Ok(line)
}

async fn tables(work: &mut Connection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%REFERENCES%' ORDER BY name";
    let rows = work.rows(sql, &[]).await.map_err(|error| database("reading sqlite_schema", error))?;
    Ok(rows.iter().filter_map(|row| row.text(0).ok().flatten()).collect())
}

async fn broken_in(work: &mut Connection, table: &str) -> sqlx::Result<BTreeMap<Key, i64>> {
    let mut broken = BTreeMap::new();
    for Reference { condition, parent, values, .. } in references(work, table).await? {
        let sql = if values.is_empty() {
            format!("SELECT '', count(*) FROM {} WHERE {condition}", checked(table))
        } else {
            let from = quoted(table, Dialect::Sqlite);
            format!("SELECT {values}, count(*) FROM {from} WHERE {} GROUP BY 1", is_broken(table, &condition))
        };
        for row in &work.rows(&sql, &[]).await? {
            let key = Key { parent: parent.clone(), values: row.text(0)?.unwrap_or_default() };
            *broken.entry(key).or_insert(0) += row.int(1)?;
        }
    }
    Ok(broken)
}

async fn references(work: &mut Connection, table: &str) -> sqlx::Result<Vec<Reference>> {
    let sql = format!("SELECT fkid, parent, count(rowid) FROM {} GROUP BY 1, 2", checked(table));
    let mut references = Vec::new();
    for row in &work.rows(&sql, &[]).await? {
        let number = row.int(0)?;
        let sql = "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq";
        let rows = work.rows(sql, &[Value::Text(table), Value::Int(number)]).await?;
        let columns: Vec<_> = rows.iter().filter_map(|row| row.text(0).ok().flatten()).collect();
        let values: Vec<_> = columns.iter().map(|column| shown(&quoted(column, Dialect::Sqlite))).collect();
        references.push(Reference {
            condition: format!("fkid = {number}"),
            parent: row.text(1)?.unwrap_or_default(),
            columns: columns.join(", "),
            values: if row.int(2)? == 0 { String::new() } else { values.join(" || ', ' || ") },
        });
    }
    Ok(references)
}

/// The broken rows of a table.
fn checked(table: &str) -> String {
    format!("pragma_foreign_key_check('{}')", table.replace('\'', "''"))
}

fn is_broken(table: &str, condition: &str) -> String {
    format!("rowid IN (SELECT rowid FROM {} WHERE {condition})", checked(table))
}

/// A value as text; no part of a broken reference is null.
fn shown(column: &str) -> String {
    format!("CASE typeof({column}) WHEN 'blob' THEN 'X''' || hex({column}) || '''' ELSE CAST({column} AS TEXT) END")
}

/// Calls the tables what they are called after the jobs.
fn renamed(mut broken: Broken, jobs: &[Job]) -> Broken {
    for job in jobs {
        let plan = PlanFile::parse(&job.migration.plan);
        let operations = plan.map(|plan| plan.operations).unwrap_or_default();
        let mut names: Vec<_> = operations
            .into_iter()
            .filter_map(|operation| match operation {
                Operation::RenameTable { table, to, .. } => Some((table, to)),
                _ => None,
            })
            .collect();
        if job.direction == Direction::Down {
            names = names.into_iter().rev().map(|(table, to)| (to, table)).collect();
        }
        for (from, to) in names {
            let called = |name: String| if name == from { to.clone() } else { name };
            let keys = |keys: BTreeMap<Key, i64>| {
                keys.into_iter().map(|(key, count)| (Key { parent: called(key.parent), ..key }, count)).collect()
            };
            broken = broken.into_iter().map(|(table, found)| (called(table), found.map(keys))).collect();
        }
    }
    broken
}
