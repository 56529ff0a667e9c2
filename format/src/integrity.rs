//! What must hold for a migration folder before the generator continues from it or the migrator runs it.

use crate::plan::{PlanFile, Step};
use crate::{Dialect, Direction, checksum, folder, splitter};

/// Why a SQL file cannot be run as its plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The steps of the plan add up to another number of statements.
    Count {
        /// What the plan says.
        counted: usize,
        /// What the file holds.
        found: usize,
    },
    /// A step asks to run outside a transaction on SQLite, where all of them are in one.
    OutsideTransaction,
    /// A step holds another number of statements than its kind of work takes.
    Work {
        /// From 1.
        step: usize,
        /// How many it holds.
        statements: u32,
    },
}

/// Returns whether the text is the one whose checksum the plan records; a file that the plan does not list is.
#[must_use]
pub fn is_recorded(plan: &PlanFile, dialect: Dialect, direction: Direction, sql: &str) -> bool {
    plan.checksum_of(&folder::sql_file(dialect, direction)).is_none_or(|expected| expected == checksum::of(sql))
}

/// Returns the statements of a SQL file and the steps that they are done in: those of the plan, or the dialect's
/// default.
///
/// # Errors
///
/// The first fault.
pub fn steps<'a>(sql: &'a str, dialect: Dialect, steps: &[Step]) -> Result<(Vec<&'a str>, Vec<Step>), Fault> {
    let statements = splitter::split(sql, dialect);
    let steps = if steps.is_empty() { default_steps(dialect, statements.len()) } else { steps.to_vec() };
    let counted: usize = steps.iter().map(|step| step.statements as usize).sum();
    if counted != statements.len() {
        return Err(Fault::Count { counted, found: statements.len() });
    }
    if dialect == Dialect::Sqlite && steps.iter().any(|step| step.no_transaction) {
        return Err(Fault::OutsideTransaction);
    }
    let odd = steps.iter().enumerate().find(|(_, step)| !holds_its_work(step));
    match odd {
        Some((position, step)) => Err(Fault::Work { step: position + 1, statements: step.statements }),
        None => Ok((statements, steps)),
    }
}

/// A backfill, an index of partitions and a query for rows that must not be are one statement each, search tokens none.
fn holds_its_work(step: &Step) -> bool {
    let is_of_partitions = step.backfill.is_none() && step.tokens.is_none() && !step.expects_no_rows;
    if step.each_partition {
        return is_of_partitions && step.no_transaction && step.statements == 1;
    }
    matches!(
        (&step.backfill, &step.tokens, step.expects_no_rows, step.statements),
        (Some(_), None, false, 1) | (None, Some(_), false, 0) | (None, None, true, 1) | (None, None, false, _)
    )
}

/// MySQL commits after each statement; elsewhere a file is one transaction.
fn default_steps(dialect: Dialect, statements: usize) -> Vec<Step> {
    if dialect == Dialect::MySql && statements > 0 {
        vec![Step { statements: 1, ..Step::default() }; statements]
    } else {
        vec![Step { statements: u32::try_from(statements).unwrap_or(u32::MAX), ..Step::default() }]
    }
}
