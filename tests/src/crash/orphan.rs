//! A statement that goes on at the server after its process has died.

use std::path::Path;
use std::time::{Duration, Instant};

use larder_format::Direction;
use sqlx::{Connection as _, Executor as _, MySqlConnection};
use tempfile::TempDir;

use super::change::Change;
use super::ground::{Ground, migrator};
use super::victim::{PATIENCE, Stop, Victim};

/// Kills a victim before its `ALTER TABLE` and sends that in its place, so that it is under way on the server while the
/// next run is at the same step, and ends before that run's own.
///
/// # Errors
///
/// The next run does not end well, or the status is not clean afterwards.
pub async fn orphaned_statement(program: &Path, ground: &mut Ground) -> Result<(), String> {
    let text = |error: sqlx::Error| error.to_string();
    let change = Change::all().into_iter().find(|change| change.name == "add_column").expect("there is such a change");
    let migrations = TempDir::new().expect("a temporary folder can be made");
    change.write(migrations.path());
    let base = ground.template(migrations.path(), change.base()).await;
    let listed = ground.like(&base).await;
    let list = Victim::start(program, &listed.url, migrations.path(), Direction::Up, Stop::List).statements().await;
    let point = list.iter().position(|sql| sql.starts_with("ALTER TABLE")).expect("the change alters a table");
    ground.remove(listed).await;

    let place = ground.like(&base).await;
    let mut holder = MySqlConnection::connect(&place.url).await.map_err(text)?;
    let mut victim = Victim::start(program, &place.url, migrations.path(), Direction::Up, Stop::At(point));
    assert!(victim.has_stopped().await, "the statement is reached");
    victim.kill().await;
    ground.age_lease(&place).await;
    holder.execute("BEGIN").await.map_err(text)?;
    holder.execute("SELECT count(*) FROM people").await.map_err(text)?;
    let url = place.url.clone();
    let orphan = tokio::spawn(async move {
        let sql = "ALTER TABLE people ADD COLUMN city VARCHAR(20)";
        MySqlConnection::connect(&url).await?.execute(sql).await.map(drop)
    });
    waiting(&mut holder, 1).await?;
    let run = migrator(&place.url, migrations.path());
    let next = tokio::spawn(async move { run.migrate().await.map(drop) });
    waiting(&mut holder, 2).await?;
    holder.execute("COMMIT").await.map_err(text)?;
    orphan.await.map_err(|error| error.to_string())?.map_err(|error| format!("the orphan fails: {error}"))?;
    let ended = next.await.map_err(|error| error.to_string())?;
    ended.map_err(|error| format!("the next run fails: {error}"))?;
    let status = migrator(&place.url, migrations.path()).status().await.map_err(|error| error.to_string())?;
    ground.remove(place).await;
    status.check().map_err(|error| error.to_string())
}

/// Waits until so many statements wait for the table.
async fn waiting(connection: &mut MySqlConnection, number: i64) -> Result<(), String> {
    let sql = "SELECT count(*) FROM /*M! information_schema. *//*!80022 performance_schema. */processlist \
               WHERE state LIKE 'Waiting for table metadata%'";
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let found: i64 =
            sqlx::query_scalar(sql).fetch_one(&mut *connection).await.map_err(|error| error.to_string())?;
        if found >= number {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(format!("{number} statements never waited at once"))
}
