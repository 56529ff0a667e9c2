//! Installs missing servers and tools.

pub(crate) mod policy;

use std::path::Path;
use std::process::Command;

use crate::identity::is_root;
use crate::{Result, process, programs};

/// Installs the packages of which a program is missing.
///
/// # Errors
/// Where the system's package manager is not apt or xtask is not root: the message is the command to run.
pub(crate) fn missing(wanted: &[(&str, &[&str])]) -> Result<()> {
    let packages: Vec<&str> = wanted
        .iter()
        .filter(|(_, candidates)| programs::find(candidates).is_none())
        .map(|(package, _)| *package)
        .collect();
    if packages.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!("this needs programs that are not installed. On Debian:\n  {command}\nElsewhere install the same ones, or set LARDER_TEST_…_URL for servers").into());
    }
    if !is_root()? {
        return Err(format!("this needs programs that are not installed:\n  sudo {command}").into());
    }
    println!("xtask: installing {}", packages.join(", "));
    let _quiet = policy::keep_services_stopped(&command)?;
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let status =
        process::run(Command::new("apt-get").arg("-qq").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))?;
    if status.success() { Ok(()) } else { Err(format!("apt-get {} failed", arguments.join(" ")).into()) }
}
