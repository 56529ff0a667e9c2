//! Compares the generated files with those on disk.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::place::{inside, io};
use super::{Files, Text, stale};
use crate::sql::Problem;

/// How a file on disk differs from the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    Missing,
    /// Its text is another: the definition changed since, or a hand edited it.
    Different,
    /// Generated earlier and no longer asked for.
    Stale,
}

/// A file that writing would make, change or remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub path: String,
    pub state: FileState,
}

pub(super) fn differences(files: &Files, root: &Path) -> Result<Vec<Difference>, Vec<Problem>> {
    let mut differences = Vec::new();
    let mut problems = Vec::new();
    let made = files.texts.iter().filter_map(|(path, text)| match text {
        Text::Made(text) => Some((path, text)),
        Text::Standing => None,
    });
    for (path, text) in made {
        match state(root, path, text) {
            Ok(None) => {}
            Ok(Some(state)) => differences.push(Difference { path: path.clone(), state }),
            Err(problem) => problems.push(problem),
        }
    }
    let mut stale = BTreeSet::new();
    for folder in &files.swept {
        match stale::generated(root, folder, |path| files.texts.contains_key(path)) {
            Ok(found) => stale.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    differences.extend(stale.into_iter().map(|path| Difference { path, state: FileState::Stale }));
    differences.sort_by(|a, b| a.path.cmp(&b.path));
    if problems.is_empty() { Ok(differences) } else { Err(problems) }
}

/// Version control may write a line end as CRLF on one machine and LF on another.
fn is_same(existing: &str, text: &str) -> bool {
    existing == text || existing.replace("\r\n", "\n") == text.replace("\r\n", "\n")
}

fn state(root: &Path, path: &str, text: &str) -> Result<Option<FileState>, Problem> {
    let existing = match fs::read(inside(root, path)?) {
        Ok(existing) => existing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some(FileState::Missing)),
        Err(error) => return Err(io(path, "cannot be read", &error)),
    };
    let existing = std::str::from_utf8(&existing).ok();
    if existing.is_some_and(|existing| is_same(existing, text)) {
        return Ok(None);
    }
    let generated = existing.is_some_and(stale::is_generated);
    if path.ends_with(".rs") && !generated {
        let message = "a file that codegen did not write is in the way of a generated one";
        return Err(Problem::new("F0103", message).at(path).help("move it: put your own code in a file beside it"));
    }
    Ok(Some(FileState::Different))
}
