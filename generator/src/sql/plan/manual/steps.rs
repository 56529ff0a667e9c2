//! Adjusts the steps of a plan to the statements of an edited file.

use larder_format::plan::{Step, Steps};
use larder_format::{Dialect, Direction};

use crate::sql::Problem;

/// Makes the steps of a file add up to its statements, where it is plain which step has the new ones.
pub(super) fn fit(steps: &mut Steps, dialect: Dialect, direction: Direction, statements: usize) -> Result<(), Problem> {
    let list = steps.of_mut(dialect, direction);
    let counted: usize = list.iter().map(|step| step.statements as usize).sum();
    if list.is_empty() || counted == statements {
        return Ok(());
    }
    let total = u32::try_from(statements).unwrap_or(u32::MAX);
    match list.as_mut_slice() {
        _ if statements == 0 => list.clear(),
        [step] if is_elastic(step, dialect) => step.statements = total,
        _ => {
            let message = format!(
                "the file has {statements} statements, but its {} steps in plan.toml add up to {counted}",
                list.len()
            );
            let help = format!(
                "in [steps.{dialect}], `{direction}`, set `statements` of each step to the number of statements it \
                 has, in the order of the file; then run `codegen accept` again"
            );
            return Err(Problem::new("M0115", message).help(help));
        }
    }
    Ok(())
}

/// A step in a transaction takes any number of statements; one that is run in a way of its own has what it has.
fn is_elastic(step: &Step, dialect: Dialect) -> bool {
    dialect != Dialect::MySql
        && !step.no_transaction
        && step.backfill.is_none()
        && step.tokens.is_none()
        && !step.expects_no_rows
}
