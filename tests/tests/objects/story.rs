//! A definition with objects that changes in a database.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use integration::{Backend, Client, Database, Engine, answers, configuration, explained};
use larder::Config;
use larder::internal::Scratch;
use larder::migrate::{Migrator, Snapshot};
use larder_format::Dialect;
use larder_generator::Parsed;
use larder_generator::diagnostic::Paint;
use larder_generator::sql::{self, Answers, Folder, Migration, Problem, Replay, creation};
use tempfile::TempDir;

/// What a run of codegen said instead of a migration.
pub(crate) type Told<T> = Result<T, String>;

/// A database and the migrations that lead to where it stands.
pub(crate) struct Story {
    pub(crate) engine: Engine,
    database: Database,
    folder: Folder,
    place: TempDir,
    client: Client,
}

impl Story {
    /// Begins with an empty database.
    pub(crate) async fn on(backend: &Backend) -> Self {
        let database = backend.empty().await;
        let place = tempfile::tempdir().expect("a folder can be made");
        let client = match database.engine() {
            Engine::Sqlite => Ok(Client::SqliteFile(database.url().trim_start_matches("sqlite:").into())),
            engine => Client::connect(engine, database.url()).await,
        };
        let client = client.expect("the database answers");
        Self { engine: database.engine(), database, folder: Folder::new(), place, client }
    }

    /// Writes the migrations that lead to a definition with objects, each a file's name and its text.
    pub(crate) fn becomes(&mut self, models: &str, objects: &[(&str, &str)], flags: &[&str]) -> Told<Vec<Migration>> {
        let files: BTreeMap<_, _> =
            objects.iter().map(|(name, text)| (format!("objects/{name}"), (*text).to_owned())).collect();
        let definition = Parsed::new(models, "models.toml").with_objects(files).define(&[], &|_| None);
        let definition = definition.map_err(|refused| refused.render(Paint::Plain))?;
        let told = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
        let state = sql::fold(&self.folder).map_err(told)?;
        let made = sql::generate(&state, &definition.schema, &answers(flags)).map_err(told)?.migrations;
        for migration in &made {
            let folder = self.path().join(&migration.plan.id);
            std::fs::create_dir_all(&folder).expect("the folder can be made");
            for (name, text) in &migration.files {
                std::fs::write(folder.join(name), text).expect("the file can be written");
            }
        }
        let state = sql::fold_with(&mut self.folder, &made).map_err(told)?;
        let again = sql::generate(&state, &definition.schema, &Answers::default()).map_err(told)?.migrations;
        assert!(again.is_empty(), "a second run changes {:?}", again[0].plan.operations);
        Ok(made)
    }

    /// Applies what is new, each migration up, down and up again. Up makes what the operations say, from nothing too;
    /// down leads back.
    #[track_caller]
    pub(crate) fn proves(&mut self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move { self.prove().await.unwrap_or_else(|wrong| panic!("{caller}: {:?}: {wrong}", self.engine)) }
    }

    async fn prove(&mut self) -> Told<()> {
        let migrator = self.migrator();
        let status = migrator.status().await.map_err(|error| explained(&error))?;
        let pending: Vec<_> = status
            .migrations
            .iter()
            .filter(|one| one.state == larder::migrate::State::Pending)
            .map(|one| one.id.clone())
            .collect();
        let mut replay = Replay::new(&self.folder).map_err(|problems| format!("{problems:?}"))?;
        let mut before = self.snapshot().await?;
        while let Some(plan) = replay.advance().map_err(|problem| problem.to_string())? {
            if !pending.contains(&plan.id) {
                continue;
            }
            migrator.migrate_to(&plan.id).await.map_err(|error| format!("{} up: {}", plan.id, explained(&error)))?;
            let up = self.snapshot().await?;
            same(&format!("{} up", plan.id), &self.folded(&replay).await?, &up)?;
            migrator.rollback(1).await.map_err(|error| format!("{} down: {}", plan.id, explained(&error)))?;
            same(&format!("{} down", plan.id), &before, &self.snapshot().await?)?;
            migrator.migrate_to(&plan.id).await.map_err(|error| format!("{} again: {}", plan.id, explained(&error)))?;
            same(&format!("{} again", plan.id), &up, &self.snapshot().await?)?;
            before = up;
        }
        Ok(())
    }

    /// Makes the same tables and objects from nothing.
    async fn folded(&self, replay: &Replay) -> Told<Snapshot> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dialect = match self.engine {
            Engine::Sqlite => Dialect::Sqlite,
            Engine::Postgres => Dialect::Postgres,
            Engine::MySql => Dialect::MySql,
        };
        let script = creation::script(&replay.tables, &replay.objects, replay.rules, dialect);
        let mut server = self.config();
        if let Some(url) = self.engine.server() {
            server.database.url = url;
        }
        let scratch = Scratch::create(&server.database, &format!("larder_fold_{}_{number}", std::process::id())).await;
        let scratch = scratch.map_err(|error| explained(&error))?;
        let made = async {
            if !script.is_empty() {
                scratch.run(&script).await?;
            }
            Migrator::from_folder(scratch.config(), self.path()).snapshot().await
        };
        let made = made.await.map_err(|error| explained(&error));
        scratch.drop().await.map_err(|error| explained(&error))?;
        made
    }

    pub(crate) async fn snapshot(&self) -> Told<Snapshot> {
        self.migrator().snapshot().await.map_err(|error| explained(&error))
    }

    pub(crate) fn migrator(&self) -> Migrator {
        Migrator::from_folder(&self.config().database, self.path())
    }

    fn config(&self) -> Config {
        configuration(&self.database)
    }

    fn path(&self) -> PathBuf {
        self.place.path().join("migrations")
    }

    #[track_caller]
    pub(crate) fn execute(&mut self, sql: &str) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        let done = self.client.execute(sql);
        async move { done.await.unwrap_or_else(|error| panic!("{caller}: {error}")) }
    }

    /// Compares the rows of a query, whose values are texts.
    #[track_caller]
    pub(crate) fn gives(&mut self, query: &str, expected: &[&[&str]]) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        let expected: Vec<Vec<Option<String>>> =
            expected.iter().map(|row| row.iter().map(|text| Some((*text).to_owned())).collect()).collect();
        let query = query.to_owned();
        async move {
            let found = self.client.query(&query).await.unwrap_or_else(|error| panic!("{caller}: {error}"));
            assert_eq!(found, expected, "{caller}: {query}");
        }
    }
}

fn same(what: &str, expected: &Snapshot, found: &Snapshot) -> Told<()> {
    expected.difference(found).map_or(Ok(()), |difference| Err(format!("{what}:\n{difference}")))
}
