//! Keeps packages from starting their services while they are installed.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Result, programs};

const POLICY: &str = "/usr/sbin/policy-rc.d";

/// What `policy-rc.d` answers when a service must not be started.
const FORBIDDEN: i32 = 101;

/// Removes the policy again, if it is ours.
pub(super) struct Policy {
    ours: bool,
}

/// Keeps packages from starting their services while they are installed.
///
/// # Errors
/// When the system has a policy of its own that lets services start: it is not ours to change.
pub(super) fn keep_services_stopped(command: &str) -> Result<Policy> {
    let path = Path::new(POLICY);
    if path.exists() {
        let answer = Command::new(POLICY).args(["postgresql", "start"]).stdout(Stdio::null()).status()?;
        return match answer.code() {
            Some(FORBIDDEN) => Ok(Policy { ours: false }),
            _ => Err(format!("{POLICY} lets services start; install by hand and stop them:\n  {command}").into()),
        };
    }
    let policy = Policy { ours: true };
    write(path)?;
    Ok(policy)
}

/// Keeps packages from starting services in the system below `root`.
pub(crate) fn forbid_services_below(root: &Path) -> Result<()> {
    write(&programs::below(root, Path::new(POLICY)))
}

fn write(path: &Path) -> Result<()> {
    std::fs::write(path, format!("#!/bin/sh\nexit {FORBIDDEN}\n"))?;
    Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?)
}

impl Drop for Policy {
    fn drop(&mut self) {
        if self.ours
            && let Err(error) = std::fs::remove_file(POLICY)
        {
            eprintln!("xtask: cannot remove {POLICY}: {error}");
        }
    }
}
