//! What a service of many users runs on, computed from measured costs.

mod inputs;
mod page;
mod plan;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::inputs::Inputs;
use crate::Result;

pub(crate) const USAGE: &str = "cargo xtask growing [FILE.toml | --check]";

const INPUTS: &str = "docs/growing.toml";
const PAGE: &str = "docs/growing.md";

/// Writes the tables of docs/growing.md, or compares them with `--check`; from a file of one's own it prints them.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => write(&root())?,
        ["--check"] => check(&root())?,
        [file] if !file.starts_with('-') => print!("{}", page::tables(&Inputs::read(Path::new(file))?)),
        _ => return Err(format!("usage: {USAGE}").into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn write(root: &Path) -> Result<()> {
    let (old, new) = page(root)?;
    if old != new {
        std::fs::write(root.join(PAGE), new)?;
        println!("xtask: wrote {PAGE}");
    }
    Ok(())
}

fn check(root: &Path) -> Result<()> {
    let (old, new) = page(root)?;
    if old == new { Ok(()) } else { Err(format!("{PAGE} is out of date; run `cargo xtask growing`").into()) }
}

/// Returns the page as it is, and as it should be.
fn page(root: &Path) -> Result<(String, String)> {
    let inputs = Inputs::read(&root.join(INPUTS))?;
    let old = std::fs::read_to_string(root.join(PAGE)).map_err(|error| format!("{PAGE}: {error}"))?;
    let new = page::fill(&old, &inputs)?;
    Ok((old, new))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_the_model_computes() {
        check(&root()).unwrap();
    }
}
