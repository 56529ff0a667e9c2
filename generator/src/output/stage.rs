//! New texts wait in one folder until all of them are on disk; then a manifest appears, and files are renamed into
//! place. With a manifest the run can only be completed, without one nothing has happened yet.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::durable::{self, Unsettled};
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
    let (mut manifest, mut unsettled) = (Manifest::default(), Unsettled::default());
    for (number, difference) in differences.iter().enumerate() {
        let path = difference.path.clone();
        match (difference.state, files.texts.get(&path)) {
            (FileState::Missing | FileState::Different, Some(Text::Made(text))) => {
                let staged = format!("{number:04}");
                fs::write(staging.join(&staged), text).map_err(|error| io(STAGING, "cannot be written", &error))?;
                unsettled.add(staging.join(&staged));
                manifest.entries.push(ManifestEntry::Rename { staged, path });
            }
            _ => manifest.entries.push(ManifestEntry::Remove { path }),
        }
    }
    let unfinished = staging.join("manifest.new");
    fs::write(&unfinished, manifest.render()).map_err(|error| io(STAGING, "cannot be written", &error))?;
    unsettled.add(&unfinished);
    unsettled.settle(root).map_err(|error| io(STAGING, "cannot be synced to disk", &error))?;
    fs::rename(&unfinished, staging.join(MANIFEST)).map_err(|error| io(STAGING, "cannot be renamed", &error))?;
    sync_folder(&staging)?;
    sync_folder(root)?;
    complete(root, &staging, &manifest, failpoint).map(drop)
}

/// Every entry can be done again: what was renamed is no longer staged, what was removed is gone.
fn complete(root: &Path, staging: &Path, manifest: &Manifest, failpoint: Failpoint) -> Result<Vec<String>, Problem> {
    let (mut done, mut unsettled) = (Vec::new(), Unsettled::default());
    for (number, entry) in manifest.entries.iter().enumerate() {
        failpoint.reach(number + 1);
        let (path, outcome) = match entry {
            ManifestEntry::Rename { staged, path } => {
                (path, rename(root, &staging.join(staged), path, &mut unsettled)?)
            }
            ManifestEntry::Remove { path } => {
                let place = inside(root, path)?;
                place.parent().into_iter().for_each(|folder| unsettled.add(folder));
                (path, remove(&place, path)?)
            }
        };
        if outcome {
            done.push(path.clone());
        }
    }
    failpoint.reach(manifest.entries.len() + 1);
    unsettled.settle(root).map_err(|error| io(STAGING, "what it held cannot be synced to disk", &error))?;
    remove_staging(staging)?;
    Ok(done)
}

fn rename(root: &Path, staged: &Path, path: &str, unsettled: &mut Unsettled) -> Result<bool, Problem> {
    let place = inside(root, path)?;
    if let Some(folder) = place.parent() {
        make_folders(root, folder, unsettled).map_err(|error| io(path, "its folder cannot be created", &error))?;
    }
    match fs::rename(staged, &place) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound && place.exists() => Ok(false),
        Err(error) => Err(io(path, "cannot be written", &error)),
    }
}

fn remove(place: &Path, path: &str) -> Result<bool, Problem> {
    match fs::remove_file(place) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io(path, "cannot be removed", &error)),
    }
}

/// Makes missing folders from the outermost on. All on the way are settled: a run before this one may have made them.
fn make_folders(root: &Path, folder: &Path, unsettled: &mut Unsettled) -> std::io::Result<()> {
    let way = || folder.ancestors().take_while(|folder| *folder != root);
    let missing: Vec<&Path> = way().take_while(|folder| !folder.exists()).collect();
    missing.into_iter().rev().try_for_each(fs::create_dir)?;
    way().chain([root]).for_each(|folder| unsettled.add(folder));
    Ok(())
}

/// The manifest goes first: staged texts without one are thrown away.
fn remove_staging(staging: &Path) -> Result<(), Problem> {
    remove(&staging.join(MANIFEST), STAGING)?;
    sync_folder(staging)?;
    match fs::remove_dir_all(staging) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(STAGING, "cannot be removed", &error)),
        _ => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> Result<(), Problem> {
    durable::sync(folder).map_err(|error| io(&folder.to_string_lossy(), "cannot be synced to disk", &error))
}
