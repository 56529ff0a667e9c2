//! Has other programs check the Dockerfile, compose.yaml and the manifests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::tools;
use crate::directory::Directory;
use crate::{Result, process, programs};

/// Releases of Kubernetes whose schemas the manifests meet: the oldest that is looked after, and the newest.
const KUBERNETES: [&str; 2] = ["1.30.0", "1.37.0"];

/// The forms of compose.yaml; the first starts PostgreSQL and Redis alone.
const PROFILES: [&str; 4] = ["", "application", "replica", "citus"];

/// The folders of the manifests, and the forms that can be applied.
const FOLDERS: [&str; 3] = ["base", "replica", "citus"];
const FORMS: [&str; 3] = ["", "replica", "citus"];

/// Files of tools that are no resources of Kubernetes.
const NO_RESOURCES: &str = "kustomization.yaml";

pub(super) fn check(root: &Path) -> Result<()> {
    let programs = tools::python()?;
    let folder = Directory::create()?;
    let log = folder.path().join("lint.log");
    process::prepare(Command::new(programs.join("hadolint")).arg(root.join("Dockerfile")), &log)?;
    for profile in PROFILES {
        let mut compose = Command::new(programs.join("docker-compose"));
        compose.arg("--file").arg(root.join("compose.yaml"));
        process::prepare(compose.args(["--profile", profile, "config", "--quiet"]), &log)?;
    }
    let kubernetes = root.join("deploy/kubernetes");
    let mut manifests = Vec::new();
    for name in FOLDERS {
        manifests.extend(self::manifests(&kubernetes.join(name))?);
    }
    let rendered = render(&kubernetes, folder.path())?;
    for release in KUBERNETES {
        let mut validate = Command::new(programs.join("kubernetes-validate"));
        validate.args(["--quiet", "--strict", "--kubernetes-version", release]).args(&manifests).args(&rendered);
        process::prepare(&mut validate, &log)?;
    }
    println!(
        "xtask: the Dockerfile, {} forms of compose.yaml, {} manifests and {} forms of them are valid",
        PROFILES.len(),
        manifests.len(),
        rendered.len()
    );
    Ok(())
}

/// Returns the manifests of a folder. Each file of it has to be named by its `kustomization.yaml`.
fn manifests(folder: &Path) -> Result<Vec<PathBuf>> {
    let kustomization = std::fs::read_to_string(folder.join(NO_RESOURCES))?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name == NO_RESOURCES {
            continue;
        }
        if !kustomization.contains(&name) {
            return Err(format!("{} does not name {name}", folder.join(NO_RESOURCES).display()).into());
        }
        if name.ends_with(".yaml") {
            found.push(folder.join(name));
        }
    }
    found.sort();
    Ok(found)
}

/// Has kubectl put each form together, as `kubectl apply --kustomize` does.
fn render(kubernetes: &Path, to: &Path) -> Result<Vec<PathBuf>> {
    let Some(kubectl) = programs::find(&["kubectl"]) else {
        println!("xtask: NOT CHECKED: what kustomize makes of the manifests, since kubectl is not installed");
        return Ok(Vec::new());
    };
    let mut rendered = Vec::new();
    for form in FORMS {
        let folder = kubernetes.join(form);
        let output = Command::new(&kubectl).arg("kustomize").arg(&folder).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("kubectl cannot put {} together", folder.display()).into());
        }
        let file = to.join(format!("form-{form}.yaml"));
        std::fs::write(&file, output.stdout)?;
        rendered.push(file);
    }
    Ok(rendered)
}
