use clap::Args;

#[derive(Debug, Clone, Args)]
pub(crate) struct New {
    /// What it does, in lower case with underscores: `move_avatars`.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Accept {
    /// The migration: `0011_move_avatars`, its number or the beginning of its name.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Why the SQL is not the generated one; not needed for a migration made by `new`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}
