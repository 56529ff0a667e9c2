//! The table that remembers what was applied, one row for each step.
//!
//! | column | what |
//! | --- | --- |
//! | migration, direction, step | name of the folder; `up`, or `down` while it is being rolled back; number, from 0 in this table alone |
//! | position | the same for all rows of a migration, growing in the order of application |
//! | steps | how many steps the migration has in that direction |
//! | checksum, step_checksum | of the whole SQL file that applies the migration, and of this step's statements |
//! | plan_hash | hash over the plan's identity, parents and operations |
//! | state | `started` or `finished`; a started row that nobody works on is undecided |
//! | applied_at, duration_ms | UTC, when the step began, and how long it took |
//! | plan, down_sql | in the first row only: what an older binary needs to roll the migration back |
//! | statements | the start of each statement's checksum, so that a repair can name the one that changed |
//! | cursor | how far a step in batches has come |
//! | origin | `baseline` where the migration was recorded without being run, else null |
//! | larder_version | of the binary that wrote the row |

use chrono::{SecondsFormat, Utc};
use larder_format::Direction;
use larder_format::plan::Probe;

use super::catalogue::probe;
use super::connection::{MigratorConnection, Value, quoted};
use super::dialect::{self, HistoryTypes};
use super::model::{HistoryEntry, Migration};
use super::report::failure::database;
use crate::error::Result;

const COLUMNS: &str = "migration, direction, step, position, steps, checksum, step_checksum, plan_hash, state, applied_at, duration_ms, plan, down_sql";

/// Columns that earlier tables lack; an older binary leaves them null.
const LATER: [&str; 3] = ["statements", "cursor", ORIGIN];

const ORIGIN: &str = "origin";

/// Creates the table, or the columns that it lacks; called under the lock, since two first starts at once break
/// `IF NOT EXISTS` on PostgreSQL.
pub(super) async fn create(connection: &mut MigratorConnection) -> Result<()> {
    if exists(connection).await? {
        return complete(connection).await;
    }
    let cursor = quoted("cursor", connection.dialect());
    let HistoryTypes { text, name, long, int, tail } = &dialect::sql(connection.dialect()).history;
    let sql = format!(
        "CREATE TABLE larder_migrations (
            migration {name} NOT NULL, direction {text} NOT NULL, step {int} NOT NULL, position {int} NOT NULL,
            steps {int} NOT NULL, checksum {text} NOT NULL, step_checksum {text} NOT NULL, plan_hash {text} NOT NULL,
            state {text} NOT NULL, applied_at {text} NOT NULL, duration_ms {int} NOT NULL, plan {long}, down_sql {long},
            larder_version {text} NOT NULL, statements {long}, {cursor} {long}, {ORIGIN} {long}, PRIMARY KEY (migration, direction, step)
        ){tail}"
    );
    connection.execute(&sql).await.map_err(|error| database("creating the table larder_migrations", error))
}

async fn complete(connection: &mut MigratorConnection) -> Result<()> {
    let failed = |error| database("completing the table larder_migrations", error);
    for name in LATER {
        if has(connection, name).await.map_err(failed)? {
            continue;
        }
        let ty = dialect::sql(connection.dialect()).history.long;
        let sql = format!("ALTER TABLE larder_migrations ADD COLUMN {} {ty}", quoted(name, connection.dialect()));
        connection.execute(&sql).await.map_err(failed)?;
    }
    Ok(())
}

async fn has(connection: &mut MigratorConnection, column: &str) -> sqlx::Result<bool> {
    let there = Probe::HasColumn { table: "larder_migrations".to_owned(), name: column.to_owned() };
    probe::holds(connection, &there).await
}

/// Reads the history in a transaction of its own, in which a pooler keeps to one session.
pub(super) async fn read_apart(connection: &mut MigratorConnection) -> Result<Vec<HistoryEntry>> {
    let failed = |error| database("reading larder_migrations", error);
    connection.execute("BEGIN").await.map_err(failed)?;
    let entries = read(connection).await?;
    // Nothing was written, and an answer that is lost decides nothing.
    connection.execute("ROLLBACK").await.map_err(failed)?;
    Ok(entries)
}

