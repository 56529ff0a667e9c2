//! A pull into a definition that exists: what changed in the database, as a change of the text.

use larder::internal::SchemaScope;
use larder_generator::generate::list;
use larder_generator::pull::{self, Patched};
use larder_generator::sql::{self, Problem, State};
use serde_json::json;

use super::difference::difference;
use crate::arguments::{Arguments, Pull};
use crate::outcome::{Answer, Outcome};
use crate::project::{self, Project};

/// Shows what changed, and with `--write` writes it, with the migrations that `baseline` records.
pub(super) fn run(arguments: &Arguments, read: &Pull) -> Outcome {
    let writes = read.write && !arguments.check;
    project::with(arguments, writes, |project, outcome| {
        let Some(definition) = project.definition(outcome) else { return Ok(()) };
        let (named, has_plain) = pull::schemas(&definition.schema);
        let scope = if has_plain { SchemaScope::with(named) } else { SchemaScope::only(named) };
        let catalogue = pull::in_schemas(super::catalogue(read, scope, outcome)?, &definition.schema);
        let state = sql::fold(&project.migrations()?).map_err(|problems| project.in_folder(problems))?;
        let patched = pull::patch(&project.text, &definition.schema, &catalogue, &state.tables, state.rules);
        let patched = patched.map_err(|diagnostics| super::refused(outcome, diagnostics))?;
        let mut answer = answer(project, &patched);
        if arguments.check && !(patched.changes.is_empty() && patched.open.is_empty()) {
            let lines: Vec<&str> = patched.changes.iter().chain(&patched.open).map(String::as_str).collect();
            let message = format!("the database and the definition differ:\n  {}", lines.join("\n  "));
            outcome
                .problems
                .push(Problem::new("D0108", message).help("bring the definition along with `pull --write`"));
        }
        if writes && !(patched.changes.is_empty() && patched.files.is_empty()) {
            let made = write(project, arguments, &catalogue, &patched, state, outcome)?;
            answer.text.push_str(&made);
        }
        outcome.answer = Some(answer);
        Ok(())
    })
}

fn write(
    project: &Project,
    arguments: &Arguments,
    catalogue: &larder_format::catalogue::Catalogue,
    patched: &Patched,
    mut state: State,
    outcome: &mut Outcome,
) -> Result<String, Vec<Problem>> {
    let definition = project.read(&patched.text).map_err(|diagnostics| super::refused(outcome, diagnostics))?;
    let objects = pull::with_files(state.objects.clone(), &patched.files);
    let answers = arguments.answers.answers();
    let made = pull::migrations(&definition.schema, &objects, catalogue, state.clone(), &answers)?;
    let all: Vec<_> = made.present.iter().chain(&made.lacking).cloned().collect();
    state.extend(&all).map_err(|problems| project.in_folder(problems))?;
    let mut files = list(None, &project.settings().migrations, &state, all)?;
    files.insert(super::file_name(&arguments.config), patched.text.clone()).map_err(|problem| vec![problem])?;
    for (path, text) in &patched.files {
        files.insert(placed(path, project), text.clone()).map_err(|problem| vec![problem])?;
    }
    outcome.differences = project.put(&files, false)?;
    outcome.notes = made.notes;
    let baseline = made.present.last().map(|last| format!("  codegen baseline {}\n", last.plan.id));
    let migrate = if made.lacking.is_empty() { "" } else { "  codegen migrate\n" };
    Ok(format!("\nwritten; next:\n  codegen\n{}{migrate}", baseline.unwrap_or_default()))
}

/// Returns where the file of an object is in this project.
fn placed(path: &str, project: &Project) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("{}/{name}", project.settings().objects)
}

fn answer(project: &Project, patched: &Patched) -> Answer {
    let mut answer = Answer::default();
    if patched.changes.is_empty() && patched.open.is_empty() && patched.files.is_empty() {
        answer.text.push_str("the definition has all that a definition can say of the database\n");
    }
    if !patched.changes.is_empty() {
        answer.text.push_str(&difference(&project.text, &patched.text));
    }
    if !patched.open.is_empty() {
        answer.text.push_str("\nto be changed by hand:\n");
        patched.open.iter().for_each(|line| answer.text.push_str(&format!("  {line}\n")));
    }
    if !patched.files.is_empty() {
        answer.text.push_str("\nbeside the tables, and in no file yet (`--write` writes them):\n");
        patched.files.keys().for_each(|path| answer.text.push_str(&format!("  {}\n", placed(path, project))));
    }
    answer.members.insert("object_files".to_owned(), patched.files.keys().map(|path| placed(path, project)).collect());
    answer.members.insert("changes".to_owned(), json!(patched.changes));
    answer.members.insert("open".to_owned(), json!(patched.open));
    answer
}
