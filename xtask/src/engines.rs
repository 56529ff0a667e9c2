//! Servers of other versions than the system's: each in the root folder of a Debian that is newer.

mod archive;
mod arguments;
mod citus;
mod engine;
mod report;
mod root;
mod suite;
mod trial;
mod variant;

use std::process::ExitCode;
use std::time::Instant;

use self::arguments::Arguments;
use self::report::Report;
use self::root::Root;
use crate::{Result, interrupt, servers};

pub(crate) const USAGE: &str = arguments::USAGE;

/// Prepares what the chosen servers need, runs the chosen suites on each, and prints what passed.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let arguments = Arguments::read(arguments)?;
    interrupt::listen()?;
    let started = Instant::now();
    for engine in &arguments.engines {
        Root::prepare(engine.root(), arguments.fresh)?;
    }
    println!("xtask: the servers' folders are ready after {:.1?}", started.elapsed());
    if arguments.only_prepare {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some((engine, variant)) = arguments.kept()? {
        let mut sources = engine.sources(&Root::path(engine.root())?);
        variant.set(&mut sources);
        return servers::keep(engine.dialects().0, &sources);
    }
    let mut report = Report::default();
    for trial in arguments.trials() {
        report.add(trial.run()?);
    }
    println!("{report}\nxtask: engines ended in {:.1?}", started.elapsed());
    Ok(if report.is_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
