//! What the verbs that work on a database share: where it is, the runtime, and how its errors are reported.

mod console;
mod named;

use std::path::PathBuf;
use std::time::Duration;

use larder::migrate::{MigrateError, MigrationRun, Migrator, Report};
use larder::{Config, DatabaseConfig, Error, ErrorKind};
use larder_generator::sql::Problem;
use serde_json::{Value, json};

pub(crate) use self::console::Console;
pub(crate) use self::named::named;
use crate::arguments::{Arguments, Format, Server};
use crate::driver;
use crate::outcome::{Answer, Outcome};
use crate::project::{self, Project};

/// Opens the migrator that the command line speaks of and lets `work` use it.
pub(crate) fn with(
    arguments: &Arguments,
    server: &Server,
    work: impl AsyncFnOnce(Migrator, &mut Outcome) -> Result<(), Error>,
) -> Outcome {
    project::with(arguments, false, |project, outcome| {
        let settings = settings(server.url.as_deref()).map_err(|error| vec![told(&error, outcome)])?;
        check_driver(&settings, outcome)?;
        let console = Console::new(arguments.format == Format::Human);
        if server.url.is_none() {
            console.line(&format!("database: {}", settings.place()));
        }
        let migrator = Migrator::from_folder(&settings, folder(project)?)
            .lock_wait(server.lock_wait)
            .on_event(move |event| console.event(event));
        block_on(work(migrator, outcome))?.map_err(|error| vec![told(&error, outcome)])
    })
}

/// Returns the settings that an application would have with the same variables, for `url` where one is given. Who runs
/// a command is there to run it again, so a server that is down is waited for only where `DATABASE_START_TIMEOUT` says
/// so.
///
/// # Errors
///
/// A variable cannot be read.
pub(crate) fn settings(url: Option<&str>) -> Result<DatabaseConfig, Error> {
    let mut settings = Config::from_env()?.database;
    if let Some(url) = url {
        url.clone_into(&mut settings.url);
    }
    if std::env::var_os("DATABASE_START_TIMEOUT").is_none() {
        settings.start_timeout = Duration::ZERO;
    }
    Ok(settings)
}

/// Refuses a database whose driver codegen was installed without.
///
/// # Errors
///
/// The driver is missing.
pub(crate) fn check_driver(settings: &DatabaseConfig, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    driver::check(&settings.url).map_err(|problem| {
        outcome.unusable = true;
        vec![problem]
    })
}

/// Returns the migrations folder of the settings; mistakes in entities do not keep a database from being migrated.
pub(crate) fn folder(project: &Project) -> Result<PathBuf, Vec<Problem>> {
    larder_generator::output::inside(&project.root, &project.settings().migrations).map_err(|problem| vec![problem])
}

/// Runs a future to completion.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Vec<Problem>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| vec![Problem::new("D0100", format!("cannot start a thread: {error}"))])?;
    Ok(runtime.block_on(future))
}

/// Puts an error into the words of the command line; the lock's has an exit code of its own.
pub(crate) fn told(error: &Error, outcome: &mut Outcome) -> Problem {
    let cause = std::error::Error::source(error).and_then(|source| source.downcast_ref::<MigrateError>());
    let kind = cause.map_or(error.kind(), |cause| cause.error().kind());
    match kind {
        ErrorKind::Locked(_) => {
            outcome.locked = true;
            Problem::new("D0102", error.to_string()).help("wait until it finishes, or raise `--lock-wait`")
        }
        ErrorKind::Configuration(_) => {
            outcome.unusable = true;
            Problem::new("D0100", error.to_string())
        }
        ErrorKind::Unavailable(_) => {
            outcome.unusable = true;
            Problem::new("D0100", error.to_string())
                .help("run again when the server is up, or set DATABASE_START_TIMEOUT (such as `60s`) to wait for it")
        }
        _ => Problem::new("D0101", error.to_string()),
    }
}

/// Tells what a run did and, when it ended early, why.
pub(crate) fn finish(run: Result<Report, MigrateError>, outcome: &mut Outcome) -> Result<(), Error> {
    let report = run.as_ref().unwrap_or_else(MigrateError::report);
    let answer = outcome.answer.get_or_insert_with(Answer::default);
    for (name, list) in [("applied", &report.applied), ("rolled_back", &report.rolled_back)] {
        answer.members.insert(name.to_owned(), list.iter().map(taken).collect());
    }
    if run.is_ok() {
        answer.text = match (report.applied.len(), report.rolled_back.len()) {
            (0, 0) => "nothing to do\n".to_owned(),
            (applied, 0) => format!("{applied} applied\n"),
            (0, back) => format!("{back} rolled back\n"),
            (applied, back) => format!("{back} rolled back, {applied} applied\n"),
        };
    }
    run?;
    Ok(())
}

fn taken(taken: &MigrationRun) -> Value {
    let milliseconds = u64::try_from(taken.duration.as_millis()).unwrap_or(u64::MAX);
    json!({ "id": taken.id, "milliseconds": milliseconds, "resumed": taken.resumed })
}
