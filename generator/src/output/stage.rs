//! New texts wait in one folder until all of them are on disk; then a manifest appears, and files are renamed into
//! place. With a manifest the run can only be completed, without one nothing has happened yet.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::place::{inside, io};
use super::{Difference, FileState, Files, Text};
use crate::sql::Problem;

mod manifest;

use manifest::{Manifest, ManifestEntry};

/// The folder in which new texts wait, under that of the configuration.
pub const STAGING: &str = ".larder-staging";

const MANIFEST: &str = "manifest";

/// A test hook: the process aborts just before the n-th file, from one, is renamed or removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failpoint(pub Option<usize>);

impl Failpoint {
    fn reach(self, number: usize) {
        if self.0 == Some(number) {
            std::process::abort();
        }
    }
}

/// Tells whether an earlier run was killed before it had finished.
pub fn is_interrupted(root: &Path) -> bool {
    root.join(STAGING).symlink_metadata().is_ok()
}

/// Completes a run that was killed, and returns what it renamed or removed; a run killed before its manifest was
/// written has changed nothing, and its staged texts are thrown away.
///
/// # Errors
///
/// What the file system refuses; a manifest that cannot be read.
pub fn resume(root: &Path, failpoint: Failpoint) -> Result<Vec<String>, Problem> {
    let staging = inside(root, STAGING)?;
    let text = match fs::read_to_string(staging.join(MANIFEST)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            remove_staging(&staging)?;
            return Ok(Vec::new());
        }
        Err(error) => return Err(io(STAGING, "cannot be read", &error)),
    };
    let manifest = Manifest::parse(&text)?;
    complete(root, &staging, &manifest, failpoint)
}

pub(super) fn write(
    files: &Files,
    differences: &[Difference],
    root: &Path,
    failpoint: Failpoint,
) -> Result<(), Problem> {
    let staging = inside(root, STAGING)?;
    fs::create_dir(&staging).map_err(|error| io(STAGING, "cannot be created", &error))?;
    let mut manifest = Manifest::default();
    for (number, difference) in differences.iter().enumerate() {
        let path = difference.path.clone();
        match (difference.state, files.texts.get(&path)) {
            (FileState::Missing | FileState::Different, Some(Text::Made(text))) => {
                let staged = format!("{number:04}");
                write_durably(&staging.join(&staged), text.as_bytes())?;
                manifest.entries.push(ManifestEntry::Rename { staged, path });
            }
            _ => manifest.entries.push(ManifestEntry::Remove { path }),
        }
    }
    let unfinished = staging.join("manifest.new");
    write_durably(&unfinished, manifest.render().as_bytes())?;
    fs::rename(&unfinished, staging.join(MANIFEST)).map_err(|error| io(STAGING, "cannot be renamed", &error))?;
    sync_folder(&staging)?;
    sync_folder(root)?;
    complete(root, &staging, &manifest, failpoint).map(drop)
}

/// Every entry can be done again: what was renamed is no longer staged, what was removed is gone.
fn complete(root: &Path, staging: &Path, manifest: &Manifest, failpoint: Failpoint) -> Result<Vec<String>, Problem> {
    let mut done = Vec::new();
    for (number, entry) in manifest.entries.iter().enumerate() {
        failpoint.reach(number + 1);
        let (path, outcome) = match entry {
            ManifestEntry::Rename { staged, path } => (path, rename(root, &staging.join(staged), path)?),
            ManifestEntry::Remove { path } => (path, remove(&inside(root, path)?, path)?),
        };
        if outcome {
            done.push(path.clone());
        }
    }
    failpoint.reach(manifest.entries.len() + 1);
    remove_staging(staging)?;
    Ok(done)
}

fn rename(root: &Path, staged: &Path, path: &str) -> Result<bool, Problem> {
    let place = inside(root, path)?;
    if let Some(folder) = place.parent() {
        make_folders(root, folder).map_err(|error| io(path, "its folder cannot be created", &error))?;
    }
    match fs::rename(staged, &place) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound && place.exists() => return Ok(false),
        Err(error) => return Err(io(path, "cannot be written", &error)),
    }
    place.parent().map_or(Ok(()), sync_folder)?;
    Ok(true)
}

fn remove(place: &Path, path: &str) -> Result<bool, Problem> {
    match fs::remove_file(place) {
        Ok(()) => place.parent().map_or(Ok(()), sync_folder).map(|()| true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io(path, "cannot be removed", &error)),
    }
}

/// Makes missing folders from the outermost on, each durable before the next.
fn make_folders(root: &Path, folder: &Path) -> std::io::Result<()> {
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| *folder != root && !folder.exists()).map(Path::to_path_buf).collect();
    for folder in missing.iter().rev() {
        fs::create_dir(folder)?;
        if let Some(parent) = folder.parent() {
            sync(parent)?;
        }
    }
    Ok(())
}

fn write_durably(place: &Path, text: &[u8]) -> Result<(), Problem> {
    let write = || {
        let mut file = File::create(place)?;
        file.write_all(text)?;
        file.sync_all()
    };
    write().map_err(|error| io(STAGING, "cannot be written", &error))
}

/// The manifest goes first: staged texts without one are thrown away.
fn remove_staging(staging: &Path) -> Result<(), Problem> {
    remove(&staging.join(MANIFEST), STAGING)?;
    match fs::remove_dir_all(staging) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(STAGING, "cannot be removed", &error)),
        _ => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> Result<(), Problem> {
    sync(folder).map_err(|error| io(&folder.to_string_lossy(), "cannot be synced to disk", &error))
}

/// A folder can be opened and synced on Unix only; elsewhere the rename itself is durable or nothing is.
fn sync(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
