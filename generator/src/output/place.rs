//! Keeps generated files inside the folder of the definition.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::sql::Problem;

/// Refuses paths that could point outside the folder they are relative to.
pub(super) fn check_relative(path: &str) -> Result<(), Problem> {
    let ordinary =
        |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\n', '\r']);
    if path.split('/').all(ordinary) {
        return Ok(());
    }
    let message = "a path that is outside the folder of the configuration";
    Err(Problem::new("F0101", message).at(path).help("write a relative path with `/` as separator and without `..`"))
}

/// Returns the place of a relative path under `root`.
///
/// # Errors
///
/// The path leaves the folder, or a part of it is a symbolic link, behind which any place could be.
pub fn inside(root: &Path, path: &str) -> Result<PathBuf, Problem> {
    check_relative(path)?;
    let mut place = root.to_path_buf();
    for part in path.split('/') {
        place.push(part);
        match place.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => {
                return Err(Problem::new("F0102", format!("`{part}` is a symbolic link")).at(path));
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io(path, "cannot be read", &error)),
        }
    }
    Ok(place)
}

/// What the file system refuses.
pub(super) fn io(path: &str, what: &str, error: &std::io::Error) -> Problem {
    Problem::new("F0106", format!("{what}: {error}")).at(path)
}
