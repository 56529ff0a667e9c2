//! The SQL files of a migration held against its plan.

use std::collections::BTreeMap;

use larder_format::integrity::{self, Fault};
use larder_format::plan::PlanFile;
use larder_format::{Dialect, Direction, folder};

use crate::sql::Problem;

type Files = BTreeMap<String, String>;

/// Returns what differs between the SQL files and the checksums of their plan.
pub(super) fn edited(plan: &PlanFile, files: &Files) -> Vec<Problem> {
    let mut problems = Vec::new();
    if plan.is_unfinished() {
        let problem = Problem::new("M0113", format!("the SQL of `{}` has not been accepted yet", plan.id));
        let help = format!("write it, then run `codegen accept {}`", plan.id);
        problems.push(problem.at(place(plan, folder::PLAN, None)).help(help));
    }
    for (dialect, direction, file) in folder::sql_files() {
        let path = place(plan, &file, None);
        match files.get(&file) {
            None if plan.checksum_of(&file).is_some() => {
                problems.push(Problem::new("M0107", format!("`{file}` is missing")).at(path));
            }
            Some(text) if !integrity::is_recorded(plan, dialect, direction, text) => {
                let problem = Problem::new("M0106", format!("`{file}` was changed after it was generated"));
                let help = format!("restore it, or record the edit with `codegen accept {} --reason \"…\"`", plan.id);
                problems.push(problem.at(path).help(help));
            }
            _ => {}
        }
    }
    problems
}

/// Returns what the plan says of its files that they do not keep.
pub(super) fn faults(plan: &PlanFile, files: &Files) -> Vec<Problem> {
    if plan.is_unfinished() {
        return Vec::new();
    }
    let text = files.get(folder::PLAN).map_or("", String::as_str);
    let found = listed(plan, text).into_iter().chain(cut(plan, text, files));
    found.map(|(line, problem)| problem.at(place(plan, folder::PLAN, line))).collect()
}

type Found = (Option<usize>, Problem);

/// `[files]` names each file and nothing else.
fn listed(plan: &PlanFile, text: &str) -> Vec<Found> {
    let names: Vec<String> = folder::sql_files().map(|(_, _, name)| name).collect();
    let lacking = names.iter().filter(|name| plan.checksum_of(name).is_none()).map(|name| {
        let problem =
            Problem::new("M0116", format!("`[files]` does not list `{name}`, so edits of it would go unnoticed"));
        let table = line(text, 0, |line| line == "[files]");
        (table, problem.help("restore the line from version control, or generate the migration again"))
    });
    let odd = plan.files.keys().chain(plan.hand_edits.iter().map(|edit| &edit.file));
    let odd = odd.filter(|name| !names.contains(name)).map(|name| {
        let said = line(text, 0, |line| line.contains(&format!("\"{name}\"")));
        let problem = Problem::new("M0116", format!("`{name}` is not an SQL file of a migration"));
        (said, problem.help(format!("remove it; the files are {}", names.join(", "))))
    });
    lacking.chain(odd).collect()
}

/// Each file can be cut into its steps.
fn cut(plan: &PlanFile, text: &str, files: &Files) -> Vec<Found> {
    let mut found = Vec::new();
    for (dialect, direction, name) in folder::sql_files() {
        let steps = plan.steps.of(dialect, direction);
        let Some(sql) = files.get(&name).filter(|_| !steps.is_empty()) else { continue };
        if let Err(fault) = integrity::steps(sql, dialect, steps) {
            let problem = problem(&fault, &name, dialect, direction);
            found.push((steps_line(text, dialect, direction), problem));
        }
    }
    found
}

fn problem(fault: &Fault, name: &str, dialect: Dialect, direction: Direction) -> Problem {
    let place = format!("[steps.{dialect}], `{direction}`");
    let (message, help) = match fault {
        Fault::Count { counted, found } => (
            format!("the steps of `{name}` add up to {counted} statements, but the file has {found}"),
            format!("correct the number of statements per step in {place}"),
        ),
        Fault::OutsideTransaction => (
            format!("a step of `{name}` is marked `no_transaction`, but SQLite runs all steps in one transaction"),
            format!("remove `no_transaction` from {place}"),
        ),
        Fault::Work { step, statements } => (
            format!("step {step} of `{name}` has {statements} statements, which this kind of step does not allow"),
            format!(
                "in {place}, a backfill or a check for offending rows has one statement, and search tokens have \
                 none"
            ),
        ),
    };
    Problem::new("M0115", message).help(help)
}

fn steps_line(text: &str, dialect: Dialect, direction: Direction) -> Option<usize> {
    let table = line(text, 0, |line| line == format!("[steps.{dialect}]"))?;
    let next = line(text, table, |line| line.starts_with('[')).unwrap_or(usize::MAX);
    line(text, table, |line| line.starts_with(&format!("{direction} ="))).filter(|line| *line < next)
}

/// Returns the number, from 1, of the first line after the first `skipped` that is meant.
fn line(text: &str, skipped: usize, is_meant: impl Fn(&str) -> bool) -> Option<usize> {
    let lines = text.lines().enumerate().skip(skipped);
    lines.map(|(number, line)| (number + 1, line.trim_end())).find(|(_, line)| is_meant(line)).map(|(number, _)| number)
}

fn place(plan: &PlanFile, file: &str, line: Option<usize>) -> String {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}/{file}{line}", plan.id)
}
