//! Changes of partitions, each done in one transaction.

use larder_format::Dialect;

use super::layout::{AsOf, RowPartition};
use super::period::named;
use super::{PartitionedTable, TablePartitions};
use crate::error::Result;
use crate::migrate::connection::{MigratorConnection, Value, quoted};
use crate::migrate::report::failure::database;

/// The check by which PostgreSQL knows, without reading it, that a partition has no rows of other times.
const CHECK: &str = "larder_bounds";

/// What is done in one transaction.
pub(super) enum PartitionChange<'a> {
    /// Makes every partition from a border on, and the one for all later times.
    Add(Option<i64>),
    /// Does so in the place of the last one, which is empty; does nothing if it is not any more.
    Replace(&'a RowPartition),
    /// Keeps rows from an end on out of the last one.
    Bound(&'a RowPartition, i64),
    /// Looks whether the last one has such rows.
    Validate(&'a RowPartition),
    /// Gives the last one that end, and makes those that follow.
    Close(&'a RowPartition, i64),
    /// Takes the first ones away, and makes a new first one in their place.
    Take(&'a [RowPartition]),
}

impl PartitionChange<'_> {
    /// Does it, and tells what was done.
    pub(super) async fn apply(
        &self,
        connection: &mut MigratorConnection,
        table: &PartitionedTable,
        moment: AsOf,
    ) -> Result<TablePartitions> {
        let mut done = TablePartitions::default();
        match *self {
            Self::Add(from) => make_all(connection, table, from, moment, &mut done.made).await?,
            Self::Replace(later) => {
                detach(connection, table, later).await?;
                // Nobody writes into it any more; a row that came before that keeps it.
                if later.has_rows(connection).await? {
                    attach(connection, table, later, None).await?;
                } else {
                    run(connection, &format!("DROP TABLE {}", later.quoted())).await?;
                    make_all(connection, table, later.from, moment, &mut done.made).await?;
                }
            }
            Self::Bound(later, end) => {
                let (part, check) = (later.quoted(), table.condition(later.from, end));
                let drop = format!("DROP CONSTRAINT IF EXISTS {CHECK}");
                let add = format!("ADD CONSTRAINT {CHECK} CHECK ({check}) NOT VALID");
                run(connection, &format!("ALTER TABLE {part} {drop}, {add}")).await?;
            }
            Self::Validate(later) => {
                run(connection, &format!("ALTER TABLE {} VALIDATE CONSTRAINT {CHECK}", later.quoted())).await?;
            }
            Self::Close(later, end) => close(connection, table, later, end, &mut done).await?,
            Self::Take(parts) => take(connection, table, parts, &mut done).await?,
        }
        if let Self::Close(_, end) = *self {
            make_all(connection, table, Some(end), moment, &mut done.made).await?;
        }
        Ok(done)
    }
}

async fn close(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    later: &RowPartition,
    end: i64,
    done: &mut TablePartitions,
) -> Result<()> {
    detach(connection, table, later).await?;
    attach(connection, table, later, Some(end)).await?;
    let name = free_name(connection, table, later.from, Some(end)).await?;
    let (part, renamed) = (later.quoted(), quoted(&name, Dialect::Postgres));
    run(connection, &format!("ALTER TABLE {part} DROP CONSTRAINT {CHECK}")).await?;
    run(connection, &format!("ALTER TABLE {part} RENAME TO {renamed}")).await?;
    done.closed = Some(name);
    Ok(())
}

async fn take(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    parts: &[RowPartition],
    done: &mut TablePartitions,
) -> Result<()> {
    for part in parts {
        detach(connection, table, part).await?;
        // The first one, without rows, was only the place of what comes late.
        let is_place_only = part.from.is_none() && !part.has_rows(connection).await?;
        if table.drops || is_place_only {
            run(connection, &format!("DROP TABLE {}", part.quoted())).await?;
        }
        match (is_place_only, table.drops) {
            (true, _) => {}
            (false, true) => done.dropped.push(part.name.clone()),
            (false, false) => done.detached.push(part.name.clone()),
        }
    }
    let border = parts.last().and_then(|part| part.to);
    make(connection, table, (None, border), &mut done.made).await
}

/// Makes every partition from a border on, and the one for all later times.
async fn make_all(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    from: Option<i64>,
    moment: AsOf,
    made: &mut Vec<String>,
) -> Result<()> {
    let (now, target) = (table.every.start(moment.0), table.target(moment));
    let mut border = match from {
        Some(from) => from,
        None => {
            make(connection, table, (None, Some(now)), made).await?;
            now
        }
    };
    // Nothing is of a time for which nobody made a partition when it came.
    if border < now {
        make(connection, table, (Some(border), Some(now)), made).await?;
        border = now;
    }
    while border < target {
        let next = table.every.next(border);
        make(connection, table, (Some(border), Some(next)), made).await?;
        border = next;
    }
    make(connection, table, (Some(border), None), made).await
}

async fn make(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    (from, to): (Option<i64>, Option<i64>),
    made: &mut Vec<String>,
) -> Result<()> {
    let part = RowPartition { name: free_name(connection, table, from, to).await?, from, to };
    let (whole, bounds) = (table.quoted(), table.bounds(from, to));
    run(connection, &format!("CREATE TABLE {} PARTITION OF {whole} FOR VALUES {bounds}", part.quoted())).await?;
    made.push(part.name);
    Ok(())
}

async fn detach(connection: &mut MigratorConnection, table: &PartitionedTable, part: &RowPartition) -> Result<()> {
    run(connection, &format!("ALTER TABLE {} DETACH PARTITION {}", table.quoted(), part.quoted())).await
}

async fn attach(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    part: &RowPartition,
    to: Option<i64>,
) -> Result<()> {
    let (table, part, bounds) = (table.quoted(), part.quoted(), table.bounds(part.from, to));
    run(connection, &format!("ALTER TABLE {table} ATTACH PARTITION {part} FOR VALUES {bounds}")).await
}

async fn run(connection: &mut MigratorConnection, sql: &str) -> Result<()> {
    let words: Vec<&str> = sql.split_whitespace().take(6).collect();
    let what = words.join(" ");
    connection.execute(sql).await.map_err(|error| database(what, error))
}

/// Returns a name for a partition that nothing else has.
async fn free_name(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    from: Option<i64>,
    to: Option<i64>,
) -> Result<String> {
    let base = match (from, to) {
        (_, None) => format!("{}_later", table.table),
        (None, Some(to)) => format!("{}_before_{}", table.table, named(to)),
        (Some(from), Some(_)) => format!("{}_p{}", table.table, named(from)),
    };
    let (mut name, mut number) = (base.clone(), 1);
    loop {
        let sql = "SELECT 'taken' WHERE to_regclass(quote_ident(?)) IS NOT NULL";
        let taken = connection.texts(sql, &[Value::Text(&name)]).await;
        if taken.map_err(|error| database("looking for a free name", error))?.is_empty() {
            return Ok(name);
        }
        number += 1;
        name = format!("{base}_{number}");
    }
}
