//! Many migrators at once.

use std::path::Path;

use larder_format::Direction;
use tempfile::TempDir;

use super::change::{COUNTED, Change};
use super::ground::{Ground, migrator};
use super::rows;
use super::victim::{Stop, Victim};

/// Starts `processes` migrators at once on a database that has nothing yet, for each kind of change in turn, `rounds`
/// times in all; returns what went wrong.
pub async fn stampede(program: &Path, ground: &mut Ground, processes: usize, rounds: usize) -> Vec<String> {
    let mut failures = Vec::new();
    let changes = Change::all();
    for round in 0..rounds {
        let change = &changes[round % changes.len()];
        if let Err(failure) = once(program, ground, change, processes).await {
            failures.push(format!("round {round}, {}: {failure}", change.name));
        }
    }
    failures
}

async fn once(program: &Path, ground: &mut Ground, change: &Change, processes: usize) -> Result<(), String> {
    let migrations = TempDir::new().expect("a temporary folder can be made");
    change.write(migrations.path());
    let place = ground.empty().await;
    let start = |_| Victim::start(program, &place.url, migrations.path(), Direction::Up, Stop::Nowhere);
    let herd: Vec<_> = (0..processes).map(start).collect();
    let mut ends = Vec::new();
    for victim in herd {
        ends.push(victim.end().await);
    }
    let failed: Vec<_> = ends.into_iter().filter_map(Result::err).collect();
    if !failed.is_empty() {
        return Err(format!("{} of {processes} failed: {}", failed.len(), failed.join("; ")));
    }
    let count = rows::texts(ground.engine, &place.url, "SELECT CAST(n AS CHAR(9)) FROM counts".to_owned()).await;
    let count = count.map_err(|error| error.to_string())?.concat();
    let expected = COUNTED * i64::try_from(change.own).unwrap_or(0);
    if count.trim() != expected.to_string() {
        return Err(format!("steps were counted {count} times, not {expected}"));
    }
    let status = migrator(&place.url, migrations.path()).status().await.map_err(|error| error.to_string())?;
    status.check().map_err(|error| error.to_string())?;
    ground.remove(place).await;
    Ok(())
}
