//! Builds the image for real, with both stages of the Dockerfile, and runs what is in it.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::directory::Directory;
use crate::port::Port;
use crate::{Result, install, interrupt, process};

const TAG: &str = "voicehelper/backend:latest";
/// Who the service is in the image.
const USER: &str = "65532";

/// Builds the image with buildah, each step in a chroot, starts the service in it and asks its health check.
pub(super) fn build_and_run(root: &Path) -> Result<()> {
    install::missing(&[("buildah", &["buildah"]), ("debootstrap", &["debootstrap"])])?;
    let started = Instant::now();
    let built = process::run(Command::new(root.join("deploy/image.sh")).current_dir(root))?;
    if !built.success() {
        return Err("the image was not built".into());
    }
    println!("xtask: the image was built in {:.0?}", started.elapsed());
    let container = Container::of(cache()?)?;
    let user = container.output(&["id", "-u"])?;
    if user != USER {
        return Err(format!("the image runs as {user}, not as {USER}").into());
    }
    let port = Port::free()?;
    let address = format!("LISTEN_ADDR=127.0.0.1:{}", port.number());
    container.is_healthy(&address)?;
    println!("xtask: the service answers its health check as user {user}");
    Ok(())
}

/// Where deploy/image.sh keeps what it makes.
fn cache() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    let own = caches.map(|caches| caches.join("larder-image"));
    Ok(set("IMAGE_CACHE").or(own).ok_or("HOME is not set")?)
}

/// A container of the image; it is removed with the value.
struct Container {
    cache: PathBuf,
    name: String,
}

impl Container {
    fn of(cache: PathBuf) -> Result<Self> {
        let mut container = Self { cache, name: String::new() };
        container.name = stdout(container.buildah().args(["from", TAG]))?;
        Ok(container)
    }

    fn buildah(&self) -> Command {
        let mut command = Command::new("buildah");
        command.arg("--root").arg(self.cache.join("store")).arg("--runroot").arg(self.cache.join("run"));
        command.args(["--storage-driver", "vfs"]);
        command
    }

    /// Returns what runs a program in the container, with its setting.
    fn program(&self, setting: &str, arguments: &[&str]) -> Command {
        let mut command = self.buildah();
        command.args(["run", "--isolation", "chroot", "--env", setting, &self.name, "--"]).args(arguments);
        command
    }

    fn output(&self, arguments: &[&str]) -> Result<String> {
        stdout(&mut self.program("LISTEN_ADDR=", arguments))
    }

    /// Starts the service and waits until the image's own health check succeeds.
    fn is_healthy(&self, address: &str) -> Result<()> {
        let folder = Directory::create()?;
        let log = folder.path().join("service.log");
        let (output, errors) = process::log_file(&log)?;
        let mut service = self.program(address, &["voicehelper", "serve"]);
        let mut service = Running(service.stdout(output).stderr(errors).process_group(0).spawn()?);
        let started = Instant::now();
        loop {
            interrupt::check()?;
            let mut check = self.program(address, &["healthcheck"]);
            if check.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success() {
                return Ok(());
            }
            if service.0.try_wait()?.is_some() || started.elapsed() > process::PATIENCE {
                return Err(process::failure("the service of the image", &log));
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            // What is left takes room, and harms nobody.
            let _ = self.buildah().args(["rm", &self.name]).stdout(Stdio::null()).status();
        }
    }
}

/// A program and all that it started, until the value is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The group, so that the service hears it and not buildah alone.
        process::signal("TERM", &format!("-{}", self.0.id()));
        // It may have ended by itself.
        let _ = self.0.wait();
    }
}

fn stdout(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
