//! `codegen pull`: reads a database into a definition.

mod again;
mod difference;
mod text;

use std::path::{Path, PathBuf};

use larder::internal::{self, SchemaScope};
use larder::migrate::Migrator;
use larder_format::Dialect;
use larder_format::catalogue::Catalogue;
use larder_generator::Definition;
use larder_generator::output::{Files, inside};
use larder_generator::pull::{self, Pulled, PulledMigrations};
use larder_generator::sql::{Answers, Migration, Problem};
use serde_json::json;

use crate::arguments::{Arguments, Pull};
use crate::database;
use crate::outcome::{Answer, Outcome};

/// What a definition that was pulled begins with.
const HEAD: &str = "\
# The entities of a database, as `codegen pull` read them. `codegen` turns them into migrations and Rust.

[codegen]
migrations = \"migrations\"
models = \"src/models\"
";

/// Reads the database that the command line speaks of into a new definition.
pub(crate) fn run(arguments: &Arguments, pull: &Pull) -> Outcome {
    if arguments.config.exists() {
        return again::run(arguments, pull);
    }
    let mut outcome = Outcome { checked: arguments.check, ..Outcome::default() };
    if let Err(problems) = first(arguments, pull, &mut outcome) {
        outcome.problems.extend(problems);
    }
    outcome
}

fn first(arguments: &Arguments, pull: &Pull, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let config = arguments.config.as_path();
    let catalogue = catalogue(pull, SchemaScope::default(), outcome)?;
    if catalogue.tables.is_empty() {
        return Err(vec![without_tables(catalogue.dialect)]);
    }
    unmanaged(pull, outcome)?;
    let pulled = pull::pull(&catalogue, HEAD).map_err(|diagnostics| refused(outcome, diagnostics))?;
    let definition = pulled.define(&config.to_string_lossy()).map_err(|diagnostics| refused(outcome, diagnostics))?;
    let schema = &definition.schema;
    let made = pull::migrations(schema, &schema.objects, &catalogue, pull::start(&catalogue), &Answers::default())?;
    let pulled = pulled.with(&made.adopted);
    let files = files(config, &pulled, &definition, &made)?;
    let root = root(config)?;
    outcome.differences =
        if arguments.check { files.compare(&root)? } else { files.write(&root, crate::arguments::failpoint())? };
    outcome.answer = Some(answer(&catalogue, &definition, &pulled, &made));
    Ok(())
}

/// Says why there is nothing to read, as far as one can know.
fn without_tables(dialect: Dialect) -> Problem {
    let help = match dialect {
        Dialect::Postgres => {
            "correct the database in the URL; a user sees the tables of the first schema in its `search_path` that it \
             may use: `GRANT USAGE ON SCHEMA …`, or add `?options=-csearch_path%3D…` to the URL"
        }
        Dialect::MySql => {
            "name the database in the URL, and let the user see it: `GRANT SELECT, SHOW VIEW, TRIGGER ON …`"
        }
        Dialect::Sqlite => "correct the path in the URL",
    };
    Problem::new("D0109", "the database has no tables that this user can see").help(help)
}

/// Refuses a database whose migrations another definition has: those of a new one would not follow them.
fn unmanaged(pull: &Pull, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let settings = database::settings(pull.url.as_deref()).map_err(|error| vec![database::told(&error, outcome)])?;
    let migrator = Migrator::from_folder(&settings, PathBuf::new());
    let is_recorded = database::block_on(internal::is_recorded(&migrator))?;
    match is_recorded.map_err(|error| vec![database::told(&error, outcome)])? {
        false => Ok(()),
        true => Err(vec![Problem::new("D0110", "the database has the migrations of another definition").help(
            "run `pull` where that definition is, or name it with `--config`; if it is lost, drop the table \
             `larder_migrations` first",
        )]),
    }
}

/// Reads what the database has: in the schemas of the command line, or else in these.
fn catalogue(pull: &Pull, scope: SchemaScope, outcome: &mut Outcome) -> Result<Catalogue, Vec<Problem>> {
    let settings = database::settings(pull.url.as_deref()).map_err(|error| vec![database::told(&error, outcome)])?;
    database::check_driver(&settings, outcome)?;
    let migrator = Migrator::from_folder(&settings, PathBuf::new());
    if migrator.is_absent().map_err(|error| vec![database::told(&error, outcome)])? {
        outcome.unusable = true;
        return Err(vec![Problem::new("D0100", format!("{} does not exist", settings.place()))]);
    }
    let listed = pull.schema.clone();
    database::block_on(internal::catalogue_of(&migrator, scope, listed))?
        .map_err(|error| vec![database::told(&error, outcome)])
}

/// The pulled text is larder's own; what is wrong with it is shown as it is.
fn refused(outcome: &mut Outcome, diagnostics: larder_generator::diagnostic::Diagnostics) -> Vec<Problem> {
    outcome.diagnostics = diagnostics;
    Vec::new()
}

/// The folder of the definition, which is made if it is not there.
fn root(config: &Path) -> Result<PathBuf, Vec<Problem>> {
    let folder = config.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let made = std::fs::create_dir_all(folder).and_then(|()| folder.canonicalize());
    made.map_err(|error| vec![Problem::new("F0106", format!("cannot be made: {error}")).at(folder.to_string_lossy())])
}

fn files(
    config: &Path,
    pulled: &Pulled,
    definition: &Definition,
    made: &PulledMigrations,
) -> Result<Files, Vec<Problem>> {
    let folder = &definition.settings.migrations;
    let one = |problem| vec![problem];
    let mut files = Files::default();
    files.insert(file_name(config), pulled.text.clone()).map_err(one)?;
    inside(&root(config)?, folder).map_err(one)?;
    for (path, text) in &pulled.files {
        files.insert(path.clone(), text.clone()).map_err(one)?;
    }
    for Migration { plan, files: texts } in made.present.iter().chain(&made.lacking) {
        for (name, text) in texts {
            files.insert(format!("{folder}/{}/{name}", plan.id), text.clone()).map_err(one)?;
        }
    }
    Ok(files)
}

fn file_name(config: &Path) -> String {
    config.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn answer(catalogue: &Catalogue, definition: &Definition, pulled: &Pulled, made: &PulledMigrations) -> Answer {
    let mut answer = Answer { text: text::text(catalogue, definition, pulled, made), ..Answer::default() };
    let ids = |migrations: &[Migration]| migrations.iter().map(|one| one.plan.id.clone()).collect::<Vec<_>>();
    let misses = pulled.misses.iter().map(|miss| {
        json!({
            "left_out": miss.kind == pull::MissKind::Left,
            "table": miss.table,
            "subject": miss.subject,
            "what": miss.what,
            "why": miss.why,
        })
    });
    answer.members.insert("misses".to_owned(), misses.collect());
    let objects = pulled.objects.iter().map(|miss| json!({ "object": miss.object, "why": miss.why }));
    answer.members.insert("objects".to_owned(), objects.collect());
    answer.members.insert("present".to_owned(), json!(ids(&made.present)));
    answer.members.insert("lacking".to_owned(), json!(ids(&made.lacking)));
    answer
}
