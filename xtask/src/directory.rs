//! Folders of servers, logs and caches.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Result;
use crate::identity::Identity;

/// Memory that is a folder. MySQL and MariaDB create a table there in a tenth of the time that a disk takes.
const MEMORY: &str = "/dev/shm";
/// What must be free of it, in KiB: 4 GiB.
const ENOUGH: u64 = 4 << 20;

/// The servers' folder: short, so that socket paths fit, and outside the project, which their users may not be allowed
/// to enter.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn create() -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = place().join(format!("larder-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).map_err(|error| format!("cannot create {}: {error}", path.display()))?;
        let directory = Self(path);
        // Others may pass through, to the folders that are theirs.
        std::fs::set_permissions(&directory.0, std::fs::Permissions::from_mode(0o711))?;
        Ok(directory)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Creates a folder that only `owner` can enter.
    pub(crate) fn folder(&self, name: &str, owner: Identity) -> Result<PathBuf> {
        let path = self.0.join(name);
        // A server that starts again has it.
        std::fs::create_dir_all(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700))?;
        owner.own(&path)?;
        Ok(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("xtask: cannot remove {}: {error}", self.0.display());
        }
    }
}

/// Returns where the servers' folders are made: in memory where there is enough of it, but for one who says `TMPDIR`.
pub(crate) fn place() -> PathBuf {
    static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
        let in_memory = std::env::var_os("TMPDIR").is_none() && free(MEMORY).is_some_and(|free| free >= ENOUGH);
        if in_memory { PathBuf::from(MEMORY) } else { std::env::temp_dir() }
    });
    PLACE.clone()
}

/// Returns how many KiB are free in a folder.
fn free(folder: &str) -> Option<u64> {
    let table = Command::new("df").args(["--output=avail", "--block-size=1K", folder]).output().ok()?;
    str::from_utf8(&table.stdout).ok()?.lines().nth(1)?.trim().parse().ok()
}

/// Returns the folder of what suites wrote on other servers, `target/engines`.
pub(crate) fn engine_logs() -> Result<PathBuf> {
    let logs = target()?.join("engines");
    std::fs::create_dir_all(&logs)?;
    Ok(logs)
}

fn target() -> Result<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in the project's folder")?;
    Ok(std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.join("target"), PathBuf::from))
}

/// Returns the folder of the servers' logs, `target/test-servers`, empty.
pub(crate) fn logs() -> Result<PathBuf> {
    let logs = target()?.join("test-servers");
    std::fs::create_dir_all(&logs)?;
    for entry in std::fs::read_dir(&logs)? {
        std::fs::remove_file(entry?.path())?;
    }
    Ok(logs)
}
