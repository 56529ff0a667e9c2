//! The arguments of commands that work on migration files and the cache.

use clap::{Args, Subcommand};

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
    /// Why the generated SQL was edited; not needed for a migration made by `new`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Cache {
    #[command(subcommand)]
    pub(crate) verb: CacheVerb,
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum CacheVerb {
    /// Deletes every cached row under the prefix from Redis, for example after loading a dump.
    Flush(Flush),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Flush {
    /// The URL of Redis; by default the application's own variables, REDIS_URL or REDIS_HOST and so on.
    #[arg(long, value_name = "URL")]
    pub(crate) redis_url: Option<String>,
    /// The prefix of the application's keys; by default the variable CACHE_PREFIX, or `larder`.
    #[arg(long, value_name = "PREFIX")]
    pub(crate) prefix: Option<String>,
}