/// Returns whether the table is there.
pub(super) async fn exists(connection: &mut MigratorConnection) -> Result<bool> {
    let sql = dialect::sql(connection.dialect()).has_history;
    let rows = connection.rows(sql, &[]).await.map_err(|error| database("looking for larder_migrations", error))?;
    Ok(!rows.is_empty())
}

/// Returns all rows in the order of application; none when there is no table.
pub(super) async fn read(connection: &mut MigratorConnection) -> Result<Vec<HistoryEntry>> {
    if !exists(connection).await? {
        return Ok(Vec::new());
    }
    let failed = |error| database("reading larder_migrations", error);
    // Who may only read cannot complete a table of an earlier version, and sees its state all the same.
    let origin = if has(connection, ORIGIN).await.map_err(failed)? { ORIGIN } else { "NULL" };
    let sql =
        format!("SELECT {COLUMNS}, {origin} FROM larder_migrations ORDER BY position, migration, direction DESC, step");
    let rows = connection.rows(&sql, &[]).await.map_err(failed)?;
    let entries = rows.iter().map(|row| {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        let count = |index| row.int(index).map(|number| usize::try_from(number).unwrap_or_default());
        Ok(HistoryEntry {
            migration: text(0)?,
            direction: if text(1)? == "down" { Direction::Down } else { Direction::Up },
            step: count(2)?,
            position: row.int(3)?,
            steps: count(4)?,
            checksum: text(5)?,
            step_checksum: text(6)?,
            plan_hash: text(7)?,
            finished: text(8)? == "finished",
            applied_at: text(9)?,
            duration_ms: row.int(10)?,
            plan: row.text(11)?,
            down_sql: row.text(12)?,
            baselined: row.text(13)?.is_some(),
        })
    });
    entries.collect::<sqlx::Result<_>>().map_err(failed)
}

