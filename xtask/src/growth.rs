//! How generation grows with the number of entities: seconds and peak memory of a first run, of one that changes
//! nothing, and of `--check`, each a process of the command line as it is installed, or of an optimised build.

mod definition;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::{Result, process, time};

const SIZES: &[usize] = &[8, 50, 500, 2_000, 5_000];

/// What a run of codegen took.
struct Cost {
    seconds: f64,
    mebibytes: f64,
}

/// Measures for each number of entities that is given, or for [`SIZES`]. `--release` comes first and measures an
/// optimised build instead of the one that users install.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let (profile, sizes) = match arguments {
        [option, sizes @ ..] if option == "--release" => ("release", sizes),
        sizes => ("tool", sizes),
    };
    let sizes = match sizes {
        [] => SIZES.to_vec(),
        some => some
            .iter()
            .map(|size| size.parse().map_err(|_| format!("`{size}` is no number of entities")))
            .collect::<Result<Vec<_>, _>>()?,
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let program = build(&workspace, profile)?;
    println!(
        "codegen, profile {profile}, seconds and peak MiB\n{:>9} {:>16} {:>16} {:>16}",
        "entities", "first run", "no change", "--check"
    );
    for size in sizes {
        let folder = workspace.join("target/growth").join(size.to_string());
        println!("{size:>9} {}", measure(&program, &folder, size)?.map(|cost| cost.to_string()).join(" "));
        fs::remove_dir_all(&folder)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the command line, and returns where it is.
fn build(workspace: &Path, profile: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(workspace).args(["build", "--quiet", "--profile", profile, "--package", "codegen"]);
    if !process::run(&mut command)?.success() {
        return Err("the command line does not build".into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    Ok(target.join(profile).join("codegen"))
}

/// Returns the cost of the three runs; an edited file has to be found afterwards, else nothing was checked.
fn measure(program: &Path, folder: &Path, size: usize) -> Result<[Cost; 3]> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join("models.toml"), definition::models(size))?;
    let costs = [
        timed(program, folder, &[], true)?,
        timed(program, folder, &[], true)?,
        timed(program, folder, &["--check"], true)?,
    ];
    let file = folder.join("src/models/item0/repository.rs");
    let file = if file.exists() { file } else { folder.join("src/models/item0.rs") };
    let mut text = fs::read_to_string(&file)?;
    text.pop();
    text.push(' ');
    fs::write(&file, text)?;
    timed(program, folder, &["--check"], false)?;
    Ok(costs)
}

/// Runs codegen in `folder`, which `succeeds` or ends with 1.
fn timed(program: &Path, folder: &Path, arguments: &[&str], succeeds: bool) -> Result<Cost> {
    let report = folder.join("cost");
    let mut command = Command::new(time::PROGRAM);
    command.args(["--quiet", "--format", "%e %M", "--output"]).arg(&report).arg(program).args(arguments);
    let output = command.current_dir(folder).output().map_err(|error| time::missing(&error))?;
    if output.status.success() != succeeds {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("codegen {} ended with {}: {said}", arguments.join(" "), output.status).into());
    }
    let [seconds, kibibytes] = time::figures(&report)?;
    Ok(Cost { seconds, mebibytes: kibibytes / 1024.0 })
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>7.2} s{:>5.0} MiB", self.seconds, self.mebibytes)
    }
}
