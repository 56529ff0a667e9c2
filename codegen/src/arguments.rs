use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use larder_generator::output::Failpoint;

/// Writes migrations and Rust from models.toml.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The definition; paths in it are relative to its folder.
    #[arg(long, global = true, value_name = "FILE", default_value = "models.toml")]
    pub(crate) config: PathBuf,
    /// Write nothing; exit 1 when a file is stale, edited by hand or missing.
    #[arg(long, global = true)]
    pub(crate) check: bool,
    /// How results and mistakes are told.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Command {
    /// Writes what changed; done also without a command.
    Generate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text; in a pipe only mistakes.
    Human,
    /// One JSON object on standard output.
    Json,
}

/// Reads the test hook `LARDER_CODEGEN_KILL_AT_RENAME=n`: the process aborts before the n-th file is put into place.
pub(crate) fn failpoint() -> Failpoint {
    Failpoint(std::env::var("LARDER_CODEGEN_KILL_AT_RENAME").ok().and_then(|number| number.parse().ok()))
}
