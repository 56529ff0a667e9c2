//! A SQL file cut into the steps that the history records.

use larder_format::integrity::{self, Fault};
use larder_format::plan::{Backfill, Probe, Step, Tokens};
use larder_format::{Dialect, Direction, checksum};

use super::statement::StatementText;
use crate::error::Result;
use crate::migrate::report::failure::refuse;
use larder_format::splitter;

/// The steps of one file.
#[derive(Clone, Default)]
pub(in crate::migrate) struct MigrationScript {
    pub(in crate::migrate) steps: Vec<ScriptStep>,
}

/// Statements that are done together.
#[derive(Clone)]
pub(in crate::migrate) struct ScriptStep {
    pub(in crate::migrate) statements: Vec<String>,
    pub(in crate::migrate) work: Work,
    /// Whether they and their row of the history are one transaction.
    pub(in crate::migrate) transactional: bool,
    pub(in crate::migrate) probe: Option<Probe>,
    /// Without this extension of PostgreSQL's there is nothing to do.
    pub(in crate::migrate) extension: Option<String>,
    /// Checksum of what the statements say, whatever their comments and line breaks.
    pub(in crate::migrate) checksum: String,
    /// For a reader: what `plan.toml` says of locks, of tables written anew, and of values that do not come back.
    pub(in crate::migrate) lock: Option<String>,
    pub(in crate::migrate) rewrites: bool,
    pub(in crate::migrate) loses: Vec<String>,
    /// The first words of each statement.
    headings: Vec<String>,
    /// The start of each statement's own checksum.
    pub(in crate::migrate) prints: Vec<String>,
}

/// What is done with the statements of a step.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::migrate) enum Work {
    Run,
    Backfill(Backfill),
    Tokens(Tokens),
    ExpectNoRows,
    /// An index of a partitioned table, built in one partition after the other.
    EachPartition,
}

impl ScriptStep {
    /// Returns the first words of what the step does.
    pub(in crate::migrate) fn words(&self) -> String {
        let Some(first) = self.headings.first() else {
            return match &self.work {
                Work::Tokens(tokens) => format!("search tokens of {}", tokens.table),
                _ => "a record only".to_owned(),
            };
        };
        match self.headings.len() - 1 {
            0 => first.clone(),
            more => format!("{first} and {more} more"),
        }
    }

    /// Whether the catalogue tells of each statement what of it is done, so that the step can begin from any state.
    pub(in crate::migrate) fn is_told(&self, dialect: Dialect) -> bool {
        let begins_locked = self.headings.first().is_some_and(|heading| heading.starts_with("LOCK TABLE"));
        let is_told = |statement: &String| {
            // A change of rows is generated under a lock alone, and finds none that it has changed.
            let of_rows = splitter::essence(statement, dialect).starts_with("UPDATE");
            StatementText::read(statement, dialect).is_known() && (begins_locked || !of_rows)
        };
        dialect == Dialect::Postgres && self.transactional && self.statements.iter().all(is_told)
    }

    /// Whether nothing but the history would tell after a crash whether the step was done.
    pub(in crate::migrate) fn is_blind(&self) -> bool {
        self.probe.is_none() && !self.is_repeatable() && !self.statements.is_empty()
    }

    /// Whether the step may be done again from where it was, so that nothing needs to tell how a crash left it.
    pub(in crate::migrate) fn is_repeatable(&self) -> bool {
        self.work != Work::Run
    }
}

impl MigrationScript {
    /// Returns every statement that changes something, in order.
    pub(in crate::migrate) fn statements(&self) -> impl Iterator<Item = &str> {
        let steps = self.steps.iter().filter(|step| step.work != Work::ExpectNoRows);
        steps.flat_map(|step| &step.statements).map(String::as_str)
    }

    /// Returns how many steps at the beginning look for rows that stand in the way, and change nothing.
    pub(in crate::migrate) fn looks_ahead(&self) -> usize {
        self.steps.iter().take_while(|step| step.work == Work::ExpectNoRows).count()
    }

    /// Cuts `sql` as `steps` say, or as is the rule of the dialect when they say nothing.
    pub(in crate::migrate) fn new(
        id: &str,
        dialect: Dialect,
        direction: Direction,
        sql: &str,
        steps: &[Step],
    ) -> Result<Self> {
        let (statements, steps) = integrity::steps(sql, dialect, steps)
            .map_err(|fault| refuse(format!("{id}: {}", words(&fault, dialect, direction))))?;
        let mut rest = statements.into_iter();
        let cut = steps.iter().map(|step| {
            let statements = rest.by_ref().take(step.statements as usize).map(str::to_owned).collect();
            self::step(dialect, step, statements, work(step))
        });
        Ok(Self { steps: cut.collect() })
    }
}

fn words(fault: &Fault, dialect: Dialect, direction: Direction) -> String {
    match fault {
        Fault::Count { counted, found } => {
            format!(
                "the steps of {dialect}.{direction} in plan.toml add up to {counted} statements, but the file has \
                 {found}"
            )
        }
        Fault::OutsideTransaction => {
            format!(
                "SQLite runs all migrations in one transaction, but a step of {direction} is marked `no_transaction`"
            )
        }
        Fault::Work { step, statements } => format!(
            "step {step} of {dialect}.{direction} in plan.toml has {statements} statements; a backfill or a check for \
             offending rows has one, search tokens have none"
        ),
    }
}

fn step(dialect: Dialect, step: &Step, statements: Vec<String>, work: Work) -> ScriptStep {
    let essences: Vec<_> = statements.iter().map(|statement| splitter::essence(statement, dialect)).collect();
    let told = match &work {
        Work::Tokens(tokens) => format!("{tokens:?}"),
        _ => essences.join(";\n"),
    };
    ScriptStep {
        checksum: checksum::of(&told),
        headings: essences.iter().map(|essence| heading(essence)).collect(),
        prints: essences.iter().map(|essence| checksum::of(essence)[..16].to_owned()).collect(),
        transactional: if dialect.capabilities().transactional_ddl {
            !step.no_transaction
        } else {
            // A step of nothing, which joins two branches, changes the history only.
            step.transactional || work == Work::ExpectNoRows || statements.is_empty()
        },
        probe: step.probe.clone(),
        extension: step.extension.clone(),
        lock: step.lock.clone(),
        rewrites: step.rewrites,
        loses: step.loses.clone(),
        statements,
        work,
    }
}

/// Returns as many words of a statement as make a short line.
fn heading(essence: &str) -> String {
    const LONGEST: usize = 60;
    // What a list of columns begins with says less than what stands before it.
    let words =
        if essence.starts_with("CREATE TABLE") { essence.split('(').next().unwrap_or(essence) } else { essence };
    let mut heading = String::new();
    for word in words.split_whitespace() {
        if !heading.is_empty() && heading.chars().count() + word.chars().count() >= LONGEST {
            heading.push_str(" …");
            break;
        }
        if !heading.is_empty() {
            heading.push(' ');
        }
        heading.push_str(word);
    }
    heading
}

fn work(step: &Step) -> Work {
    match (&step.backfill, &step.tokens) {
        (Some(backfill), _) => Work::Backfill(backfill.clone()),
        (_, Some(tokens)) => Work::Tokens(tokens.clone()),
        _ if step.expects_no_rows => Work::ExpectNoRows,
        _ if step.each_partition => Work::EachPartition,
        _ => Work::Run,
    }
}
