use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use larder_generator::output::Failpoint;

const EXIT_CODES: &str = "\
Exit codes:
  0  all is as the definition says
  1  a mistake in the definition or the migrations; with --check also a stale or hand-edited file
  2  the command line or the configuration file is not usable
  3  a change needs an answer first";

/// Writes migrations and Rust from models.toml.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The definition; paths in it are relative to its folder.
    #[arg(long, global = true, value_name = "FILE", default_value = "models.toml")]
    pub(crate) config: PathBuf,
    /// A folder or file of Rust whose structs derive `Repository`, besides `[codegen] sources`; relative like those.
    #[arg(long = "src", global = true, value_name = "PATH")]
    pub(crate) sources: Vec<String>,
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
