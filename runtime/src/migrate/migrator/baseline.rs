//! Recording what was there before larder, after a look whether it is there.

mod made;
mod present;

use larder_format::{Dialect, Direction, PlanFile};

use self::made::{Made, made};
use self::present::Present;
use super::Migrator;
use crate::error::{Error, Result};
use crate::migrate::connection::MigratorConnection;
use crate::migrate::history;
use crate::migrate::model::{Goal, Job};
use crate::migrate::plan::select::select;
use crate::migrate::report::failure::{database, refuse};
use crate::migrate::report::{MigrationRun, Report};

impl Migrator {
    /// Records every migration up to `id` as applied without running it, for a database that has its tables already.
    ///
    /// # Errors
    ///
    /// The database lacks a table or a column that these migrations make, all of which the text names; there is no such
    /// migration, the history disagrees with the files, or the lock is held too long.
    pub async fn baseline(&self, id: &str) -> Result<Report> {
        let dialect = self.connector.dialect()?;
        let known = self.source.load(dialect)?;
        let goal = Goal::Up(Some(id));
        if self.connector.is_absent()? {
            // A file that is only looked into is not made.
            check(&new(select(goal, &[], &known, dialect)?), &Present::default(), dialect)?;
        }
        self.guarded(async |work| {
            let jobs = new(select(goal, &history::read(work).await?, &known, dialect)?);
            let unread = |error| database("reading the schema", error);
            let mut present = present::read(work).await.map_err(unread)?;
            let made = made(&plans(&jobs)?, dialect);
            present::look_for(work, &made, &mut present).await.map_err(unread)?;
            check(&jobs, &present, dialect)?;
            let mut report = Report::default();
            for job in &jobs {
                let name = &job.migration.id;
                let written = record(work, job).await;
                written.map_err(|error| database(format!("{name}: writing larder_migrations"), error))?;
                report.applied.push(MigrationRun::new(name));
            }
            Ok(report)
        })
        .await
    }
}

/// What an earlier run began is left to `migrate`.
fn new(mut jobs: Vec<Job>) -> Vec<Job> {
    jobs.retain(|job| job.direction == Direction::Up && job.entries.is_empty());
    jobs
}

async fn record(work: &mut MigratorConnection, job: &Job) -> sqlx::Result<()> {
    let id = &job.migration.id;
    for step in 0..job.migration.up_script.steps.len() {
        history::insert(work, &job.migration, Direction::Up, step, job.position).await?;
        history::finish(work, id, Direction::Up, step, 0).await?;
    }
    history::mark_baselined(work, id).await
}

fn plans(jobs: &[Job]) -> Result<Vec<PlanFile>> {
    let read = |job: &Job| {
        PlanFile::parse(&job.migration.plan).map_err(|error| refuse(format!("{}: {error}", job.migration.id)))
    };
    jobs.iter().map(read).collect()
}

/// Makes sure that everything is there that the migrations make and that none of them takes away again.
fn check(jobs: &[Job], present: &Present, dialect: Dialect) -> Result<()> {
    let plans = plans(jobs)?;
    let all = made(&plans, dialect);
    let missing = missing(&all, present);
    if missing.is_empty() {
        return Ok(());
    }
    // Where a part of what comes later is there, neither way ends well.
    let is_apart = |count: &usize| {
        let early = made(&plans[..*count], dialect);
        let mut late = all.iter().filter(|one| !early.contains(one));
        early.iter().all(|one| present.has(one)) && !late.any(|one| present.has(one))
    };
    let advice = match (0..plans.len()).rev().find(is_apart) {
        Some(0) => "run `migrate`, which creates all of it".to_owned(),
        Some(count) => {
            format!("record what exists with `baseline {}`, and let `migrate` create the rest", plans[count - 1].id)
        }
        None => {
            "create what is missing by hand, using the SQL of these migrations, and run `baseline` again".to_owned()
        }
    };
    Err(refusal(&missing, &advice))
}

fn missing<'a>(all: &'a [Made], present: &Present) -> Vec<&'a Made> {
    let lost: Vec<_> = all.iter().filter(|one| !present.has(one)).collect();
    let is_lost = |table: &str| lost.iter().any(|one| one.table == table && one.column.is_none());
    // A table that is not there says enough of its columns.
    lost.iter().copied().filter(|one| one.column.is_none() || !is_lost(&one.table)).collect()
}

fn refusal(missing: &[&Made], advice: &str) -> Error {
    let lines: String = missing.iter().map(|one| format!("  {one}\n")).collect();
    refuse(format!(
        "the database lacks objects that these migrations create, so none of them was recorded as \
         applied:\n{lines}{advice}"
    ))
}
