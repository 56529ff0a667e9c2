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
    let settings = rust::Settings {
        migrations: way(models, folder),
        migration_ids: state.ids,
        tables: state.tables.into_values().collect(),
    };
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

/// Returns the way from one folder to another, both relative to the same place.
fn way(from: &str, to: &str) -> String {
    let [from, to] = [from, to].map(|path| path.split('/').collect::<Vec<_>>());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn the_way_goes_up_to_what_is_shared() {
        assert_eq!(way("examples/voicehelper/src/models", "migrations"), "../../../../migrations");
        assert_eq!(way("app/models", "app/migrations"), "../migrations");
    }
}
