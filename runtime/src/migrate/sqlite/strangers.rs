//! Indexes and triggers that no operation made. SQLite drops them with their table, so a table that is made anew would
//! silently come back without them.

use std::collections::BTreeSet;

use crate::Result;
use crate::migrate::connection::Connection;
use crate::migrate::failure::{database, refuse};
use crate::migrate::runner::Job;
use crate::migrate::source::Migration;

/// An index or a trigger.
pub(super) struct Stranger {
    name: String,
    kind: String,
    table: String,
    sql: String,
}

/// Returns those that no plan of a migration speaks of.
pub(super) async fn read<'a>(
    work: &mut Connection,
    migrations: impl Iterator<Item = &'a Migration>,
) -> Result<Vec<Stranger>> {
    let plans: Vec<_> = migrations.map(|migration| migration.plan.as_str()).collect();
    let mut found = all(work).await?;
    found.retain(|stranger| !plans.iter().any(|plan| speaks_of(plan, &stranger.name)));
    Ok(found)
}

/// Makes those again that went with a table that is there again and that the run does not name.
pub(super) async fn restore(work: &mut Connection, before: &[Stranger], jobs: &[Job]) -> Result<()> {
    if before.is_empty() {
        return Ok(());
    }
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let rows = work.rows(sql, &[]).await.map_err(|error| database("reading sqlite_schema", error))?;
    let tables: BTreeSet<_> = rows.iter().filter_map(|row| row.text(0).ok().flatten()).collect();
    let after: BTreeSet<_> = all(work).await?.into_iter().map(|one| one.name).collect();
    let is_meant = |name: &str| {
        let statements = jobs.iter().flat_map(|job| &job.migration.script(job.direction).steps);
        statements.flat_map(|step| &step.statements).any(|statement| statement.contains(name))
    };
    for lost in before {
        if after.contains(&lost.name) || !tables.contains(&lost.table) || is_meant(&lost.name) {
            continue;
        }
        work.execute(&lost.sql).await.map_err(|error| {
            let Stranger { name, kind, table, .. } = lost;
            refuse(format!(
                "the {kind} {name} of {table}, which no operation made, goes with the table that is made anew and cannot be made again ({error}); drop it in a migration of its own first (`codegen new`); nothing was changed"
            ))
        })?;
    }
    Ok(())
}

async fn all(work: &mut Connection) -> Result<Vec<Stranger>> {
    let sql =
        "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL";
    let rows = work.rows(sql, &[]).await.map_err(|error| database("reading sqlite_schema", error))?;
    let stranger = |row: &crate::migrate::connection::Row| {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        Ok(Stranger { name: text(0)?, kind: text(1)?, table: text(2)?, sql: text(3)? })
    };
    rows.iter().map(stranger).collect::<sqlx::Result<_>>().map_err(|error| database("reading sqlite_schema", error))
}

/// The triggers of full text are called after its table of words.
fn speaks_of(plan: &str, name: &str) -> bool {
    let words = ["_insert", "_update", "_delete"].iter().find_map(|event| name.strip_suffix(event));
    plan.contains(&format!("\"{name}\"")) || words.is_some_and(|words| plan.contains(&format!("\"{words}\"")))
}
