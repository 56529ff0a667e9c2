//! Has other programs check the Dockerfile, compose.yaml and the manifests.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::{Result, process};

/// Releases of Kubernetes whose schemas the manifests meet: the oldest that is looked after, and the newest.
const KUBERNETES: [&str; 2] = ["1.30.0", "1.37.0"];

/// Files of tools that are no resources of Kubernetes.
const NO_RESOURCES: &str = "kustomization.yaml";

pub(super) fn check(root: &Path) -> Result<()> {
    let programs = tools::python()?;
    let folder = Directory::create()?;
    let log = folder.path().join("lint.log");
    process::prepare(Command::new(programs.join("hadolint")).arg(root.join("Dockerfile")), &log)?;
    let script = folder.folder("compose", Identity::Own)?.join("compose.py");
    std::fs::write(&script, include_str!("compose.py"))?;
    process::prepare(Command::new(programs.join("python")).arg(script).arg(root.join("compose.yaml")), &log)?;
    let manifests = manifests(root)?;
    for release in KUBERNETES {
        let mut validate = Command::new(programs.join("kubernetes-validate"));
        validate.args(["--quiet", "--strict", "--kubernetes-version", release]).args(&manifests);
        process::prepare(&mut validate, &log)?;
    }
    println!("xtask: the Dockerfile, compose.yaml and {} manifests are valid", manifests.len());
    Ok(())
}

/// Returns the manifests, each of which `kustomization.yaml` has to name.
fn manifests(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("deploy/kubernetes");
    let kustomization = std::fs::read_to_string(folder.join(NO_RESOURCES))?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name == NO_RESOURCES {
            continue;
        }
        if !kustomization.lines().any(|line| line.trim() == format!("- {name}")) {
            return Err(format!("kustomization.yaml does not name {name}").into());
        }
        found.push(folder.join(name));
    }
    found.sort();
    Ok(found)
}
