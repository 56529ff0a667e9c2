//! Everything that a definition gives, as one tree of files.

use larder_generator::output::Files;
use larder_generator::sql::{self, Folder, Problem};
use larder_generator::{Definition, rust};

/// Returns the Rust files, and the migrations that do not stand yet.
///
/// # Errors
///
/// The migrations on disk do not hold together, or a change needs an answer.
pub(crate) fn files(definition: &Definition, migrations: &Folder) -> Result<Files, Vec<Problem>> {
    let folder = &definition.settings.migrations;
    let in_folder =
        |problems: Vec<Problem>| -> Vec<_> { problems.into_iter().map(|problem| under(folder, problem)).collect() };
    let state = sql::fold(migrations).map_err(in_folder)?;
    let made = sql::migrations_after(&state, &definition.schema).map_err(in_folder)?;
    let mut files = Files::default();
    let mut stored = migrations.clone();
    for migration in made {
        stored.insert(migration.plan.id.clone(), migration.files.clone());
        for (name, text) in migration.files {
            add(&mut files, format!("{folder}/{}/{name}", migration.plan.id), text)?;
        }
    }
    let state = sql::fold(&stored).map_err(in_folder)?;
    let models = &definition.settings.models;
    let mut settings = rust::Settings::new(models, folder, state.ids);
    settings.tables = state.tables.into_values().collect();
    settings.head = state.head;
    settings.derived = definition.derived.clone();
    for (name, text) in rust::files(&definition.schema, &settings) {
        add(&mut files, format!("{models}/{name}"), text)?;
    }
    files.sweep(models.clone()).map_err(|problem| vec![problem])?;
    Ok(files)
}

/// Lets a problem of a migration name its path from the configuration on, not from the migrations folder.
pub(crate) fn under(folder: &str, problem: Problem) -> Problem {
    let path = problem.path.as_ref().map_or_else(|| folder.to_owned(), |path| format!("{folder}/{path}"));
    if problem.code.starts_with("M01") { problem.at(path) } else { problem }
}

fn add(files: &mut Files, path: String, text: String) -> Result<(), Vec<Problem>> {
    files.insert(path, text).map_err(|problem| vec![problem])
}
