//! Where servers are installed: in this system, or in a root folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::identity::Identity;
use crate::{Result, directory, programs};

/// Names the root folder that servers of single tests are taken from; set by `cargo xtask engines`.
pub(crate) const ROOT: &str = "LARDER_TEST_ROOT";

/// The mounts are seen by this process and its children only, and end with them.
const ENTER: &str = r#"root=$1; shared=$2; shift 2
mount --bind /proc "$root/proc" && mount --rbind /dev "$root/dev" &&
mkdir -p "$root$shared" && mount --bind "$shared" "$root$shared" && exec chroot "$root" "$@""#;

/// Where a server's programs are installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Installation {
    /// On this system.
    System,
    /// In a folder that holds another whole system, whose C library may be newer. Only root can use it.
    Root(PathBuf),
}

impl Installation {
    /// Returns the one that single tests take a server from, which is the first of `names`: the root folder if it is
    /// there.
    pub(crate) fn of_tests(names: &[&str]) -> Self {
        let root = std::env::var_os(ROOT).map(|root| Self::Root(root.into()));
        root.filter(|root| root.find(names).is_some()).unwrap_or(Self::System)
    }

    /// Returns the first of `names` that is installed.
    pub(crate) fn find(&self, names: &[&str]) -> Option<PathBuf> {
        match self {
            Self::System => programs::find(names),
            Self::Root(root) => programs::find_below(root, names),
        }
    }

    /// Returns the user that the package of the server called `name` runs it as.
    pub(crate) fn identity(&self, name: &str) -> Result<Identity> {
        match self {
            Self::System => Identity::of_server(name, Path::new("/")),
            Self::Root(root) => Identity::of_server(name, root),
        }
    }

    /// Returns a command that runs the first of `names` as `identity`; arguments may be added.
    ///
    /// With `stop`, the kernel sends that signal when the thread that starts it ends, where `setpriv` is installed.
    pub(crate) fn command(&self, names: &[&str], identity: Identity, stop: Option<&str>) -> Result<Command> {
        let program = self.find(names).ok_or_else(|| self.lacks(names))?;
        let mut prefix = match self {
            Self::System => Vec::new(),
            Self::Root(root) => Self::entering(root)?,
        };
        // A change of the user takes the signal away again, so `setpriv` comes after it.
        let watched = stop.filter(|_| self.find(&["setpriv"]).is_some());
        if let (Self::Root(_), Identity::Other { user, group }) = (self, identity) {
            prefix.extend(["setpriv".to_owned(), format!("--reuid={user}"), format!("--regid={group}")]);
            prefix.push("--clear-groups".to_owned());
            prefix.extend(watched.into_iter().flat_map(|stop| ["--pdeathsig".to_owned(), stop.to_owned()]));
        } else if let Some(stop) = watched {
            prefix.extend(["setpriv", "--pdeathsig", stop].map(str::to_owned));
        }
        let mut command = match prefix.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
            None => Command::new(program),
        };
        if *self == Self::System {
            identity.run(&mut command);
        }
        Ok(command)
    }

    /// What comes before a program of the system below `root`; the place of the servers' data is the same in both.
    fn entering(root: &Path) -> Result<Vec<String>> {
        let text = |path: &Path| path.to_str().map(str::to_owned).ok_or("a path is no UTF-8");
        let shared = directory::place();
        let words = ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "sh"].map(str::to_owned);
        Ok(words.into_iter().chain([text(root)?, text(&shared)?]).collect())
    }

    fn lacks(&self, names: &[&str]) -> String {
        match self {
            Self::System => format!("{} is not installed", names.join(" or ")),
            Self::Root(root) => format!("{} is not installed below {}", names.join(" or "), root.display()),
        }
    }
}
