//! The commands that work on a database, or on Redis.

mod baseline;
mod cache;
mod migrate;
mod pull;
mod repair;
mod resolve;
mod rollback;
mod status;
mod verify;

use larder::migrate::Migrator;
use larder_generator::sql::Problem;

use crate::arguments::{Arguments, Connected};
use crate::outcome::Outcome;
use crate::project::Project;
use crate::{database, driver};

/// Does what the command line asks for.
pub(super) fn run(arguments: &Arguments, command: &Connected) -> Outcome {
    match command {
        Connected::Migrate(migrate) => migrate::run(arguments, migrate),
        Connected::Rollback(rollback) => rollback::run(arguments, rollback),
        Connected::Status(status) => status::run(arguments, status),
        Connected::Resolve(resolve) => resolve::run(arguments, resolve),
        Connected::Baseline(baseline) => baseline::run(arguments, baseline),
        Connected::Repair(repair) => repair::run(arguments, repair),
        Connected::Pull(pull) => pull::run(arguments, pull),
        Connected::Verify(verify) => verify::run(arguments, verify),
        Connected::Cache(_) if cfg!(not(feature = "redis")) => {
            let problem = driver::missing("`codegen cache`", "redis");
            Outcome { unusable: true, problems: vec![problem], ..Outcome::default() }
        }
        Connected::Cache(cache) => cache::run(cache),
    }
}

/// Returns how many rows each of the tables has in the database at `url`; `None` for one that is not there yet.
///
/// # Errors
///
/// The database cannot be reached or read.
pub(super) fn row_counts(
    project: &Project,
    url: &str,
    tables: &[&[String]],
    outcome: &mut Outcome,
) -> Result<Vec<Vec<Option<u64>>>, Vec<Problem>> {
    let settings = database::settings(Some(url)).map_err(|error| vec![database::told(&error, outcome)])?;
    database::check_driver(&settings, outcome)?;
    let migrator = Migrator::from_folder(&settings, database::folder(project)?);
    let counted = database::block_on(async {
        let mut counted = Vec::with_capacity(tables.len());
        for tables in tables {
            counted.push(migrator.row_counts(tables).await?);
        }
        Ok(counted)
    })?;
    counted.map_err(|error| vec![database::told(&error, outcome)])
}
