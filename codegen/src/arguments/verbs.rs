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
    /// Deletes every cached row under the prefix from Redis, for rows that were loaded over those that were cached.
    Flush(Flush),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Flush {
    /// Redis as the application names it; the variables REDIS_URL or REDIS_HOST and its kin where it is not given.
    #[arg(long, value_name = "URL")]
    pub(crate) redis_url: Option<String>,
    /// The first part of the application's keys; the variable CACHE_PREFIX, or `larder`, where it is not given.
    #[arg(long, value_name = "PREFIX")]
    pub(crate) prefix: Option<String>,
}
