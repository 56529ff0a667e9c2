//! A whole run without the command line: a definition, the migrations folder and answers in; files, the state that they
//! lead to and notes out.

use std::collections::{BTreeMap, BTreeSet};

use crate::Definition;
use crate::output::{Files, Proof};
use crate::rust::{self, Made};
use crate::sql::history::Plans;
use crate::sql::{self, Answers, Folder, Migration, Problem, State};

/// What a run makes of a definition.
#[derive(Debug)]
pub struct Generated {
    /// New migrations, and the Rust files.
    pub files: Files,
    /// What the migrations lead to, the new ones included.
    pub state: State,
    /// What is worth saying all the same.
    pub notes: Vec<Problem>,
    /// What will hold once the files are written.
    pub proof: Proof,
}

/// Returns the migrations that the folder lacks, and the Rust files; of what `proof` holds only the paths.
///
/// # Errors
///
/// The migrations do not hold together or have several heads, or a change needs an answer.
pub fn generate(
    definition: &Definition,
    folder: &Folder,
    answers: &Answers,
    proof: &Proof,
) -> Result<Generated, Vec<Problem>> {
    let state = sql::fold(folder).map_err(|problems| all_under(&definition.settings.migrations, problems))?;
    after(definition, state, answers, proof)
}

/// What keeps the migrations that stand from being run as they were generated, and what [`generate`] would make.
///
/// # Errors
///
/// Those of [`generate`] that keep the folder from being read at all.
pub fn check(
    definition: &Definition,
    folder: &Folder,
    answers: &Answers,
    proof: &Proof,
) -> Result<(Vec<Problem>, Result<Generated, Vec<Problem>>), Vec<Problem>> {
    let in_folder = |problems| all_under(&definition.settings.migrations, problems);
    let plans = Plans::read(folder).map_err(in_folder)?;
    let faults = in_folder(plans.edited().into_iter().chain(plans.faults()).collect());
    let state = plans.in_order().and_then(|history| State::of(&history)).map_err(in_folder);
    Ok((faults, state.and_then(|state| after(definition, state, answers, proof))))
}

fn after(
    definition: &Definition,
    mut state: State,
    answers: &Answers,
    proof: &Proof,
) -> Result<Generated, Vec<Problem>> {
    let folder = &definition.settings.migrations;
    let in_folder = |problems| all_under(folder, problems);
    let made = sql::generate(&state, &definition.schema, answers).map_err(in_folder)?;
    state.extend(&made.migrations).map_err(in_folder)?;
    let mut files = Files::default();
    add_migrations(&mut files, folder, made.migrations)?;
    let proof = add_rust(&mut files, definition, &state, proof)?;
    Ok(Generated { files, state, notes: made.notes, proof })
}

/// Returns the files of migrations that somebody asked for, and the Rust that lists them where the definition asks for
/// nothing more; `state` is that after them.
///
/// # Errors
///
/// Two files have one path.
pub fn list(
    definition: Option<&Definition>,
    folder: &str,
    state: &State,
    made: Vec<Migration>,
) -> Result<Files, Vec<Problem>> {
    let mut files = Files::default();
    add_migrations(&mut files, folder, made)?;
    if let Some(definition) = definition
        && sql::generate(state, &definition.schema, &Answers::default()).is_ok_and(|made| made.migrations.is_empty())
    {
        add_rust(&mut files, definition, state, &Proof::default())?;
    }
    Ok(files)
}

fn add_migrations(files: &mut Files, folder: &str, made: Vec<Migration>) -> Result<(), Vec<Problem>> {
    for Migration { plan, files: texts } in made {
        add(files, texts.into_iter().map(|(name, text)| (format!("{folder}/{}/{name}", plan.id), text)))?;
    }
    Ok(())
}

/// Adds the Rust files for the migrations of `state`, and returns the proof that holds once they are written.
fn add_rust(files: &mut Files, definition: &Definition, state: &State, proof: &Proof) -> Result<Proof, Vec<Problem>> {
    let models = &definition.settings.models;
    let mut settings = rust::Settings::new(models, &definition.settings.migrations, state.ids.clone());
    settings.tables = state.tables.values().cloned().collect();
    settings.head = state.heads.first().cloned();
    settings.derived = definition.derived.clone();
    let units = rust::units(&definition.schema, &settings, &|unit, input| proof.holds(unit, input));
    let mut after = proof.clone();
    let names: BTreeSet<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    after.retain(|unit| names.contains(unit));
    for unit in units {
        match unit.made {
            Made::Known => {
                proof.paths(&unit.name).try_for_each(|path| files.stand(path)).map_err(|problem| vec![problem])?
            }
            Made::Anew(texts) => {
                let texts: BTreeMap<String, String> =
                    texts.into_iter().map(|(name, text)| (format!("{models}/{name}"), text)).collect();
                after.record(&unit.name, &unit.input, texts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
                add(files, texts.into_iter())?;
            }
        }
    }
    files.sweep(models.clone()).map_err(|problem| vec![problem])?;
    Ok(after)
}

fn add(files: &mut Files, mut texts: impl Iterator<Item = (String, String)>) -> Result<(), Vec<Problem>> {
    texts.try_for_each(|(path, text)| files.insert(path, text)).map_err(|problem| vec![problem])
}

/// Lets problems of migrations name their paths from the configuration on, not from the migrations folder.
pub fn all_under(folder: &str, problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| under(folder, problem)).collect()
}

/// Lets a problem of a migration name its path from the configuration on, not from the migrations folder.
pub fn under(folder: &str, problem: Problem) -> Problem {
    let path = problem.path.as_ref().map_or_else(|| folder.to_owned(), |path| format!("{folder}/{path}"));
    if problem.code.starts_with("M01") { problem.at(path) } else { problem }
}
