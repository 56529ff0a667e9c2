//! How long `cargo check` takes for entities from models.toml, for derived ones, and for entities of the same shape
//! that derive SeaORM's traits.
//!
//! Only the crate that holds the entities is measured, its dependencies being checked before.

mod larder;
mod sea_orm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::{Result, process};

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

/// Writes `count` entities for each package, 50 unless given, and measures.
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
    println!("cargo check of a crate of {count} entities, seconds, median of {ROUNDS}");
    for package in PACKAGES {
        check(&workspace, package)?;
        let clean = median(|| {
            cargo(&workspace, &["clean", "--quiet", "--package", package.name])?;
            check(&workspace, package)
        })?;
        let touched = median(|| {
            touch(&workspace.join(package.folder).join("src").join(package.touched))?;
            check(&workspace, package)
        })?;
        println!("{:<26} clean {:>6.2}   after touching one {:>6.2}", package.what, clean, touched);
    }
    Ok(ExitCode::SUCCESS)
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

fn check(workspace: &Path, package: &Package) -> Result<Duration> {
    cargo(workspace, &["check", "--quiet", "--package", package.name])
}

/// Runs cargo and returns how long it took.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<Duration> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    // Else packages would be checked with what cargo says of this one.
    command.env_remove("CARGO_MANIFEST_DIR").current_dir(folder).args(arguments);
    let started = Instant::now();
    let status = process::run(&mut command)?;
    if status.success() {
        Ok(started.elapsed())
    } else {
        Err(format!("`cargo {}` failed in {}", arguments.join(" "), folder.display()).into())
    }
}

/// Gives a file another content, since cargo may look at more than its time.
fn touch(path: &PathBuf) -> Result<()> {
    let mut text = fs::read_to_string(path)?;
    text.push_str("// touched\n");
    Ok(fs::write(path, text)?)
}

fn median(mut measure: impl FnMut() -> Result<Duration>) -> Result<f64> {
    let mut times = (0..ROUNDS).map(|_| measure()).collect::<Result<Vec<_>>>()?;
    times.sort();
    Ok(times[ROUNDS / 2].as_secs_f64())
}
