//! The command line.

mod answers;
#[cfg_attr(not(feature = "database"), allow(dead_code, reason = "only parsed, where no driver is installed"))]
mod database;
mod verbs;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use larder_generator::output::Failpoint;

pub(crate) use answers::AnswerArguments;
pub(crate) use database::Connected;
#[cfg(feature = "database")]
pub(crate) use database::{
    Baseline, Cache, CacheVerb, Flush, Migrate, Pull, Repair, Resolve, Rollback, Server, Status, Verify,
};
pub(crate) use verbs::{Accept, Document, New, Plan};

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is up to date
  1  an error in the definition or the migrations; with --check also a stale or hand-edited file
  2  the command line, the configuration or the database cannot be used
  3  a change needs an answer: run again with the flags shown
  4  another migrator holds the lock";

/// Generates migrations and Rust code from models.toml, and runs the migrations.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The definition; paths in it are relative to its folder.
    #[arg(long, global = true, value_name = "FILE", default_value = "models.toml")]
    pub(crate) config: PathBuf,
    /// A folder or file of Rust whose structs derive `Repository`, in addition to `[codegen] sources`; relative to the
    /// definition.
    #[arg(long = "src", global = true, value_name = "PATH")]
    pub(crate) sources: Vec<String>,
    /// Write nothing; exit 1 when a file is stale, edited by hand or missing.
    #[arg(long, global = true)]
    pub(crate) check: bool,
    /// The format of results and errors.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) answers: AnswerArguments,
}

/// What the command line can be asked for; one file each under `verb/`.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Command {
    /// Generates whatever changed; the default command.
    Generate,
    /// Shows the migrations that a run would write, with locks, rewrites and losses; writes nothing.
    Plan(Plan),
    /// Joins the heads of migrations that a merge of branches left.
    Merge,
    /// Creates a migration whose SQL is written by hand.
    New(New),
    /// Records that SQL was written or changed by hand.
    Accept(Accept),
    /// Writes the database design into a page: a diagram of the keys in Mermaid, and every column.
    Document(Document),
    /// Removes `was` from the definition where the rename is in the migrations.
    Fmt,
    #[command(flatten)]
    Connected(Connected),
}

impl Arguments {
    /// Returns the command, `generate` where none is given.
    pub(crate) fn command(&self) -> Command {
        self.command.clone().unwrap_or(Command::Generate)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text; in a pipe one line of what was written.
    Human,
    /// One JSON object on standard output.
    Json,
}

/// Reads the test hook `LARDER_CODEGEN_KILL_AT_RENAME=n`: the process aborts before the n-th file is put into place.
pub(crate) fn failpoint() -> Failpoint {
    Failpoint(std::env::var("LARDER_CODEGEN_KILL_AT_RENAME").ok().and_then(|number| number.parse().ok()))
}
