//! The commands that work on a database, of a codegen that was installed without drivers: each says how to install
//! them.

use larder_generator::sql::Problem;

use crate::arguments::{Arguments, Connected};
use crate::driver;
use crate::outcome::Outcome;
use crate::project::Project;

/// Refuses the command.
pub(super) fn run(_: &Arguments, command: &Connected) -> Outcome {
    let problem = match command {
        Connected::Migrate(_) => driver::none("codegen migrate"),
        Connected::Rollback(_) => driver::none("codegen rollback"),
        Connected::Status(_) => driver::none("codegen status"),
        Connected::Resolve(_) => driver::none("codegen resolve"),
        Connected::Baseline(_) => driver::none("codegen baseline"),
        Connected::Repair(_) => driver::none("codegen repair"),
        Connected::Pull(_) => driver::none("codegen pull"),
        Connected::Verify(_) => driver::missing("`codegen verify`", "sqlite"),
        Connected::Cache(_) => driver::missing("`codegen cache`", "redis"),
    };
    Outcome { unusable: true, problems: vec![problem], ..Outcome::default() }
}

/// Refuses to count rows.
///
/// # Errors
///
/// Always.
pub(super) fn row_counts(
    _: &Project,
    _: &str,
    _: &[&[String]],
    outcome: &mut Outcome,
) -> Result<Vec<Vec<Option<u64>>>, Vec<Problem>> {
    outcome.unusable = true;
    Err(vec![driver::none("codegen plan --url")])
}
