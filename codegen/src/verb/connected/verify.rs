//! Proves every migration in scratch databases: up creates what the operations declare, down removes it, up again.

mod queries;

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::{Path, PathBuf};

use larder::internal::Scratch;
use larder::migrate::{Migrator, Snapshot};
use larder::{DatabaseConfig, Error};
use larder_format::plan::Operation;
use larder_format::{Dialect, PlanFile};
use larder_generator::ir::Entity;
use larder_generator::sql::{self, Problem, Replay};
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
    entities: &'a [Entity],
    /// What of the names of its databases no other run has.
    mark: String,
    console: Console,
    /// The role of the program.
    role: Option<String>,
    /// Objects beside tables that SQL by hand made, which no operation can say.
    by_hand: BTreeSet<String>,
    problems: Vec<Problem>,
}

/// Verifies on SQLite and on every server of the command line.
pub(crate) fn run(arguments: &Arguments, verify: &Verify) -> Outcome {
    project::with(arguments, false, |project, outcome| {
        let folder: PathBuf = database::folder(project)?;
        let Some(definition) = project.definition(outcome) else { return Ok(()) };
        let migrations = project.migrations()?;
        let count = sql::fold(&migrations)?.ids.len();
        let mut engines = Vec::new();
        for url in std::iter::once("sqlite:verify").chain(verify.url.iter().map(String::as_str)) {
            let server = database::settings(Some(url)).map_err(|error| vec![database::told(&error, outcome)])?;
            database::check_driver(&server, outcome)?;
            let mut bench = Bench {
                dialect: server.dialect().map_err(|error| {
                    outcome.unusable = true;
                    vec![Problem::new("D0100", error.to_string())]
                })?,
                server,
                folder: &folder,
                entities: &definition.schema.entities,
                mark: mark(),
                console: Console::new(arguments.format == Format::Human),
                role: verify.role.clone(),
                by_hand: BTreeSet::new(),
                problems: Vec::new(),
            };
            let done = database::block_on(bench.all(Replay::new(&migrations)?))?;
            if let Err(error) = done {
                bench.problems.push(if error.is_unavailable() || error.is_configuration() {
                    database::told(&error, outcome)
                } else {
                    Problem::new("D0106", format!("{}: {error}", bench.dialect.title()))
                });
            }
            engines.push(json!({
                "engine": bench.dialect.as_str(),
                "migrations": count,
                "differences": bench.problems.len(),
            }));
            outcome.problems.append(&mut bench.problems);
        }
        let answer = outcome.answer.get_or_insert_with(Answer::default);
        if outcome.problems.is_empty() {
            let on = if engines.len() == 1 { "one engine".to_owned() } else { format!("{} engines", engines.len()) };
            answer.text = format!("{count} migrations verified on {on}\n");
        }
        answer.members.insert("engines".to_owned(), engines.into());
        Ok(())
    })
}

impl Bench<'_> {
    async fn all(&mut self, replay: Replay) -> Result<(), Error> {
        let live = Scratch::create(&self.server, &self.scratch_name("live")).await?;
        let result = self.each(replay, &live).await;
        let dropped = live.drop().await;
        result.and(dropped)
    }

    async fn each(&mut self, mut replay: Replay, live: &Scratch) -> Result<(), Error> {
        let migrator = Migrator::from_folder(live.config(), self.folder).read_once()?;
        let mut before = migrator.snapshot().await?;
        while let Some(plan) = replay.advance().map_err(refuse)? {
            let (id, known) = (plan.id.as_str(), self.problems.len());
            migrator.migrate_to(id).await?;
            let up = migrator.snapshot().await?;
            let said = self.folded(&replay).await?;
            if is_by_hand(&plan) {
                let is_new = |name: &&str| !name.starts_with("table ") && !before.has(name) && !said.has(name);
                self.by_hand.extend(up.objects().filter(is_new).map(str::to_owned));
            }
            let sayable = up.without(|name| self.by_hand.contains(name) && !said.has(name));
            self.compare(id, "up does not produce the schema that its operations declare", &said, &sayable);
            migrator.rollback(1).await?;
            self.compare(id, "down does not restore the previous schema", &before, &migrator.snapshot().await?);
            migrator.migrate_to(id).await?;
            self.compare(
                id,
                "a second up produces a different schema than the first",
                &up,
                &migrator.snapshot().await?,
            );
            if self.problems.len() == known {
                self.console.line(&format!("{:<10} {id}: up, down, up", self.dialect.as_str()));
            }
            before = up;
        }
        self.try_policies(&replay, live).await;
        self.problems.extend(queries::check(live, self.dialect, self.entities).await);
        Ok(())
    }

    /// Tries whether the policies hold the role of the program.
    async fn try_policies(&mut self, Replay { tables, .. }: &Replay, live: &Scratch) {
        let Some(role) = self.role.as_ref().filter(|_| self.dialect == Dialect::Postgres) else { return };
        let secured = tables.values().filter(|table| table.row_security.is_some());
        let names: Vec<_> = secured.map(|table| self.dialect.text_literal(&self.dialect.table(&table.name))).collect();
        let script = format!(
            "SET ROLE {}; DO $larder$ DECLARE name text; BEGIN\n\
             FOREACH name IN ARRAY ARRAY[{}]::text[] LOOP IF NOT row_security_active(name) THEN\n\
             RAISE EXCEPTION '% passes the policy of %: it is a superuser, or has BYPASSRLS', current_user, name;\n\
             END IF; END LOOP; END $larder$",
            self.dialect.identifier(role),
            names.join(", "),
        );
        if let Err(error) = live.run(&script).await {
            self.problems.push(Problem::new("M0531", format!("{}: {error}", self.dialect.title())));
        }
    }

    /// Returns the schema of the tables, made from nothing in a database of its own.
    async fn folded(&self, Replay { tables, objects, rules, .. }: &Replay) -> Result<Snapshot, Error> {
        let script = sql::creation::script(tables, objects, *rules, self.dialect);
        let scratch = Scratch::create(&self.server, &self.scratch_name("fold")).await?;
        let made = async {
            if !tables.is_empty() || !objects.is_empty() {
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

    fn scratch_name(&self, what: &str) -> String {
        format!("larder_verify_{}_{what}", self.mark)
    }
}

/// Tells whether somebody wrote SQL of the migration.
fn is_by_hand(plan: &PlanFile) -> bool {
    !plan.hand_edits.is_empty() || plan.operations.iter().any(|operation| matches!(operation, Operation::Sql { .. }))
}

fn refuse(problem: Problem) -> Error {
    Error::new(larder::ErrorKind::Migration(problem.to_string()))
}

/// Processes of several machines and containers, which may have one number, share a server.
fn mark() -> String {
    format!("{}_{:016x}", std::process::id(), RandomState::new().build_hasher().finish())
}