/// Inserts the row of a step; the primary key stops a second migrator that believes to hold the lock.
pub(super) async fn insert(
    connection: &mut MigratorConnection,
    migration: &Migration,
    direction: Direction,
    step: usize,
    position: i64,
) -> sqlx::Result<()> {
    let script = migration.script(direction);
    let first = direction == Direction::Up && step == 0;
    let int = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let sql = format!(
        "INSERT INTO larder_migrations ({COLUMNS}, larder_version, statements) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    );
    let values = [
        Value::Text(&migration.id),
        Value::Text(direction.as_str()),
        int(step),
        Value::Int(position),
        int(script.steps.len()),
        Value::Text(&migration.checksum),
        Value::Text(&script.steps[step].checksum),
        Value::Text(&migration.hash),
        Value::Text("started"),
        Value::Text(&now()),
        Value::Int(0),
        Value::MaybeText(first.then_some(migration.plan.as_str())),
        Value::MaybeText(first.then_some(migration.down.as_str())),
        Value::Text(env!("CARGO_PKG_VERSION")),
        Value::Text(&script.steps[step].prints.join(" ")),
    ];
    connection.run(&sql, &values).await.map(drop)
}

/// Marks the row of a step as finished.
pub(super) async fn finish(
    connection: &mut MigratorConnection,
    id: &str,
    direction: Direction,
    step: usize,
    milliseconds: u128,
) -> sqlx::Result<()> {
    let sql = "UPDATE larder_migrations SET state = 'finished', duration_ms = ? WHERE migration = ? AND direction = ? AND step = ?";
    let values = [
        Value::Int(i64::try_from(milliseconds).unwrap_or(i64::MAX)),
        Value::Text(id),
        Value::Text(direction.as_str()),
        Value::Int(i64::try_from(step).unwrap_or(i64::MAX)),
    ];
    connection.run(sql, &values).await.map(drop)
}

/// Says of every row of a migration that it was not run.
pub(super) async fn mark_baselined(connection: &mut MigratorConnection, id: &str) -> sqlx::Result<()> {
    let sql = format!("UPDATE larder_migrations SET {ORIGIN} = 'baseline' WHERE migration = ?");
    connection.run(&sql, &[Value::Text(id)]).await.map(drop)
}

/// Stores how far a step in batches has come.
pub(super) async fn advance(
    connection: &mut MigratorConnection,
    id: &str,
    direction: Direction,
    step: usize,
    cursor: &str,
) -> sqlx::Result<()> {
    let name = quoted("cursor", connection.dialect());
    let sql = format!("UPDATE larder_migrations SET {name} = ? WHERE migration = ? AND direction = ? AND step = ?");
    let step = Value::Int(i64::try_from(step).unwrap_or(i64::MAX));
    let values = [Value::Text(cursor), Value::Text(id), Value::Text(direction.as_str()), step];
    connection.run(&sql, &values).await.map(drop)
}

/// Returns how far a step in batches came and whether it is finished; `None` when it has no row.
///
/// The row stays locked until the transaction ends, so that a batch which an earlier run sent with its last breath is
/// waited for.
pub(super) async fn hold(
    connection: &mut MigratorConnection,
    id: &str,
    direction: Direction,
    step: usize,
) -> sqlx::Result<Option<(Option<String>, bool)>> {
    let dialect = connection.dialect();
    let lock = dialect::sql(dialect).locks_row;
    let sql = format!(
        "SELECT {}, state FROM larder_migrations WHERE migration = ? AND direction = ? AND step = ?{lock}",
        quoted("cursor", dialect)
    );
    let step = Value::Int(i64::try_from(step).unwrap_or(i64::MAX));
    let rows = connection.rows(&sql, &[Value::Text(id), Value::Text(direction.as_str()), step]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some((row.text(0)?, row.text(1)?.as_deref() == Some("finished"))))
}

/// Returns the starts of the checksums of the statements of a step that was applied.
pub(super) async fn prints(
    connection: &mut MigratorConnection,
    id: &str,
    step: usize,
) -> sqlx::Result<Option<Vec<String>>> {
    let sql = "SELECT statements FROM larder_migrations WHERE migration = ? AND direction = 'up' AND step = ?";
    let step = Value::Int(i64::try_from(step).unwrap_or(i64::MAX));
    let rows = connection.rows(sql, &[Value::Text(id), step]).await?;
    let text = rows.first().map_or(Ok(None), |row| row.text(0))?;
    Ok(text.map(|text| text.split_whitespace().map(str::to_owned).collect()))
}

/// Removes the row of a step that is known not to be done.
pub(super) async fn forget_step(
    connection: &mut MigratorConnection,
    id: &str,
    direction: Direction,
    step: usize,
) -> sqlx::Result<()> {
    let sql = "DELETE FROM larder_migrations WHERE migration = ? AND direction = ? AND step = ?";
    let step = Value::Int(i64::try_from(step).unwrap_or(i64::MAX));
    connection.run(sql, &[Value::Text(id), Value::Text(direction.as_str()), step]).await.map(drop)
}

/// Says of every row of a migration, and of its way back, that it may not be so.
pub(super) async fn reopen(connection: &mut MigratorConnection, id: &str) -> sqlx::Result<()> {
    let sql = format!(
        "UPDATE larder_migrations SET state = 'started', {} = NULL WHERE migration = ?",
        quoted("cursor", connection.dialect())
    );
    connection.run(&sql, &[Value::Text(id)]).await.map(drop)
}

/// Removes the rows of a way back.
pub(super) async fn forget_down(connection: &mut MigratorConnection, id: &str) -> sqlx::Result<()> {
    let sql = "DELETE FROM larder_migrations WHERE migration = ? AND direction = 'down'";
    connection.run(sql, &[Value::Text(id)]).await.map(drop)
}

/// Removes every row of a migration.
pub(super) async fn forget(connection: &mut MigratorConnection, id: &str) -> sqlx::Result<()> {
    connection.run("DELETE FROM larder_migrations WHERE migration = ?", &[Value::Text(id)]).await.map(drop)
}

/// Gives every row of a completed migration the checksum of the file that completed it.
pub(super) async fn settle(connection: &mut MigratorConnection, migration: &Migration) -> sqlx::Result<()> {
    let steps = Value::Int(i64::try_from(migration.up_script.steps.len()).unwrap_or(i64::MAX));
    let sql = "UPDATE larder_migrations SET checksum = ?, steps = ? WHERE migration = ? AND direction = 'up'";
    connection.run(sql, &[Value::Text(&migration.checksum), steps, Value::Text(&migration.id)]).await?;
    let sql =
        "UPDATE larder_migrations SET plan = ?, down_sql = ? WHERE migration = ? AND direction = 'up' AND step = 0";
    let values = [Value::Text(&migration.plan), Value::Text(&migration.down), Value::Text(&migration.id)];
    connection.run(sql, &values).await.map(drop)
}

pub(super) fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}
