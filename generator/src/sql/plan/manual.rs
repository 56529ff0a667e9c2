//! Migrations by hand: folders whose SQL somebody writes, and generated SQL that somebody changed.

mod find;
mod steps;

use std::collections::BTreeMap;

use larder_format::plan::{HandEdit, Operation, PlanFile};
use larder_format::{Dialect, Direction, checksum, folder, splitter};

pub use find::find;

use super::Migration;
use crate::name;
use crate::sql::history::fold;
use crate::sql::{Problem, State};

/// How an effect is declared; it stands in the plan until the SQL is accepted.
const EFFECTS: &str = "\
#
# What the SQL does to tables, columns, keys and indexes is declared here, below the operation that is there already;
# later migrations go by it. An operation is written as in any generated plan.toml:
#
#     [[operations]]
#     kind = \"add_column\"
#     table = \"users\"
#     column = { name = \"nickname\", type = \"text\", nullable = true }
#
# SQL that only changes rows declares nothing.
";

/// Returns a migration whose SQL is still to be written.
///
/// # Errors
///
/// The title is not one, or the migrations have several heads.
pub fn blank(state: &State, title: &str) -> Result<Migration, Vec<Problem>> {
    if state.heads.len() > 1 {
        return Err(vec![fold::several_heads(state)]);
    }
    let id = folder::name(state.next, title);
    if folder::parse(&id).is_none() || !name::is_snake(title) {
        let problem = Problem::new("M0114", format!("`{title}` is not a valid name for a migration"));
        let help = format!("write lower-case words with underscores: `{}`", name::snake(title));
        return Err(vec![problem.help(help)]);
    }
    let mut plan = PlanFile::new(id, state.heads.clone()).with_rules(state.rules.number());
    plan.operations.push(Operation::Sql { title: title.replace('_', " ") });
    let mut files = BTreeMap::new();
    for (dialect, direction, file) in folder::sql_files() {
        files.insert(file, stub(&plan.id, dialect, direction));
    }
    let text = render(&plan)?;
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    files.insert(folder::PLAN.to_owned(), format!("{first}\n{EFFECTS}{rest}"));
    Ok(Migration { plan, files })
}

/// What [`accept`] records.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    pub migration: Migration,
    /// The files whose text is recorded.
    pub recorded: Vec<String>,
    /// Files that are as they were generated again, whose edit is forgotten.
    pub restored: Vec<String>,
}

/// Records the SQL files of a migration as they stand.
///
/// # Errors
///
/// A file is missing; the steps of the plan do not add up to the statements of a file; a generated file was changed
/// and no reason is given.
pub fn accept(id: &str, files: &BTreeMap<String, String>, reason: Option<&str>) -> Result<Accepted, Vec<Problem>> {
    let text = files.get(folder::PLAN).map_or("", String::as_str);
    let path = |file: &str| format!("{id}/{file}");
    let mut plan =
        PlanFile::parse(text).map_err(|error| vec![Problem::new("M0103", error.to_string()).at(path(folder::PLAN))])?;
    let unfinished = plan.is_unfinished();
    let mut accepted = Accepted {
        migration: Migration { plan: plan.clone(), files: files.clone() },
        recorded: Vec::new(),
        restored: Vec::new(),
    };
    let mut problems = Vec::new();
    for (dialect, direction, file) in folder::sql_files() {
        let Some(text) = files.get(&file) else {
            problems.push(Problem::new("M0107", format!("`{file}` is missing")).at(path(&file)));
            continue;
        };
        if let Err(problem) = steps::fit(&mut plan.steps, dialect, direction, splitter::split(text, dialect).len()) {
            problems.push(problem.at(path(&file)));
        }
        let sum = checksum::of(text);
        if plan.checksum_of(&file) == Some(sum.as_str()) {
            continue;
        }
        plan.hand_edits.retain(|edit| edit.file != file);
        if plan.files.get(&file) == Some(&sum) {
            accepted.restored.push(file);
        } else if unfinished {
            plan.files.insert(file.clone(), sum);
            accepted.recorded.push(file);
        } else {
            let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
            if reason.is_none() {
                let problem = Problem::new("M0114", format!("`{file}` was changed, but no reason is given"));
                problems.push(problem.at(path(&file)).help("add `--reason` and the reason"));
            }
            let reason = reason.unwrap_or_default().to_owned();
            plan.hand_edits.push(HandEdit { file: file.clone(), sha256: sum, reason });
            accepted.recorded.push(file);
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    accepted.migration.files.insert(folder::PLAN.to_owned(), render(&plan)?);
    accepted.migration.plan = plan;
    Ok(accepted)
}

fn stub(id: &str, dialect: Dialect, direction: Direction) -> String {
    let does = match direction {
        Direction::Up => "does",
        Direction::Down => "takes back",
    };
    format!(
        "-- What {id} {does} on {dialect}: write the statements below, each with a semicolon. A file without\n\
         -- statements does nothing. When all six files are right: codegen accept {id}\n"
    )
}

fn render(plan: &PlanFile) -> Result<String, Vec<Problem>> {
    plan.render().map_err(|error| vec![Problem::new("M0303", error.to_string()).at(&plan.id)])
}
