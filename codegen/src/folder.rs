//! The migrations folder on disk.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use larder_generator::output;
use larder_generator::sql::{self, Folder, Problem};

/// Reads every migration folder; none when the folder is not there yet. Files beside them, and those whose name begins
/// with a dot, are left alone.
///
/// # Errors
///
/// A folder is not named like a migration; what the file system refuses.
pub(crate) fn read(root: &Path, migrations: &str) -> Result<Folder, Vec<Problem>> {
    let place = output::inside(root, migrations).map_err(|problem| vec![problem])?;
    let mut folder = Folder::new();
    let mut problems = Vec::new();
    for name in names(&place).map_err(|error| vec![unreadable(migrations, &error)])? {
        let path = format!("{migrations}/{name}");
        if name.starts_with('.') || !place.join(&name).is_dir() {
            continue;
        }
        if !sql::is_migration_name(&name) {
            let help = "rename it like `0001_create_tenants`, or move it elsewhere";
            problems.push(Problem::new("M0110", "this folder is not named like a migration").at(path).help(help));
            continue;
        }
        match files(root, &path, &place.join(&name)) {
            Ok(files) => drop(folder.insert(name, files)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(folder) } else { Err(problems) }
}

/// Reads the files of objects beside tables, in folders below too; none when the folder is not there. Files of other
/// kinds, and those whose name begins with a dot, are left alone.
///
/// # Errors
///
/// What the file system refuses.
pub(crate) fn objects(root: &Path, folder: &str) -> Result<BTreeMap<String, String>, Problem> {
    let place = output::inside(root, folder)?;
    let mut files = BTreeMap::new();
    for name in names(&place).map_err(|error| unreadable(folder, &error))? {
        let path = format!("{folder}/{name}");
        if name.starts_with('.') {
            continue;
        }
        if place.join(&name).is_dir() {
            files.extend(objects(root, &path)?);
        } else if name.ends_with(".sql") {
            let text = fs::read_to_string(output::inside(root, &path)?).map_err(|error| unreadable(&path, &error))?;
            files.insert(path, larder_format::text::normal(&text).into_owned());
        }
    }
    Ok(files)
}

fn files(root: &Path, path: &str, place: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let mut files = BTreeMap::new();
    for name in names(place).map_err(|error| unreadable(path, &error))? {
        let file = format!("{path}/{name}");
        if name.ends_with(".sql") || name.ends_with(".toml") {
            let text = fs::read_to_string(output::inside(root, &file)?).map_err(|error| unreadable(&file, &error))?;
            files.insert(name, larder_format::text::normal(&text).into_owned());
        }
    }
    Ok(files)
}

fn names(place: &Path) -> std::io::Result<Vec<String>> {
    let entries = match fs::read_dir(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn unreadable(path: &str, error: &std::io::Error) -> Problem {
    Problem::new("F0106", format!("cannot be read: {error}")).at(path)
}
