//! What a plan.toml says of its SQL files, held against them.

use std::collections::BTreeMap;

use larder::Config;
use larder::migrate::{Migrator, splitter};
use larder_format::{Dialect, Direction, PlanFile, folder};
use larder_generator::sql::{Folder, Problem};

use crate::project::Project;

/// Returns every plan whose steps do not add up to its SQL, or whose `[files]` are not the SQL files there are.
pub(super) fn problems(migrations: &Folder) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (id, files) in migrations {
        let text = files.get(folder::PLAN).map_or("", String::as_str);
        // What cannot be read, or is not accepted yet, is told by others.
        if let Ok(plan) = PlanFile::parse(text)
            && !plan.is_unfinished()
        {
            let found = listed(&plan, text).into_iter().chain(counted(&plan, text, files));
            problems.extend(found.map(|(line, problem)| problem.at(place(id, line))));
        }
    }
    problems
}

/// Returns what else would keep the migrator from running them, in its words.
///
/// # Errors
///
/// The migrations folder is not inside that of the configuration.
pub(super) fn refused(project: &Project) -> Result<Vec<Problem>, Vec<Problem>> {
    let place = crate::database::folder(project)?;
    let urls = ["postgres://localhost/x", "mysql://localhost/x", "sqlite:x"];
    // Nothing is opened: the URL says the dialect.
    let read = |url: &str| Migrator::from_folder(&Config::for_url(url).database, &place).read_once();
    let mut texts: Vec<String> = urls.iter().filter_map(|url| read(url).err()).map(|error| error.to_string()).collect();
    texts.dedup();
    Ok(texts.into_iter().map(|text| Problem::new("D0101", text)).collect())
}

type Found = (Option<usize>, Problem);

fn listed(plan: &PlanFile, text: &str) -> Vec<Found> {
    let names: Vec<String> = folder::sql_files().map(|(_, _, name)| name).collect();
    let table = line(text, 0, |line| line == "[files]");
    let lacking = names.iter().filter(|name| plan.checksum_of(name).is_none()).map(|name| {
        let problem = Problem::new("M0116", format!("`[files]` lacks `{name}`, so an edit of it is not noticed"));
        (table, problem.help("restore the line from version control, or make the migration anew"))
    });
    let odd = plan.files.keys().chain(plan.hand_edits.iter().map(|edit| &edit.file));
    let odd = odd.filter(|name| !names.contains(name)).map(|name| {
        let said = line(text, 0, |line| line.contains(&format!("\"{name}\"")));
        let problem = Problem::new("M0116", format!("`{name}` is no SQL file of a migration"));
        (said, problem.help(format!("take it out; the files are {}", names.join(", "))))
    });
    lacking.chain(odd).collect()
}

fn counted(plan: &PlanFile, text: &str, files: &BTreeMap<String, String>) -> Vec<Found> {
    let mut found = Vec::new();
    for (dialect, direction, name) in folder::sql_files() {
        let steps = plan.steps.of(dialect, direction);
        let Some(sql) = files.get(&name).filter(|_| !steps.is_empty()) else { continue };
        let (said, there) =
            (steps.iter().map(|step| step.statements as usize).sum::<usize>(), splitter::split(sql, dialect).len());
        if said != there {
            let message = format!("the steps of `{name}` count {said} statements, and the file has {there}");
            let problem = Problem::new("M0115", message);
            let help =
                format!("say in [steps.{dialect}], `{direction}`, how many statements of the file each step has");
            found.push((steps_line(text, dialect, direction), problem.help(help)));
        }
    }
    found
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

fn place(id: &str, line: Option<usize>) -> String {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{id}/{}{line}", folder::PLAN)
}
