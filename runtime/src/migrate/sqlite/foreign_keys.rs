//! Rows that refer to missing rows. With foreign keys off a migration can make such rows unnoticed; those that were
//! there before it are no business of its.

mod carried;

use std::collections::BTreeMap;

use larder_format::Dialect;

use self::carried::carried;
use crate::error::Result;
use crate::migrate::connection::{MigratorConnection, Value, quoted};
use crate::migrate::model::Job;
use crate::migrate::report::failure::{database, refuse};

/// How many broken rows each table has; `None` for a table whose keys SQLite cannot check.
pub(in crate::migrate) type BrokenRows = BTreeMap<String, Option<BTreeMap<BrokenKey, i64>>>;

/// What broken rows have in common. A table made anew may give its rows other numbers, so the values tell one broken
/// row from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::migrate) struct BrokenKey {
    parent: String,
    columns: Vec<String>,
    /// The values that refer to the missing row; `None` where only the number of rows can be compared.
    values: Option<String>,
}

impl BrokenKey {
    /// The same for all rows of the reference.
    fn whole(&self) -> Self {
        Self { values: None, ..self.clone() }
    }
}

/// A foreign key with broken rows.
struct Reference {
    /// A condition on the rows of `pragma_foreign_key_check`.
    condition: String,
    parent: String,
    columns: Vec<String>,
    /// An expression for the values of a row; `None` in a table without row numbers.
    values: Option<String>,
}

const FAILED: &str = "PRAGMA foreign_key_check";
/// How many rows of how many keys an error names.
const SHOWN: usize = 3;

/// Counts the broken rows there are.
pub(in crate::migrate) async fn read(work: &mut MigratorConnection) -> Result<BrokenRows> {
    let mut broken = BrokenRows::new();
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
pub(in crate::migrate) async fn check(work: &mut MigratorConnection, before: BrokenRows, jobs: &[Job]) -> Result<()> {
    let before = carried(before, jobs);
    let mut lines = Vec::new();
    for table in tables(work).await? {
        let known = before.get(&table);
        if known == Some(&None) {
            continue;
        }
        let failed = |error| database(format!("{FAILED} of {table}"), error);
        let known = known.and_then(Option::as_ref);
        let old = |key: &BrokenKey| known.and_then(|known| known.get(key).copied());
        let mut found = BTreeMap::new();
        for (key, count) in broken_in(work, &table).await.map_err(failed)? {
            let key = Some(key.whole()).filter(|whole| old(whole).is_some()).unwrap_or(key);
            *found.entry(key).or_insert(0) += count;
        }
        for (key, count) in found {
            let more = count - old(&key).unwrap_or_default();
            if more > 0 {
                lines.push(told(work, &table, &key, more).await.map_err(failed)?);
            }
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let more = if lines.len() > SHOWN { " and more" } else { "" };
    lines.truncate(SHOWN);
    Err(refuse(format!("after the migrations {}{more}; nothing was changed", lines.join(", "))))
}

/// Says which rows are broken, those that were so before with the same values, or at all, among them.
async fn told(work: &mut MigratorConnection, table: &str, key: &BrokenKey, count: i64) -> sqlx::Result<String> {
    let BrokenKey { parent, columns, values } = key;
    let rows = if count == 1 { "row" } else { "rows" };
    let refer = if count == 1 { "refers" } else { "refer" };
    let line = format!("{count} {rows} of {table} {refer} to missing rows of {parent}");
    let by = columns.join(", ");
    let references = references(work, table).await?;
    let found = references.into_iter().find(|one| one.parent == *parent && one.columns == *columns);
    let Some(Reference { condition, values: Some(expression), .. }) = found else {
        return Ok(format!("{line} ({by})"));
    };
    let alike = values.as_ref().map(|_| format!(" AND {expression} = ?")).unwrap_or_default();
    let sql = format!(
        "SELECT CAST(rowid AS TEXT) FROM {} WHERE {}{alike} ORDER BY rowid LIMIT {}",
        quoted(table, Dialect::Sqlite),
        is_broken(table, &condition),
        SHOWN + 1
    );
    let given: Vec<_> = values.iter().map(|values| Value::Text(values)).collect();
    let mut named = work.texts(&sql, &given).await?;
    let more = if named.len() > SHOWN { " and more" } else { "" };
    named.truncate(SHOWN);
    let equal = values.as_ref().map(|values| format!(" = {values}")).unwrap_or_default();
    Ok(format!("{line} ({by}{equal}, rowid {}{more})", named.join(", ")))
}

async fn tables(work: &mut MigratorConnection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%REFERENCES%' ORDER BY name";
    work.texts(sql, &[]).await.map_err(|error| database("reading sqlite_schema", error))
}

async fn broken_in(work: &mut MigratorConnection, table: &str) -> sqlx::Result<BTreeMap<BrokenKey, i64>> {
    let mut broken = BTreeMap::new();
    for Reference { condition, parent, columns, values } in references(work, table).await? {
        let sql = if let Some(values) = &values {
            let from = quoted(table, Dialect::Sqlite);
            format!("SELECT {values}, count(*) FROM {from} WHERE {} GROUP BY 1", is_broken(table, &condition))
        } else {
            format!("SELECT NULL, count(*) FROM {} WHERE {condition}", checked(table))
        };
        for row in &work.rows(&sql, &[]).await? {
            let key = BrokenKey { parent: parent.clone(), columns: columns.clone(), values: row.text(0)? };
            *broken.entry(key).or_insert(0) += row.int(1)?;
        }
    }
    Ok(broken)
}

async fn references(work: &mut MigratorConnection, table: &str) -> sqlx::Result<Vec<Reference>> {
    let sql = format!("SELECT fkid, parent, count(rowid) FROM {} GROUP BY 1, 2", checked(table));
    let mut references = Vec::new();
    for row in &work.rows(&sql, &[]).await? {
        let number = row.int(0)?;
        let sql = "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq";
        let columns = work.texts(sql, &[Value::Text(table), Value::Int(number)]).await?;
        let values: Vec<_> = columns.iter().map(|column| shown(&quoted(column, Dialect::Sqlite))).collect();
        references.push(Reference {
            condition: format!("fkid = {number}"),
            parent: row.text(1)?.unwrap_or_default(),
            columns,
            values: (row.int(2)? > 0).then(|| values.join(" || ', ' || ")),
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
