//! Root folders in which servers of other releases run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::archive;
use crate::identity::{Identity, is_root};
use crate::installation::Installation;
use crate::{Result, directory, install, process};

/// Overrides the folder that prepared roots are kept in.
const CACHE: &str = "LARDER_ENGINES_CACHE";
/// The release that has the newest servers.
pub(super) const NEWEST: &str = "sid";
/// What every root of the newest release is a copy of.
const BASE: &str = "base";
/// Nothing of a root that is half written is ever used, so nothing has to be on the disk at once.
const UNSAFE: (&str, &str) = ("DPKG_FORCE", "unsafe-io");

/// What a root folder holds beside a minimal system.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recipe {
    pub(super) name: &'static str,
    pub(super) packages: &'static [&'static str],
    /// The Debian that it is.
    pub(super) release: &'static str,
    /// Builds in it what no package has; its output goes to a log.
    pub(super) build: Option<fn(&Path, &Path) -> Result<()>>,
}

impl Recipe {
    /// Returns the name of the minimal system that it is a copy of.
    fn base(&self) -> String {
        if self.release == NEWEST { BASE.to_owned() } else { format!("{BASE}-{}", self.release) }
    }
}

/// The root folders of other systems, kept from run to run.
pub(super) struct Root {
    cache: PathBuf,
    log: PathBuf,
}

impl Root {
    /// Returns where the root of `recipe` is.
    pub(super) fn path(recipe: Recipe) -> Result<Installation> {
        Ok(Installation::Root(cache()?.join(recipe.name)))
    }

    /// Makes the root of `recipe`, unless it is there and not to be made anew.
    ///
    /// One run does so at a time. A folder gets its name when it is whole, so an interrupted run leaves none behind.
    pub(super) fn prepare(recipe: Recipe, fresh: bool) -> Result<()> {
        let cache = cache()?;
        if !fresh && cache.join(recipe.name).exists() {
            return Ok(());
        }
        check_rights(recipe)?;
        std::fs::create_dir_all(&cache).map_err(|error| format!("cannot create {}: {error}", cache.display()))?;
        let lock = File::create(cache.join("lock"))?;
        lock.lock()?;
        if !fresh && cache.join(recipe.name).exists() {
            return Ok(());
        }
        install::missing(&[("debootstrap", &["debootstrap"])])?;
        let log = directory::engine_logs()?.join(format!("prepare-{}.log", recipe.name));
        let roots = Self { cache, log };
        let started = Instant::now();
        println!("xtask: preparing {} in {}", recipe.packages.join(" and "), roots.cache.display());
        let had_base = roots.cache.join(recipe.base()).exists();
        let mut installed = roots.base(recipe, fresh).and_then(|()| roots.install(recipe));
        if installed.is_err() && had_base && !fresh {
            // The archive may no longer have the packages that the lists of an older base name.
            installed = roots.base(recipe, true).and_then(|()| roots.install(recipe));
        }
        installed.map_err(|error| format!("{error}\n\nTo try again: {}", command(recipe)))?;
        println!("xtask: prepared {} in {:.1?}", recipe.name, started.elapsed());
        Ok(())
    }

    /// Makes the minimal system that the roots of a release are copied from.
    fn base(&self, recipe: Recipe, fresh: bool) -> Result<()> {
        let base = recipe.base();
        if !fresh && self.cache.join(&base).exists() {
            return Ok(());
        }
        let staged = self.stage(&base)?;
        let mut make = Command::new("debootstrap");
        make.arg("--variant=minbase").arg(recipe.release).arg(&staged).arg(archive::address()?).env(UNSAFE.0, UNSAFE.1);
        process::prepare(&mut make, &self.log)?;
        self.keep(&staged, &base)
    }

    fn install(&self, recipe: Recipe) -> Result<()> {
        let staged = self.stage(recipe.name)?;
        process::prepare(Command::new("cp").arg("-a").arg(self.cache.join(recipe.base())).arg(&staged), &self.log)?;
        install::policy::forbid_services_below(&staged)?;
        // The lists of packages are those that debootstrap read.
        let mut install = Installation::Root(staged.clone()).command(&["apt-get"], Identity::Own, None)?;
        install.args(["install", "--yes", "--no-install-recommends"]).args(recipe.packages);
        install.env("DEBIAN_FRONTEND", "noninteractive").env(UNSAFE.0, UNSAFE.1);
        process::prepare(&mut install, &self.log)?;
        let mut clean = Installation::Root(staged.clone()).command(&["apt-get"], Identity::Own, None)?;
        process::prepare(clean.arg("clean"), &self.log)?;
        if let Some(build) = recipe.build {
            build(&staged, &self.log)?;
        }
        self.keep(&staged, recipe.name)
    }

    /// Returns an empty place for what becomes `name`.
    fn stage(&self, name: &str) -> Result<PathBuf> {
        let staged = self.cache.join(format!("{name}.partial"));
        remove(&staged)?;
        Ok(staged)
    }

    fn keep(&self, staged: &Path, name: &str) -> Result<()> {
        let kept = self.cache.join(name);
        remove(&kept)?;
        Ok(std::fs::rename(staged, kept)?)
    }
}

fn cache() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let usual = || {
        let caches = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
        caches.map(|caches| caches.join("larder-engines"))
    };
    let cache = set(CACHE).or_else(usual).ok_or_else(|| format!("neither {CACHE} nor HOME is set"))?;
    if cache.is_absolute() { Ok(cache) } else { Err(format!("{} is not absolute", cache.display()).into()) }
}

/// A mount of an interrupted run would show as a folder that is not this file system's.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let removed = Command::new("rm").args(["-rf", "--one-file-system"]).arg(folder).status()?;
    if removed.success() { Ok(()) } else { Err(format!("cannot remove {}", folder.display()).into()) }
}

fn check_rights(recipe: Recipe) -> Result<()> {
    let command = command(recipe);
    if !is_root()? {
        return Err(format!(
            "these servers run in a root folder of their own, which takes the rights of root:\n  sudo {command}"
        )
        .into());
    }
    let mounts = Command::new("unshare").args(["--mount", "--propagation", "private", "true"]).output();
    match mounts {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err(format!("these servers need mounts of their own, which this system refuses even to root. Where it does not:\n  {command}").into()),
    }
}

fn command(recipe: Recipe) -> String {
    format!("cargo xtask engines {} --prepare", recipe.name)
}
