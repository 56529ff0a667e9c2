//! The files that deploy VoiceHelper: what is generated of them is written or compared, and all are checked.

mod alerts;
mod dashboard;
mod exporter;
mod generated;
mod image;
mod lint;
mod metrics;
mod panels;
mod rules;
mod scrape;
mod settings;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use self::metrics::Table;
use crate::{Result, interrupt};

pub(crate) const USAGE: &str = "cargo xtask deployment [--check | --image | --scrape HOST:PORT]";

/// Writes the dashboard, the alert rules and the table of alerts. With `--check` it compares them instead, and checks
/// the Dockerfile, compose.yaml, the manifests and the rules; with `--image` it builds the image and runs it; with
/// `--scrape` a Prometheus of its own scrapes a running service and answers every query of the dashboard.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    interrupt::listen()?;
    let started = Instant::now();
    let root = root()?;
    let table = Table::read(&root.join("docs/metrics.md"))?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => generated::write(&root, &table)?,
        ["--check"] => check(&root, &table)?,
        ["--image"] => image::build_and_run(&root)?,
        ["--scrape", target] => scrape::service(&root, &table, target)?,
        _ => return Err(format!("usage: {USAGE}").into()),
    }
    println!("xtask: deployment ended in {:.1?}", started.elapsed());
    Ok(ExitCode::SUCCESS)
}

fn check(root: &Path, table: &Table) -> Result<()> {
    generated::compare(root, table)?;
    settings::check(root)?;
    lint::check(root)?;
    rules::test(root)?;
    scrape::made_series(root, table)
}

fn root() -> Result<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?)
}
