//! What a rollback takes away for good, with how many rows have it.

use larder_format::plan::Operation;
use larder_format::{Dialect, Direction, PlanFile};

use super::Migrator;
use crate::error::Result;
use crate::migrate::connection::{MigratorConnection, quoted, quoted_table};
use crate::migrate::model::RollbackTarget;
use crate::migrate::plan::select::select;
use crate::migrate::report::failure::database;

/// A table or column whose data a rollback would delete.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The migration that created it.
    pub migration: String,
    /// The current name of the table.
    pub table: String,
    /// The column; `None` if the whole table is dropped.
    pub column: Option<String>,
    /// The number of rows, or of rows with a value in the column.
    pub rows: u64,
}

impl Migrator {
    /// Returns the data that a rollback would delete, without empty tables and columns. Only reads.
    ///
    /// # Errors
    ///
    /// Those of [`Self::rollback`] before it begins.
    pub async fn losses(&self, back: RollbackTarget<'_>) -> Result<Vec<Loss>> {
        let dialect = self.connector.dialect()?;
        let goal = self.way_back(back);
        let mut jobs = select(goal, &self.history().await?, &self.source.load(dialect)?, dialect)?;
        jobs.reverse();
        let mut going = Vec::new();
        for job in &jobs {
            if let Ok(plan) = PlanFile::parse(&job.migration.plan) {
                plan.operations.iter().for_each(|operation| follow(operation, &plan.id, &mut going));
                let steps = plan.steps.of(dialect, Direction::Down);
                let tables: Vec<&str> = plan.operations.iter().filter_map(Operation::table).collect();
                let lost = steps.iter().flat_map(|step| &step.loses);
                lost.for_each(|lost| add(parted(lost, &tables), &plan.id, &mut going));
            }
        }
        if going.is_empty() {
            return Ok(going);
        }
        let mut connection = self.connector.open().await?;
        for loss in &mut going {
            // A migration that was begun only may lack it.
            loss.rows = count(&mut connection, dialect, loss).await.unwrap_or(0);
        }
        connection.close().await;
        going.retain(|loss| loss.rows > 0);
        Ok(going)
    }

    /// Returns how many rows each table has, in the order of `tables`; `None` for one that is not there. Only reads.
    ///
    /// # Errors
    ///
    /// The database cannot be reached.
    pub async fn row_counts(&self, tables: &[String]) -> Result<Vec<Option<u64>>> {
        if self.connector.is_absent()? {
            return Ok(vec![None; tables.len()]);
        }
        let dialect = self.connector.dialect()?;
        let mut connection = self.connector.open().await?;
        let mut counts = Vec::new();
        for table in tables {
            counts.push(count(&mut connection, dialect, &made("", table, None)).await.ok());
        }
        connection.close().await;
        Ok(counts)
    }
}

/// Returns the table and the column that a step says that it loses: `users`, `users.bio`, `auth.users`.
fn parted<'l>(lost: &'l str, tables: &[&str]) -> (&'l str, Option<&'l str>) {
    match lost.rsplit_once('.').filter(|_| !tables.contains(&lost)) {
        Some((table, column)) => (table, Some(column)),
        None => (lost, None),
    }
}

fn add((table, column): (&str, Option<&str>), migration: &str, going: &mut Vec<Loss>) {
    let covers = |loss: &Loss| loss.table == table && (loss.column.is_none() || loss.column.as_deref() == column);
    if !going.iter().any(covers) {
        going.push(made(migration, table, column));
    }
}

fn made(migration: &str, table: &str, column: Option<&str>) -> Loss {
    let (migration, table, column) = (migration.to_owned(), table.to_owned(), column.map(str::to_owned));
    Loss { migration, table, column, rows: 0 }
}

/// Keeps the list of what was made since, under the names that it has by now.
fn follow(operation: &Operation, migration: &str, going: &mut Vec<Loss>) {
    match operation {
        Operation::CreateTable(table) => going.push(made(migration, &table.name, None)),
        Operation::AddColumn { table, column, .. } => add((table, Some(&column.name)), migration, going),
        Operation::DropTable { table } => going.retain(|loss| loss.table != *table),
        Operation::DropColumn { table, column } => {
            going.retain(|loss| loss.table != *table || loss.column.as_ref() != Some(column));
        }
        Operation::RenameTable { table, to, .. } => {
            going.iter_mut().filter(|loss| loss.table == *table).for_each(|loss| loss.table.clone_from(to));
        }
        Operation::RenameColumn { table, column, to, .. } => {
            let same = |loss: &&mut Loss| loss.table == *table && loss.column.as_ref() == Some(column);
            going.iter_mut().filter(same).for_each(|loss| loss.column = Some(to.clone()));
        }
        _ => {}
    }
}

async fn count(connection: &mut MigratorConnection, dialect: Dialect, loss: &Loss) -> Result<u64> {
    let what = loss.column.as_deref().map_or_else(|| "*".to_owned(), |column| quoted(column, dialect));
    let sql = format!("SELECT count({what}) FROM {}", quoted_table(&loss.table, dialect));
    let failed = |error| database("counting rows", error);
    let rows = connection.rows(&sql, &[]).await.map_err(failed)?;
    let number = rows.first().map(|row| row.int(0)).transpose().map_err(failed)?;
    Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
}
