//! From the text of a definition to migration folders, as `codegen` goes.

use std::collections::BTreeSet;
use std::path::Path;

use integration::answers;
use larder_generator::diagnostic::Paint;
use larder_generator::sql::{self, Folder, Migration, Problem, QuestionKind, Rules};

use crate::model::{Entity, Field, Id, Kind, Model, text};
use crate::place::Outcome;
use crate::random::Random;
use crate::rows::fill::{self, Fill};
use crate::rows::refit;

/// A change of the schema, answered.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) migrations: Vec<Migration>,
    /// What was said, as flags of the command line.
    pub(crate) flags: Vec<String>,
    /// The fields whose fill was asked for.
    pub(crate) filled: BTreeSet<Id>,
}

/// The flag that brings tables to the newest lowering rules.
const UPGRADE: &str = "--upgrade";

/// Returns the migrations that make `model` from nothing, by these lowering rules.
pub(crate) fn anew(model: &Model, rules: Rules) -> Outcome<Vec<Migration>> {
    generate(model, &Folder::new(), rules, &[]).map_err(|problems| told(&problems, &[]))
}

/// Returns the migrations after those in `folder`, which lead to `before`, and which go on by the rules of these or to
/// the newest; every question is answered.
pub(crate) fn change(before: &Model, after: &Model, folder: &Folder, upgrade: bool) -> Outcome<Change> {
    let mut flags = renames_and_drops(before, after);
    flags.extend(upgrade.then(|| UPGRADE.to_owned()));
    let mut filled = BTreeSet::new();
    loop {
        let problems = match generate(after, folder, Rules::NEWEST, &flags) {
            Ok(migrations) => return Ok(Change { migrations, flags, filled }),
            Err(problems) => problems,
        };
        let known = flags.len();
        for question in problems.iter().filter_map(|problem| problem.question.as_ref()) {
            let flag = match question.kind {
                QuestionKind::Narrow => {
                    if let Some(fill) = refitted(before, after, &question.subject, &mut filled)
                        && !flags.contains(&fill)
                    {
                        flags.push(fill);
                    }
                    format!("--narrow={}", question.subject)
                }
                QuestionKind::Fill => {
                    let Some((old, entity, field)) = subject(before, after, &question.subject) else { break };
                    filled.insert(field.id);
                    let fill = fill::of(old, after, entity, field);
                    let mysql = format!("--fill={}:mysql={}", question.subject, fill.expression(entity, "`"));
                    if matches!(fill, Fill::Parent { .. }) && !flags.contains(&mysql) {
                        flags.push(mysql);
                    }
                    let postgres = fill.of_postgres().map(|own| format!("--fill={}:postgres={own}", question.subject));
                    flags.extend(postgres.filter(|flag| !flags.contains(flag)));
                    format!("--fill={}={}", question.subject, fill.expression(entity, "\""))
                }
                QuestionKind::Keep => format!("--keep={}", question.subject),
                QuestionKind::Table | QuestionKind::Column => break,
            };
            if !flags.contains(&flag) {
                flags.push(flag);
            }
        }
        if known == flags.len() {
            return Err(told(&problems, &flags));
        }
    }
}

fn subject<'a>(before: &'a Model, after: &'a Model, subject: &str) -> Option<(&'a Entity, &'a Entity, &'a Field)> {
    let (entity, field) = subject.split_once('.')?;
    let entity = after.entities.iter().find(|other| other.name == entity)?;
    let field = entity.fields.iter().find(|other| other.name == field)?;
    Some((before.entity(entity.id)?, entity, field))
}

/// Returns a value for rows whose own does not fit, for most columns that databases find such rows of.
fn refitted(before: &Model, after: &Model, named: &str, filled: &mut BTreeSet<Id>) -> Option<String> {
    let (old, entity, field) = subject(before, after, named)?;
    // What refers to a narrower field has no value but that of its parent.
    let refers = matches!(field.kind, Kind::Reference { .. });
    let is_told = !refers && refit::is_told(&before.stored(old.field(field.id)?), &after.stored(field));
    if !is_told || Random::new(u64::from(field.id) + 7).chance(25) {
        return None;
    }
    filled.insert(field.id);
    Some(format!("--fill={named}={}", fill::of(old, after, entity, field).expression(entity, "\"")))
}

fn told(problems: &[Problem], flags: &[String]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| problem.told_as("error")).collect();
    format!("no migration, with the answers {flags:?}:\n{}", lines.join("\n"))
}

/// The rules are for an empty folder; any other has its own.
fn generate(model: &Model, folder: &Folder, rules: Rules, flags: &[String]) -> Result<Vec<Migration>, Vec<Problem>> {
    let definition = text::definition(model);
    let read = larder_generator::read(&definition, "models.toml")
        .map_err(|refused| vec![Problem::new("L", refused.render(Paint::Plain))])?;
    let mut state = sql::fold(folder)?;
    if folder.is_empty() {
        state.rules = rules;
    }
    sql::generate(&state, &read.schema, &answers(flags)).map(|generated| generated.migrations)
}

/// Adds migrations to a folder in memory.
pub(crate) fn add(folder: &mut Folder, migrations: &[Migration]) {
    for migration in migrations {
        folder.insert(migration.plan.id.clone(), migration.files.clone());
    }
}

/// Writes migrations below `root`.
pub(crate) fn write(root: &Path, migrations: &[Migration]) -> Outcome<()> {
    for migration in migrations {
        let folder = root.join(&migration.plan.id);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for (name, text) in &migration.files {
            std::fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// What became what is known by the numbers of entities and fields.
fn renames_and_drops(from: &Model, to: &Model) -> Vec<String> {
    let mut flags = Vec::new();
    for before in &from.entities {
        let Some(after) = to.entity(before.id) else {
            flags.push(format!("--drop={}", before.table));
            continue;
        };
        if before.table != after.table {
            flags.push(format!("--rename={}={}", before.table, after.table));
        }
        for field in &before.fields {
            match after.field(field.id) {
                None => flags.push(format!("--drop={}.{}", before.table, field.name)),
                Some(kept) if kept.name != field.name => {
                    flags.push(format!("--rename={}.{}={}", before.table, field.name, kept.name));
                }
                Some(_) => {}
            }
        }
    }
    flags
}
