//! Everything that a definition gives, as one tree of files.

use std::collections::BTreeMap;

use larder_generator::output::Files;
use larder_generator::sql::{self, Answers, Folder, Generated, Migration, Problem, State};
use larder_generator::{Definition, rust};

use crate::project::Project;

/// The files of a definition, and what is worth saying of it.
pub(crate) struct Tree {
    pub(crate) files: Files,
    pub(crate) notes: Vec<Problem>,
}

/// Returns the Rust files, and the migrations that do not stand yet.
///
/// # Errors
///
/// The migrations on disk do not hold together, or a change needs an answer.
pub(crate) fn files(definition: &Definition, migrations: &Folder, answers: &Answers) -> Result<Tree, Vec<Problem>> {
    let folder = &definition.settings.migrations;
    let in_folder = |problems| all_under(folder, problems);
    let state = sql::fold(migrations).map_err(in_folder)?;
    let Generated { migrations: made, notes } =
        sql::generate(&state, &definition.schema, answers).map_err(in_folder)?;
    let mut files = Files::default();
    let after = state_after(migrations, &made, folder, &mut files)?;
    rust(definition, &after, &mut files)?;
    Ok(Tree { files, notes })
}

/// Adds the Rust files for the migrations of `state`.
///
/// # Errors
///
/// Two files have one path.
pub(crate) fn rust(definition: &Definition, state: &State, files: &mut Files) -> Result<(), Vec<Problem>> {
    let folder = &definition.settings.migrations;
    let models = &definition.settings.models;
    let mut settings = rust::Settings::new(models, folder, state.ids.clone());
    settings.tables = state.tables.values().cloned().collect();
    settings.head = state.heads.first().cloned();
    settings.derived = definition.derived.clone();
    for (name, text) in rust::files(&definition.schema, &settings) {
        add(files, format!("{models}/{name}"), text)?;
    }
    files.sweep(models.clone()).map_err(|problem| vec![problem])
}

/// Adds the files of a migration.
///
/// # Errors
///
/// Two files have one path.
pub(crate) fn add_migration(
    files: &mut Files,
    folder: &str,
    id: &str,
    texts: &BTreeMap<String, String>,
) -> Result<(), Vec<Problem>> {
    texts.iter().try_for_each(|(name, text)| add(files, format!("{folder}/{id}/{name}"), text.clone()))
}

/// Returns the files of migrations that a verb made or changed, and the Rust that lists them where the definition asks
/// for nothing more; `stored` are those that stand.
///
/// # Errors
///
/// The migrations do not hold together.
pub(crate) fn with(project: &Project, stored: &Folder, made: &[Migration]) -> Result<Files, Vec<Problem>> {
    let folder = project.settings().migrations;
    let mut files = Files::default();
    let state = state_after(stored, made, &folder, &mut files)?;
    if let Ok(definition) = project.read(&project.text)
        && sql::generate(&state, &definition.schema, &Answers::default())
            .is_ok_and(|generated| generated.migrations.is_empty())
    {
        rust(&definition, &state, &mut files)?;
    }
    Ok(files)
}

/// Adds the files of the migrations that were made, and returns the state that they lead to after those that stand.
fn state_after(stored: &Folder, made: &[Migration], folder: &str, files: &mut Files) -> Result<State, Vec<Problem>> {
    let mut all = stored.clone();
    for Migration { plan, files: texts } in made {
        all.insert(plan.id.clone(), texts.clone());
        add_migration(files, folder, &plan.id, texts)?;
    }
    sql::fold(&all).map_err(|problems| all_under(folder, problems))
}

/// Lets problems of migrations name their paths from the configuration on.
pub(crate) fn all_under(folder: &str, problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| under(folder, problem)).collect()
}

/// Lets a problem of a migration name its path from the configuration on, not from the migrations folder.
pub(crate) fn under(folder: &str, problem: Problem) -> Problem {
    let path = problem.path.as_ref().map_or_else(|| folder.to_owned(), |path| format!("{folder}/{path}"));
    if problem.code.starts_with("M01") { problem.at(path) } else { problem }
}

fn add(files: &mut Files, path: String, text: String) -> Result<(), Vec<Problem>> {
    files.insert(path, text).map_err(|problem| vec![problem])
}
