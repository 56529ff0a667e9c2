//! Migration folders with SQL of the tests' own.

use std::collections::BTreeMap;

use larder_format::plan::{FIRST_RULES, Operation, PlanFile, Step};
use larder_format::{Dialect, Direction, checksum, folder};

/// The files of a migration.
pub(super) type Files = BTreeMap<String, String>;

/// The SQL of one dialect and how it is run; without steps the dialect's rule holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Script {
    pub(super) up: String,
    pub(super) down: String,
    pub(super) up_steps: Vec<Step>,
    pub(super) down_steps: Vec<Step>,
}

/// Returns the folder of a migration that follows `parent`.
pub(super) fn migration(id: &str, parent: Option<&Files>, script: impl Fn(Dialect) -> Script) -> Files {
    let parent = parent.map(plan_of);
    let rules = parent.as_ref().map_or(FIRST_RULES, |plan| plan.rules);
    let mut plan = PlanFile::new(id, parent.iter().map(PlanFile::reference).collect()).with_rules(rules);
    plan.operations.push(Operation::Sql { title: "by hand".to_owned() });
    let mut files = Files::new();
    for dialect in Dialect::ALL {
        let script = script(dialect);
        let list = match dialect {
            Dialect::Postgres => &mut plan.steps.postgres,
            Dialect::MySql => &mut plan.steps.mysql,
            Dialect::Sqlite => &mut plan.steps.sqlite,
        };
        (list.up, list.down) = (script.up_steps, script.down_steps);
        files.insert(folder::sql_file(dialect, Direction::Up), script.up);
        files.insert(folder::sql_file(dialect, Direction::Down), script.down);
    }
    sealed(plan, files)
}

/// Returns the plan of a migration.
pub(super) fn plan_of(files: &Files) -> PlanFile {
    PlanFile::parse(&files[folder::PLAN]).expect("the plan can be read")
}

/// Puts the plan, with the checksums of the files as they are, among the files.
pub(super) fn sealed(mut plan: PlanFile, mut files: Files) -> Files {
    files.remove(folder::PLAN);
    plan.files = files.iter().map(|(name, text)| (name.clone(), checksum::of(text))).collect();
    files.insert(folder::PLAN.to_owned(), plan.render().expect("the plan can be written"));
    files
}
