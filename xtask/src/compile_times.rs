//! How long `cargo check` takes for entities from models.toml, for derived ones, and for entities of the same shape
//! that derive SeaORM's traits.
//!
//! Only the crate that holds the entities is measured, its dependencies being checked before.

mod larder;
mod sea_orm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::{Result, process, time};

/// How often each time is measured; the median is reported.
const ROUNDS: usize = 3;

/// A package of bench/compile.
struct Package {
    name: &'static str,
    folder: &'static str,
    what: &'static str,
    /// The files of its `src`, and `../models.toml` where that is written too.
    files: fn(usize) -> Vec<(String, String)>,
    /// The file of `src` that is touched.
    touched: &'static str,
}

const PACKAGES: &[Package] = &[
    Package {
        name: "models",
        folder: "models",
        what: "larder, models.toml",
        files: larder::models,
        touched: "models/item0.rs",
    },
    Package {
        name: "structs",
        folder: "structs",
        what: "larder, structs alone",
        files: larder::alone,
        touched: "item_0.rs",
    },
    Package {
        name: "store",
        folder: "store",
        what: "larder, structs and store",
        files: larder::with_store,
        touched: "item_0.rs",
    },
    Package {
        name: "sea-orm-entities",
        folder: "sea-orm",
        what: "SeaORM",
        files: sea_orm::entities,
        touched: "item_0.rs",
    },
];

/// The folders whose models.toml `codegen` reads.
const GENERATED: &[&str] = &["models", "store"];

/// What a check took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    seconds: f64,
    /// Seconds of all processes on all cores, which tell more than the clock does where others compile too.
    cpu: f64,
}

/// The checks of a package: of all of it, and after one file was touched.
#[derive(Default)]
struct Checks {
    clean: Vec<Cost>,
    touched: Vec<Cost>,
}

/// Writes `count` entities for each package, 50 unless given, and measures: all packages in turn, in each round.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let count = match arguments {
        [] => 50,
        [count] => count.parse().map_err(|_| format!("`{count}` is no number of entities"))?,
        _ => return Err("usage: cargo xtask compile-times [entities]".into()),
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/compile").canonicalize()?;
    for package in PACKAGES {
        write(&workspace.join(package.folder), &(package.files)(count))?;
    }
    for folder in GENERATED {
        generate(&workspace, folder)?;
    }
    for package in PACKAGES {
        check(&workspace, package)?;
    }
    let mut checks: Vec<Checks> = PACKAGES.iter().map(|_| Checks::default()).collect();
    for _ in 0..ROUNDS {
        for (package, checks) in PACKAGES.iter().zip(&mut checks) {
            cargo(&workspace, &["clean", "--quiet", "--package", package.name])?;
            checks.clean.push(check(&workspace, package)?);
            touch(&workspace.join(package.folder).join("src").join(package.touched))?;
            checks.touched.push(check(&workspace, package)?);
        }
    }
    report(count, &checks);
    Ok(ExitCode::SUCCESS)
}

/// Prints the medians, and what they are of those of the last package, SeaORM's.
fn report(count: usize, checks: &[Checks]) {
    println!("cargo check of a crate of {count} entities: seconds of all cores (of the clock), median of {ROUNDS}");
    let Some(peer) = checks.last() else { return };
    for (package, own) in PACKAGES.iter().zip(checks) {
        let column = |own: &[Cost], peer: &[Cost]| {
            let (cpu, peer) = (median(own, |cost| cost.cpu), median(peer, |cost| cost.cpu));
            format!("{cpu:>6.2} ({:>5.2}) {:>5.2} ×", median(own, |cost| cost.seconds), cpu / peer)
        };
        let (clean, touched) = (column(&own.clean, &peer.clean), column(&own.touched, &peer.touched));
        println!("{:<26} clean {clean}   after touching one {touched}", package.what);
    }
}

/// Files of an earlier run are taken away: there may have been more entities.
fn write(package: &Path, files: &[(String, String)]) -> Result<()> {
    for folder in ["src", "migrations"] {
        match fs::remove_dir_all(package.join(folder)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    fs::create_dir_all(package.join("src"))?;
    for (name, text) in files {
        fs::write(package.join("src").join(name), text)?;
    }
    Ok(())
}

fn generate(workspace: &Path, folder: &str) -> Result<()> {
    let root = workspace.join("../..");
    let config = workspace.join(folder).join("models.toml");
    let config = config.to_str().ok_or("the path of the workspace is no text")?;
    cargo(&root, &["run", "--quiet", "--package", "codegen", "--", "--config", config]).map(drop)
}

fn check(workspace: &Path, package: &Package) -> Result<Cost> {
    cargo(workspace, &["check", "--quiet", "--package", package.name])
}

/// Runs cargo and returns what it took.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<Cost> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(time::PROGRAM);
    let report = folder.join("cost");
    command.args(["--quiet", "--format", "%e %U %S", "--output"]).arg(&report).arg(program);
    // Else packages would be checked with what cargo says of this one.
    command.env_remove("CARGO_MANIFEST_DIR").current_dir(folder).args(arguments);
    if !process::run(&mut command)?.success() {
        return Err(format!("`cargo {}` failed in {}", arguments.join(" "), folder.display()).into());
    }
    let [seconds, user, system] = time::figures(&report)?;
    fs::remove_file(&report)?;
    Ok(Cost { seconds, cpu: user + system })
}

/// Gives a file another content, since cargo may look at more than its time.
fn touch(path: &PathBuf) -> Result<()> {
    let mut text = fs::read_to_string(path)?;
    text.push_str("// touched\n");
    Ok(fs::write(path, text)?)
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    let mut figures: Vec<f64> = costs.iter().map(of).collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
