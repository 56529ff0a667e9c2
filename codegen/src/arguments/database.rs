//! The verbs that work on a database or on Redis.

use std::time::Duration;

use clap::{Args, Subcommand};

/// The commands that work on a database or on Redis, which need features of their own.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Connected {
    /// Applies pending migrations.
    Migrate(Migrate),
    /// Rolls back the last migrations, newest first.
    Rollback(Rollback),
    /// Shows which migrations are applied and pending; with --check exits 1 when something is pending.
    Status(Status),
    /// Records whether a step was done, after a crash left that unknown.
    Resolve(Resolve),
    /// Records migrations as applied without running them, for a database that already has the tables.
    Baseline(Baseline),
    /// Accepts the files of an applied migration if only comments or line endings changed.
    Repair(Repair),
    /// Reads a database into a new definition, with the migrations that `baseline` records, or shows what changed since
    /// the definition was written; lists what a definition cannot say.
    Pull(Pull),
    /// Runs every migration in scratch databases: up, down and up again.
    Verify(Verify),
    /// Manages the application's cache in Redis.
    Cache(Cache),
}

/// The database, and how long to wait for the migration lock.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Database")]
pub(crate) struct Server {
    /// `postgres://…`, `mysql://…` or `sqlite:…`; by default the database of the application's own variables,
    /// DATABASE_URL or DATABASE_HOST and so on, or `sqlite:larder.db`.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// How many seconds to wait for another migrator to finish.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) lock_wait: Duration,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Pull {
    /// The database to read: `postgres://…`, `mysql://…` or `sqlite:…`; by default that of the application's own
    /// variables, DATABASE_URL or DATABASE_HOST and so on.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The schemas to read on PostgreSQL, `auth,public`; by default the one of the connection, and those that the
    /// definition names.
    #[arg(long, value_name = "SCHEMAS", value_delimiter = ',')]
    pub(crate) schema: Vec<String>,
    /// Write what changed into a definition that exists; without it the changes are only shown.
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Migrate {
    /// The last migration to apply, by its name, its number or the beginning of its name; all of them by
    /// default.
    #[arg(long, value_name = "ID")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Rollback {
    /// How many migrations to roll back.
    #[arg(value_name = "N", default_value_t = 1, conflicts_with = "to")]
    pub(crate) count: usize,
    /// Roll back everything after this migration, given by its name, its number or the beginning of its name.
    #[arg(long, value_name = "ID")]
    pub(crate) to: Option<String>,
    /// Confirm that rows or values are deleted permanently.
    #[arg(long)]
    pub(crate) allow_data_loss: bool,
    /// Also roll back migrations recorded by `baseline`, whose tables existed before larder.
    #[arg(long)]
    pub(crate) baselined: bool,
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Clone, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["done", "redo", "undo", "reapply"]))]
pub(crate) struct Resolve {
    /// The migration: `0011_move_avatars`, its number or the beginning of its name.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The number of the step, from 1, as shown by `migrate`.
    #[arg(value_name = "STEP", required_unless_present_any = ["undo", "reapply"], conflicts_with_all = ["undo", "reapply"])]
    pub(crate) step: Option<usize>,
    /// The step was done.
    #[arg(long)]
    pub(crate) done: bool,
    /// The step was not done; the next run does it again.
    #[arg(long)]
    pub(crate) redo: bool,
    /// Roll back what was applied of the migration.
    #[arg(long)]
    pub(crate) undo: bool,
    /// Abandon an unfinished rollback, and apply again what was rolled back.
    #[arg(long)]
    pub(crate) reapply: bool,
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Baseline {
    /// The last migration whose tables the database already has: `0011_move_avatars`, its number or the beginning of
    /// its name.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Repair {
    /// The migration: `0011_move_avatars`, its number or the beginning of its name.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Verify {
    /// A server to verify on in addition to SQLite, in databases named larder_verify_… that are dropped afterwards; may
    /// be given more than once.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Vec<String>,
    /// The role of the program on PostgreSQL, which policies must hold.
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<String>,
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

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse().map(Duration::from_secs).map_err(|_| "expected a whole number of seconds".to_owned())
}
