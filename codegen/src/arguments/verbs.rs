//! The arguments of commands that work on migration files.

use clap::Args;

#[derive(Debug, Clone, Args)]
pub(crate) struct New {
    /// What it does, in lower case with underscores: `move_avatars`.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Plan {
    /// Also shows how many rows the tables have in this database: `postgres://…`, `mysql://…` or `sqlite:…`.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Accept {
    /// The migration: `0011_move_avatars`, its number or the beginning of its name.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Why the generated SQL was edited; not needed for a migration made by `new`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Document {
    /// The page, relative to the definition. One that is there keeps what stands around the design; with --check
    /// nothing is written, and exit 1 means that the design has changed.
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
}
