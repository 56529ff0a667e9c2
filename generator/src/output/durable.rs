//! What was written, and has to be on disk before a run goes on.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

/// Beyond this many, the file system is asked once for everything: each file alone costs a flush of the disk.
#[cfg(target_os = "linux")]
const MANY: usize = 64;

/// Files and folders that may not be on disk yet.
#[derive(Default)]
pub(super) struct Unsettled(BTreeSet<PathBuf>);

impl Unsettled {
    pub(super) fn add(&mut self, place: impl Into<PathBuf>) {
        self.0.insert(place.into());
    }

    /// Returns once all of them are on disk; `root` is a folder around them.
    ///
    /// # Errors
    ///
    /// What the file system refuses.
    pub(super) fn settle(mut self, root: &Path) -> Result<()> {
        self.settle_together(root)?;
        self.0.iter().try_for_each(|place| match sync(place) {
            // What is gone needs nothing.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        })
    }

    /// Settles what stands on the file system of `root`, where there is much of it.
    #[cfg(target_os = "linux")]
    fn settle_together(&mut self, root: &Path) -> Result<()> {
        use std::os::linux::fs::MetadataExt as _;

        if self.0.len() <= MANY {
            return Ok(());
        }
        let folder = File::open(root)?;
        let system = folder.metadata()?.st_dev();
        self.0.retain(|place| place.symlink_metadata().is_ok_and(|found| found.st_dev() != system));
        Ok(rustix::fs::syncfs(&folder)?)
    }

    #[cfg(not(target_os = "linux"))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "only Linux has a call for it")]
    fn settle_together(&mut self, _root: &Path) -> Result<()> {
        Ok(())
    }
}

/// A folder can be opened and synced on Unix only; elsewhere the rename itself is durable or nothing is.
pub(super) fn sync(place: &Path) -> Result<()> {
    match (place.is_dir(), cfg!(unix)) {
        (true, true) => File::open(place)?.sync_all(),
        (true, false) => Ok(()),
        (false, _) => OpenOptions::new().write(true).open(place)?.sync_all(),
    }
}
