//! What a person tells the history: how an undecided step ended, and that an edit changed nothing.

use larder_format::{Dialect, Direction};

use super::{Migrator, sqlite};
use crate::error::Result;
use crate::migrate::connection::MigratorConnection;
use crate::migrate::history;
use crate::migrate::lock::{Guard, Lock};
use crate::migrate::model::script::ScriptStep;
use crate::migrate::model::{HistoryEntry, Migration};
use crate::migrate::plan::verify::is_moved;
use crate::migrate::report::failure::{database, refuse};

/// How to record a step whose outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It was done.
    Done,
    /// It was not done; the next run executes it again.
    Redo,
}

impl Migrator {
    /// Records how a step ended that a crash left undecided and that has no probe; step numbers start at 1.
    ///
    /// # Errors
    ///
    /// The history has no such undecided step, or the lock is held too long.
    pub async fn resolve(&self, id: &str, step: usize, resolution: Resolution) -> Result<()> {
        let number = step;
        let Some(step) = number.checked_sub(1) else {
            return Err(refuse("step numbers start at 1"));
        };
        self.guarded(async |work| {
            let entries = history::read(work).await?;
            let open = entries.iter().filter(|entry| entry.migration == id && entry.step == step && !entry.finished);
            // While a migration is rolled back, it is the rollback that stopped.
            let open = open.max_by_key(|entry| entry.direction == Direction::Down);
            let Some(entry) = open else {
                return Err(refuse(format!("step {number} of {id} is not in doubt: it is known whether it was done")));
            };
            let done = match resolution {
                Resolution::Done => history::finish(work, id, entry.direction, step, 0).await,
                Resolution::Redo => history::forget_step(work, id, entry.direction, step).await,
            };
            done.map_err(|error| database(format!("{id}: writing larder_migrations"), error))
        })
        .await
    }

    /// Takes over the files of an applied migration whose comments, line endings or white space were edited; returns
    /// whether there was something to take over.
    ///
    /// # Errors
    ///
    /// A statement or an operation is not the one that was applied; the text names it.
    pub async fn repair(&self, id: &str) -> Result<bool> {
        let known = self.source.load(self.connector.dialect()?)?;
        let Some(migration) = known.iter().find(|one| one.id == id) else {
            return Err(refuse(format!("there is no migration `{id}`")));
        };
        self.guarded(async |work| {
            let entries = history::read(work).await?;
            let rows: Vec<_> = entries.iter().filter(|one| one.migration == id).collect();
            if rows.is_empty() {
                return Err(refuse(format!("`{id}` is not applied")));
            }
            let stale = rows.iter().any(|row| row.checksum != migration.checksum);
            prove(work, migration, &rows).await?;
            if stale {
                let settled = history::settle(work, migration).await;
                settled.map_err(|error| database(format!("{id}: writing larder_migrations"), error))?;
            }
            Ok(stale)
        })
        .await
    }

    /// Runs `change` in a transaction under the lock.
    pub(super) async fn guarded<T>(&self, change: impl AsyncFnOnce(&mut MigratorConnection) -> Result<T>) -> Result<T> {
        let events = self.events();
        if self.connector.dialect()? == Dialect::Sqlite {
            return in_transaction(self, Guard::WholeRun, change).await;
        }
        let mut lock = Lock::acquire(&self.connector, self.times, &events).await?;
        let result = in_transaction(self, Guard::Lock(&mut lock), change).await;
        lock.release().await;
        result
    }
}

/// Makes sure that a database reads the files as it read those that were applied.
async fn prove(work: &mut MigratorConnection, migration: &Migration, rows: &[&HistoryEntry]) -> Result<()> {
    let id = &migration.id;
    if rows.iter().any(|row| row.direction == Direction::Down) {
        return Err(refuse(format!("{id} is being rolled back; finish that first")));
    }
    if is_moved(migration, rows) {
        return Err(refuse(format!(
            "{id} has other parents here than when it was applied; `status` shows how to continue"
        )));
    }
    if rows.iter().any(|row| row.plan_hash != migration.hash) {
        return Err(refuse(format!("{id}: the operations of its plan.toml are not those that were applied")));
    }
    let steps = &migration.up_script.steps;
    if rows.iter().any(|row| row.finished && row.steps != steps.len()) {
        return Err(refuse(format!("{id}: its statements are divided into other steps than when it was applied")));
    }
    let mut before = 0;
    for (number, step) in steps.iter().enumerate() {
        let row = rows.iter().find(|row| row.step == number);
        if let Some(row) = row.filter(|row| row.step_checksum != step.checksum) {
            let prints = history::prints(work, id, row.step).await;
            let prints = prints.map_err(|error| database("reading larder_migrations", error))?;
            return Err(refuse(difference(id, step, number, before, prints.as_deref())));
        }
        before += step.statements.len();
    }
    Ok(())
}

fn difference(id: &str, step: &ScriptStep, number: usize, before: usize, applied: Option<&[String]>) -> String {
    let Some(applied) = applied else {
        return format!("{id}: step {} differs from what was applied; restore its statements", number + 1);
    };
    let count = step.prints.len().max(applied.len());
    let first = (0..count).find(|index| step.prints.get(*index) != applied.get(*index)).unwrap_or_default();
    let line = step.statements.get(first).and_then(|statement| statement.lines().next()).unwrap_or("missing");
    let line: String = line.chars().take(80).collect();
    format!(
        "{id}: statement {} (`{line}`) differs from what was applied; restore it, and put the change into a new \
         migration",
        before + first + 1
    )
}

async fn in_transaction<T>(
    migrator: &Migrator,
    guard: Guard<'_>,
    change: impl AsyncFnOnce(&mut MigratorConnection) -> Result<T>,
) -> Result<T> {
    let mut work = migrator.connector.open().await?;
    let result = async {
        match guard {
            Guard::WholeRun => sqlite::begin(migrator, &mut work).await?,
            Guard::Lock(_) => work.execute("BEGIN").await.map_err(|error| database("BEGIN", error))?,
        }
        history::create(&mut work).await?;
        if work.dialect() == Dialect::MySql {
            // MySQL commits whatever is open when a table is made.
            work.execute("BEGIN").await.map_err(|error| database("BEGIN", error))?;
        }
        let value = change(&mut work).await?;
        guard.fence(&mut work).await?;
        work.execute("COMMIT").await.map_err(|error| database("COMMIT", error))?;
        Ok(value)
    }
    .await;
    if result.is_err() && work.execute("ROLLBACK").await.is_err() {
        tracing::debug!("no transaction was open");
    }
    work.close().await;
    result
}
