//! Every migration proved where nothing can be lost: up makes what the operations say, down unmakes it, up again.

use std::path::{Path, PathBuf};

use larder::migrate::{Migrator, Scratch, Snapshot};
use larder::{DatabaseConfig, Error};
use larder_generator::dialect::Dialect;
use larder_generator::sql::{self, Folder, Problem};
use serde_json::json;

use crate::arguments::{Arguments, Format, Verify};
use crate::database::{self, Console};
use crate::outcome::{Answer, Outcome};
use crate::project;

/// One engine to verify on.
struct Bench<'a> {
    server: DatabaseConfig,
    dialect: Dialect,
    folder: &'a Path,
    migrations: &'a Folder,
    console: Console,
    problems: Vec<Problem>,
}

/// Verifies on SQLite and on every server of the command line.
pub(crate) fn run(arguments: &Arguments, verify: &Verify) -> Outcome {
    project::with(arguments, false, |project, outcome| {
        let folder: PathBuf = database::folder(project)?;
        let Some(definition) = project.definition(outcome) else { return Ok(()) };
        let migrations = project.migrations(&definition)?;
        let ids = sql::fold(&migrations)?.ids;
        let mut engines = Vec::new();
        for url in std::iter::once("sqlite:verify").chain(verify.url.iter().map(String::as_str)) {
            let server = database::settings(url);
            let mut bench = Bench {
                dialect: dialect(&server).map_err(|error| {
                    outcome.unusable = true;
                    vec![Problem::new("D0100", error.to_string())]
                })?,
                server,
                folder: &folder,
                migrations: &migrations,
                console: Console::new(arguments.format == Format::Human),
                problems: Vec::new(),
            };
            let done = database::block_on(bench.all(&ids))?;
            if let Err(error) = done {
                bench.problems.push(Problem::new("D0106", format!("{}: {error}", bench.dialect.title())));
            }
            engines.push(json!({
                "engine": bench.dialect.name(),
                "migrations": ids.len(),
                "differences": bench.problems.len(),
            }));
            outcome.problems.append(&mut bench.problems);
        }
        let answer = outcome.answer.get_or_insert_with(Answer::default);
        if outcome.problems.is_empty() {
            let count = if engines.len() == 1 { "one engine".to_owned() } else { format!("{} engines", engines.len()) };
            answer.text = format!("{} migrations are right on {count}\n", ids.len());
        }
        answer.members.insert("engines".to_owned(), engines.into());
        Ok(())
    })
}

impl Bench<'_> {
    async fn all(&mut self, ids: &[String]) -> Result<(), Error> {
        let live = Scratch::create(&self.server, &scratch_name("live")).await?;
        let result = self.each(ids, &live).await;
        let dropped = live.drop().await;
        result.and(dropped)
    }

    async fn each(&mut self, ids: &[String], live: &Scratch) -> Result<(), Error> {
        let migrator = Migrator::from_folder(live.config(), self.folder);
        let mut before = migrator.snapshot().await?;
        for (number, id) in ids.iter().enumerate() {
            let known = self.problems.len();
            migrator.migrate_to(id).await?;
            let up = migrator.snapshot().await?;
            self.compare(id, "up does not lead to what its operations say", &self.folded(&ids[..=number]).await?, &up);
            migrator.rollback(1).await?;
            self.compare(id, "down does not lead back to the state before", &before, &migrator.snapshot().await?);
            migrator.migrate_to(id).await?;
            self.compare(id, "a second up leads elsewhere than the first", &up, &migrator.snapshot().await?);
            if self.problems.len() == known {
                self.console.line(&format!("{:<10} {id}: up, down, up", self.dialect.name()));
            }
            before = up;
        }
        Ok(())
    }

    /// Returns the schema that the operations of the migrations say, made from nothing in a database of its own.
    async fn folded(&self, ids: &[String]) -> Result<Snapshot, Error> {
        let refuse = |problem: Problem| Error::new(larder::ErrorKind::Migration(problem.to_string()));
        let until: Folder = self
            .migrations
            .iter()
            .filter(|(id, _)| ids.contains(id))
            .map(|(id, files)| (id.clone(), files.clone()))
            .collect();
        let tables = sql::fold(&until).map_err(|mut problems| refuse(problems.remove(0)))?.tables;
        let script = sql::creation::script(&tables, self.dialect).map_err(refuse)?;
        let scratch = Scratch::create(&self.server, &scratch_name("fold")).await?;
        let made = async {
            if !tables.is_empty() {
                scratch.run(&script).await?;
            }
            Migrator::from_folder(scratch.config(), self.folder).snapshot().await
        };
        let made = made.await;
        let dropped = scratch.drop().await;
        made.and_then(|made| dropped.map(|()| made))
    }

    fn compare(&mut self, id: &str, what: &str, expected: &Snapshot, found: &Snapshot) {
        if let Some(difference) = expected.difference(found) {
            let message = format!("{id} on {}: {what}\n{}", self.dialect.title(), difference.trim_end());
            self.problems.push(Problem::new("D0105", message));
        }
    }
}

fn dialect(server: &DatabaseConfig) -> Result<Dialect, Error> {
    Ok(match server.dialect()? {
        larder::Dialect::Postgres => Dialect::Postgres,
        larder::Dialect::MySql => Dialect::MySql,
        larder::Dialect::Sqlite => Dialect::Sqlite,
    })
}

fn scratch_name(what: &str) -> String {
    format!("larder_verify_{}_{what}", std::process::id())
}
