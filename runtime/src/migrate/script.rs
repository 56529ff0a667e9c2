//! A SQL file cut into the steps that the history records.

use larder_format::plan::{Probe, Step};
use larder_format::{Dialect, Direction, checksum};

use super::failure::refuse;
use super::splitter;
use crate::Result;

/// The steps of one file.
#[derive(Clone, Default)]
pub(super) struct Script {
    pub(super) steps: Vec<ScriptStep>,
}

/// Statements that are done together.
#[derive(Clone)]
pub(super) struct ScriptStep {
    pub(super) statements: Vec<String>,
    /// Whether they and their row of the history are one transaction.
    pub(super) transactional: bool,
    pub(super) probe: Option<Probe>,
    /// Checksum of the statements.
    pub(super) checksum: String,
}

impl Script {
    /// Cuts `sql` as `steps` say, or as is the rule of the dialect when they say nothing.
    pub(super) fn new(id: &str, dialect: Dialect, direction: Direction, sql: &str, steps: &[Step]) -> Result<Self> {
        let statements = splitter::split(sql, dialect);
        let rule = default_steps(dialect, statements.len());
        let steps = if steps.is_empty() { &rule } else { steps };
        let counted: usize = steps.iter().map(|step| step.statements as usize).sum();
        if counted != statements.len() {
            return Err(refuse(format!(
                "{id}: the steps of {dialect}.{direction} in plan.toml hold {counted} statements, the file {}",
                statements.len()
            )));
        }
        if dialect == Dialect::Sqlite && steps.iter().any(|step| step.no_transaction) {
            return Err(refuse(format!(
                "{id}: SQLite runs all migrations in one transaction, {direction} asks for a step outside"
            )));
        }
        let mut rest = statements.into_iter();
        let steps = steps.iter().map(|step| {
            let statements: Vec<_> = rest.by_ref().take(step.statements as usize).map(str::to_owned).collect();
            ScriptStep {
                checksum: checksum::of(&statements.join(";\n")),
                statements,
                transactional: if dialect == Dialect::MySql { step.transactional } else { !step.no_transaction },
                probe: step.probe.clone(),
            }
        });
        Ok(Self { steps: steps.collect() })
    }
}

fn default_steps(dialect: Dialect, statements: usize) -> Vec<Step> {
    if dialect == Dialect::MySql {
        vec![Step { statements: 1, ..Step::default() }; statements]
    } else {
        vec![Step { statements: u32::try_from(statements).unwrap_or(u32::MAX), ..Step::default() }]
    }
}
