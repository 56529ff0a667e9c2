//! Who runs a server when this program runs as root.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::Result;

/// The user a server runs as.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identity {
    /// The one who runs xtask.
    Own,
    /// Another; only root can become it.
    Other { user: u32, group: u32 },
}

impl Identity {
    /// PostgreSQL and MariaDB refuse to run as root, so their packages' users run them then.
    ///
    /// The user is the one of the system below `root`.
    pub(crate) fn of_server(name: &str, root: &Path) -> Result<Self> {
        if !is_root()? {
            return Ok(Self::Own);
        }
        let accounts = std::fs::read_to_string(root.join("etc/passwd"))?;
        let account = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name);
        let number = |index: usize| account.as_ref()?.get(index)?.parse().ok();
        match (number(2), number(3)) {
            (Some(user), Some(group)) => Ok(Self::Other { user, group }),
            _ => Err(format!("root cannot run this server and there is no user `{name}` to run it as").into()),
        }
    }

    /// Makes `command` run as this user.
    pub(crate) fn run(self, command: &mut Command) {
        if let Self::Other { user, group } = self {
            command.uid(user).gid(group);
        }
    }

    /// Gives a file or folder to this user.
    pub(crate) fn own(self, path: &Path) -> Result<()> {
        if let Self::Other { user, group } = self {
            std::os::unix::fs::chown(path, Some(user), Some(group))?;
        }
        Ok(())
    }
}

/// Returns whether xtask runs as root.
pub(crate) fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(output.stdout.trim_ascii() == b"0")
}
